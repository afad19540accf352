"""The list of 100,000 institutions against hand-written SQL and against Django's admin.

Database time: every query the page makes for its rows and their number is run again under EXPLAIN
ANALYZE; what somebody would write by hand for the same page is measured in the same way. The page
as a whole: wall time of the request, beside that of the admin's list of the same rows.
"""

import json
import os
import random
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg2
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.imports.institutions import Institutions
from networks.models import District, InstitutionCategory, Municipality, SocialSpace
from sro.access import Role
from sro.ui.exports import write_csv
from sro.ui.imports import ImportContext, apply_file
from tests.people import person

ROWS = 100_000
SPACES = 138
DISTRICTS = 12
CATEGORIES = 6
PAGE = 50
ROUNDS = 25
# A page takes some ten milliseconds, so the best of fewer rounds would still be chance.
PAGE_ROUNDS = 60
SQL_LIMIT = 1.3
ADMIN_LIMIT = 1.0
LONG_AGO = date(2000, 1, 1)
ADDRESS = "/sozialraum/einrichtungen/"
ROW = re.compile(rf'href="{ADDRESS}(\d+)/"')

#: What somebody would write by hand: the columns of the list, joined by their keys.
SELECT = """
SELECT i.id, i.name, i.street, i.postal_code, i.last_verified, i.active_until,
       c.id, c.name, s.id, s.name, d.id, d.name
FROM networks_institution i
JOIN networks_institutioncategory c ON c.id = i.category_id
JOIN networks_socialspace s ON s.id = i.social_space_id
JOIN networks_district d ON d.id = s.district_id
WHERE (i.active_from IS NULL OR i.active_from <= %(today)s)
  AND (i.active_until IS NULL OR i.active_until > %(today)s){where}
ORDER BY {order} LIMIT 50 OFFSET {offset}"""
COUNT = """
SELECT count(*) FROM networks_institution i{join}
WHERE (i.active_from IS NULL OR i.active_from <= %(today)s)
  AND (i.active_until IS NULL OR i.active_until > %(today)s){where}"""
JOIN = " JOIN networks_socialspace s ON s.id = i.social_space_id"

#: Name → parameters of the page, then join, condition, order and offset by hand.
VIEWS: dict[str, tuple[dict[str, Any], str, str, str, int]] = {
    "all, by name": ({}, "", "", "i.sort_key, i.id", 0),
    "category and district, by name": (
        {"art": "{category}", "bezirk": "{district}"},
        JOIN,
        " AND i.category_id = %(category)s AND s.district_id = %(district)s",
        "i.sort_key, i.id",
        0,
    ),
    "a social space, by last verified": (
        {"sozialraum": "{space}", "sort": "-geprueft"},
        "",
        " AND i.social_space_id = %(space)s",
        "i.last_verified DESC, i.id",
        0,
    ),
    "verification due in a district, by district": (
        {"bezirk": "{district}", "pruefung": "faellig", "sort": "bezirk"},
        JOIN,
        (
            " AND s.district_id = %(district)s"
            " AND (i.last_verified IS NULL OR i.last_verified <= %(due)s)"
        ),
        "d.sort_key, i.sort_key, i.id",
        0,
    ),
    "two words and a category, by name": (
        {"q": "haus heide", "art": "{category}"},
        "",
        (
            " AND i.search_vector @@ '''haus'':* & ''heide'':*'::tsquery"
            " AND i.category_id = %(category)s"
        ),
        "i.sort_key, i.id",
        0,
    ),
    "page 200, by name": ({"seite": "200"}, "", "", "i.sort_key, i.id", 199 * PAGE),
}


def run() -> list[dict[str, Any]]:
    """Ratios of database time against SQL by hand, and of wall time against the admin."""
    user = person(Role.PLANNER, is_staff=True, is_superuser=True)
    values = _fill(user)
    client = Client()
    client.force_login(user)
    with override_settings(ROOT_URLCONF="tests.benchmarks.admin_urls"):
        rows = [_against_sql(client, name, values) for name in VIEWS]
        return [*rows, *_against_admin(client, values)]


def _against_sql(client: Client, name: str, values: dict[str, Any]) -> dict[str, Any]:
    asked, join, where, order, offset = VIEWS[name]
    params = {key: text.format(**values) for key, text in asked.items()}
    with CaptureQueriesContext(connection) as captured:
        response = client.get(ADDRESS, params)
    ours = [q["sql"] for q in captured if 'FROM "networks_institution"' in q["sql"]]
    if len(ours) != 2:
        raise AssertionError(f"{name}: {len(ours)} queries for count and rows")
    by_hand = [
        COUNT.format(join=join, where=where),
        SELECT.format(where=where, order=order, offset=offset),
    ]
    _same_rows(name, response, by_hand[1], values)
    sql = [(statement, values) for statement in by_hand]
    mine = [(statement, None) for statement in ours]
    spent = _alternating(lambda: _database(mine), lambda: _database(sql))
    return {
        "name": f"list of {ROWS:,} institutions, database time: {name}",
        "measured": spent[0] / spent[1],
        "limit": SQL_LIMIT,
        "unit": "× SQL by hand",
    }


def _same_rows(name: str, response: Any, statement: str, values: dict[str, Any]) -> None:
    """A comparison counts only if both sides found the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        by_hand = [row[0] for row in cursor.fetchall()]
    shown = [int(pk) for pk in ROW.findall(response.content.decode())]
    if shown != by_hand or not shown:
        raise AssertionError(f"{name}: the page and the SQL by hand show different rows")


def _database(statements: list[tuple[str, dict[str, Any] | None]]) -> float:
    """Milliseconds the database needs to plan and run the statements."""
    spent = 0.0
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
            [plan] = cursor.fetchone()
            [plan] = json.loads(plan) if isinstance(plan, str) else plan
            spent += plan["Planning Time"] + plan["Execution Time"]
    return spent


def _against_admin(client: Client, values: dict[str, Any]) -> list[dict[str, Any]]:
    pairs = {
        "all": ({}, {}),
        "category and district": (
            {"art": values["category"], "bezirk": values["district"]},
            {
                "category__id__exact": values["category"],
                "social_space__district__id__exact": values["district"],
            },
        ),
    }
    rows = []
    for name, (ours, admins) in pairs.items():
        spent = _alternating(
            lambda params=ours: _request(client, ADDRESS, params),
            lambda params=admins: _request(client, "/admin/networks/institution/", params),
            PAGE_ROUNDS,
        )
        rows.append(
            {
                "name": f"list of {ROWS:,} institutions, whole page: {name}",
                "measured": spent[0] / spent[1],
                "limit": ADMIN_LIMIT,
                "unit": "× Django admin",
            }
        )
    return rows


def _request(client: Client, address: str, params: dict[str, Any]) -> float:
    begin = time.perf_counter()
    response = client.get(address, params)
    spent = time.perf_counter() - begin
    if response.status_code != 200:
        raise AssertionError(f"{address}: {response.status_code}")
    return spent


def _alternating(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """The best of some rounds of each, in turns, so that both meet the same machine."""
    pairs = [(ours(), theirs()) for _round in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def _fill(user: Any) -> dict[str, Any]:
    """Fill the registry by its own import; returns ids and days the questions use."""
    municipality = Municipality.objects.create(key="99", name="Musterstadt")
    districts = [
        District.objects.create(
            municipality=municipality, key=f"{n:02}", name=f"Bezirk {n}", valid_from=LONG_AGO
        )
        for n in range(DISTRICTS)
    ]
    spaces = [
        SocialSpace.objects.create(
            district=districts[n % DISTRICTS],
            key=f"{n:06}",
            name=f"Quartier {n}",
            valid_from=LONG_AGO,
        )
        for n in range(SPACES)
    ]
    for n in range(CATEGORIES):
        InstitutionCategory.objects.create(code=f"art-{n}", name=f"Art {n}")
    now = timezone.now()
    apply_file(Institutions(), _file(now.date()), ImportContext(actor=user, now=now))
    _settle()
    return {
        "today": timezone.localdate(),
        "due": timezone.localdate().replace(year=timezone.localdate().year - 1),
        "category": InstitutionCategory.objects.get(code="art-3").pk,
        "district": districts[3].pk,
        "space": spaces[7].pk,
    }


def _settle() -> None:
    """Do at once what the database does by itself some time after so many new rows.

    Only the owner may; otherwise it would happen in the middle of measuring.
    """
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    owner.close()


def _file(today: date) -> bytes:
    luck = random.Random(1)
    words = [
        "Haus",
        "Treff",
        "Kita",
        "Schule",
        "Heide",
        "Garten",
        "Sonne",
        "Brücke",
        "Linden",
        "Anker",
        "Nord",
        "Süd",
        "Mühle",
    ]
    columns = ("Kennung", "Name", "Art", "Sozialraum", "Straße", "PLZ", "Zuletzt geprüft")
    columns += ("Geschlossen ab",)
    rows = (
        (
            f"k{n}",
            f"{luck.choice(words)} {luck.choice(words)} {n}",
            f"art-{n % CATEGORIES}",
            f"{luck.randrange(SPACES):06}",
            f"{luck.choice(words)}weg {n % 200}",
            f"{10000 + n % 4000}",
            today - timedelta(days=luck.randrange(900)) if n % 3 else None,
            LONG_AGO if n % 20 == 0 else None,
        )
        for n in range(ROWS)
    )
    return b"".join(write_csv(rows, columns))
