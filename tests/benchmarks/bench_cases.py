"""Finding among 100,000 cases and 300,000 people, as the team lead of 25 districts.

The list against SQL written by hand and against Django's admin; searching people by sound in
milliseconds of the database. How it is measured: see bench_registry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from cases import searching
from cases.models import Person
from cases.services.finding import similar_persons
from tests.benchmarks.bench_registry import PAGE, PAGE_ROUNDS, _alternating, _database, _request
from tests.benchmarks.fill_cases import CASES, PERSONS, fill

ADDRESS = "/faelle/"
ADMIN = "/admin/cases/case/"
SQL_LIMIT = 1.3
ADMIN_LIMIT = 1.0
SOUND_LIMIT_MS = 50
ROUNDS = 3
ROW = re.compile(rf'href="{ADDRESS}(\d+)/"')

SELECT = """
SELECT c.id, c.name, c.reference, c.state, c.opened_on, d.id, d.name, s.id, s.name,
       r.id, r.display_name, v.id, v.display_name
FROM cases_case c
JOIN networks_district d ON d.id = c.district_id
LEFT JOIN networks_socialspace s ON s.id = c.social_space_id
LEFT JOIN accounts_user r ON r.id = c.responsible_id
LEFT JOIN accounts_user v ON v.id = c.deputy_id
WHERE c.district_id IN %(districts)s{where}
ORDER BY {order} LIMIT 50 OFFSET {offset}"""
COUNT = "SELECT count(*) FROM cases_case c WHERE c.district_id IN %(districts)s{where}"
OPEN = " AND c.state <> 'closed'"
FOUND = """
 AND c.id IN (SELECT id FROM cases_case WHERE search_vector @@ {query}
     UNION SELECT m.case_id FROM cases_casemember m JOIN cases_person p ON p.id = m.person_id
     WHERE p.search_vector @@ {query})"""
BORN = """
 AND c.id IN (SELECT m.case_id FROM cases_casemember m JOIN cases_person p ON p.id = m.person_id
     WHERE p.search_vector @@ '''meier'':*'::tsquery AND p.birth_date = '2010-05-05')"""

#: Name → parameters of the page, then condition, order and offset by hand.
VIEWS: dict[str, tuple[dict[str, str], str, str, int]] = {
    "open ones, by name": ({}, OPEN, "c.sort_key, c.id", 0),
    "a district and a state, latest first": (
        {"bezirk": "{district}", "stand": "running", "sort": "-eroeffnet"},
        " AND c.district_id = %(district)s AND c.state = 'running'",
        "c.opened_on DESC, c.id",
        0,
    ),
    "a social space and a colleague, by reference": (
        {"sozialraum": "{space}", "zustaendig": "{colleague}", "sort": "aktenzeichen"},
        " AND c.social_space_id = %(space)s AND c.responsible_id = %(colleague)s" + OPEN,
        "c.reference_year, c.reference_number, c.id",
        0,
    ),
    "a family name, by name": (
        {"q": "kowalski"},
        FOUND.format(query="'''kowalski'':*'::tsquery") + OPEN,
        "c.sort_key, c.id",
        0,
    ),
    "a person in a district, latest first": (
        {"q": "meier lena", "bezirk": "{district}", "sort": "-eroeffnet", "stand": "alle"},
        FOUND.format(query="'''meier'':* & ''lena'':*'::tsquery")
        + " AND c.district_id = %(district)s",
        "c.opened_on DESC, c.id",
        0,
    ),
    "page 200, by name": ({"seite": "200"}, OPEN, "c.sort_key, c.id", 199 * PAGE),
}
SOUNDS: dict[str, dict[str, Any]] = {
    "family name": {"family_name": "Mayr"},
    "the most frequent family name": {"family_name": "Mueller"},
    "both names": {"given_name": "Lehna", "family_name": "Maier"},
    "swapped, Turkish letters missing": {"given_name": "Yilmaz", "family_name": "Ayse"},
    "name and birth date": {
        "given_name": "Ben",
        "family_name": "Schmitt",
        "birth_date": date(2010, 5, 5),
    },
    "a letter missing": {"family_name": "Musterhas"},
    "nobody": {"given_name": "Xaver", "family_name": "Qzyxk"},
}
TYPED = ("meier", "mayr lena", "yilmaz", "mu", "lehna maier", "schmitt 5.5.2010", "5.5.2010")


def run() -> list[dict[str, Any]]:
    """Ratios against SQL by hand and the admin; milliseconds of searches by sound."""
    world = fill()
    client = Client()
    client.force_login(world.lead)
    values = {**vars(world), "districts": tuple(world.districts)}
    with override_settings(ROOT_URLCONF="tests.benchmarks.admin_urls"):
        rows = [_against_sql(client, name, values) for name in VIEWS]
        rows += _against_admin(client, values)
    return [*rows, *_by_sound(world)]


def _against_sql(client: Client, name: str, values: dict[str, Any]) -> dict[str, Any]:
    asked, where, order, offset = VIEWS[name]
    params = {key: text.format(**values) for key, text in asked.items()}
    with CaptureQueriesContext(connection) as captured:
        response = client.get(ADDRESS, params)
    ours = [q["sql"] for q in captured if re.search(r'FROM "cases_case"', q["sql"])]
    if len(ours) != 2:
        raise AssertionError(f"{name}: {len(ours)} queries for count and rows")
    by_hand = [
        COUNT.format(where=where),
        SELECT.format(where=where, order=order, offset=offset),
    ]
    with connection.cursor() as cursor:
        cursor.execute(by_hand[1], values)
        wanted = [row[0] for row in cursor.fetchall()]
    shown = [int(pk) for pk in ROW.findall(response.content.decode())]
    if shown != wanted or not shown:
        raise AssertionError(f"{name}: the page and the SQL by hand show different rows")
    sql = [(statement, values) for statement in by_hand]
    mine = [(statement, None) for statement in ours]
    spent = _alternating(lambda: _database(mine), lambda: _database(sql))
    return {
        "name": f"list of {CASES:,} cases, database time: {name}",
        "measured": spent[0] / spent[1],
        "limit": SQL_LIMIT,
        "unit": "× SQL by hand",
    }


def _against_admin(client: Client, values: dict[str, Any]) -> list[dict[str, Any]]:
    district = values["district"]
    pairs = {
        "all": ({"stand": "alle"}, {}),
        "district and state": (
            {"bezirk": district, "stand": "running"},
            {"district__id__exact": district, "state__exact": "running"},
        ),
        "a name": ({"stand": "alle", "q": "kowalski"}, {"q": "kowalski"}),
    }
    rows = []
    for name, (ours, admins) in pairs.items():
        spent = _alternating(
            lambda params=ours: _request(client, ADDRESS, params),
            lambda params=admins: _request(client, ADMIN, params),
            PAGE_ROUNDS,
        )
        rows.append(
            {
                "name": f"list of {CASES:,} cases, whole page: {name}",
                "measured": spent[0] / spent[1],
                "limit": ADMIN_LIMIT,
                "unit": "× Django admin",
            }
        )
    return rows


def _by_sound(world: SimpleNamespace) -> list[dict[str, Any]]:
    rows = []
    for who, user in (("25 districts", world.lead), ("one district", world.caseworker)):
        for name, asked in SOUNDS.items():
            spent = _least(partial(similar_persons, actor=user, **asked))
            rows.append(_milliseconds(f"similar people, {who}: {name}", spent))
        for text in TYPED:
            spent = _least(partial(_found, user, text))
            rows.append(_milliseconds(f"people searched, {who}: {text}", spent))
    return rows


def _found(user: Any, text: str) -> None:
    people = Person.objects.visible_to(user).defer("search_vector")
    searching._find_people(user, people, text, 10)


def _least(search: Callable[[], Any]) -> float:
    return min(_spent(search) for _round in range(ROUNDS))


def _spent(search: Callable[[], Any]) -> float:
    """Milliseconds of the database for all queries of a search."""
    with CaptureQueriesContext(connection) as captured:
        search()
    spent = 0.0
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"])
            [plan] = cursor.fetchone()
            [plan] = json.loads(plan) if isinstance(plan, str) else plan
            spent += plan["Planning Time"] + plan["Execution Time"]
    return spent


def _milliseconds(name: str, spent: float) -> dict[str, Any]:
    return {
        "name": f"{name} ({PERSONS:,})",
        "measured": spent,
        "limit": SOUND_LIMIT_MS,
        "unit": "ms",
    }
