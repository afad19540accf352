"""The page of a social space with 500 offers, 50 networks and 2,000 needs, against SQL by hand.

Database time of the questions that the two heaviest tabs ask of the place's rows, beside what
somebody would write by hand for the same lines; and how many questions each tab asks in all.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.models import Institution, InstitutionCategory, Need, Network, Offer, SocialSpace
from sro.access import Role
from tests.benchmarks.bench_registry import _alternating, _database, _settle
from tests.networks.factories import make_category, make_space
from tests.people import person

INSTITUTIONS, OFFERS, NETWORKS, NEEDS = 100, 500, 50, 2_000
#: Other places have as much, so that no index finds everything in one page.
PLACES = 6
LIMIT = 1.5
QUERIES = 30
LONG_AGO = date(2000, 1, 1)
TABS = ("", "was-laeuft", "was-fehlt", "zahlen", "lesarten")

_ACTIVE = """({0}.active_from IS NULL OR {0}.active_from <= %(today)s)
  AND ({0}.active_until IS NULL OR {0}.active_until > %(today)s)"""
_OFFERS = f"""FROM networks_offer o JOIN networks_institution i ON i.id = o.institution_id
WHERE {_ACTIVE.format("o")} AND i.social_space_id = %(space)s"""
_NETWORKS = """FROM networks_network n WHERE n.valid_from <= %(today)s
  AND (n.valid_until IS NULL OR n.valid_until > %(today)s) AND n.social_space_id = %(space)s"""
_NEEDS = """FROM networks_need n
LEFT JOIN networks_institutioncategory c ON c.id = n.category_id
WHERE n.social_space_id = %(space)s AND n.state IN ('reported', 'assessed', 'planned')"""

#: Tab → tables whose questions count, and the same by hand.
BY_HAND: dict[str, tuple[str, list[str]]] = {
    "": (
        r"networks_offer|networks_network",
        [
            f"SELECT o.id, o.name, i.id, i.name {_OFFERS} ORDER BY o.sort_key, o.id LIMIT 8",
            f"SELECT count(*) {_OFFERS}",
            f"SELECT n.id, n.name, n.kind {_NETWORKS} ORDER BY n.name, n.id LIMIT 8",
            f"SELECT count(*) {_NETWORKS}",
        ],
    ),
    "was-fehlt": (
        r"networks_need",
        [
            (
                "SELECT state, count(*) FROM networks_need WHERE social_space_id = %(space)s"
                " GROUP BY state"
            ),
            (
                f"SELECT n.id, n.title, n.state, n.reported_on, c.id, c.name {_NEEDS}"
                " ORDER BY n.reported_on DESC, n.id DESC LIMIT 8"
            ),
            f"SELECT count(*) {_NEEDS}",
        ],
    ),
}


def run() -> list[dict[str, Any]]:
    """Ratios of database time, and numbers of questions."""
    space = _fill()
    client = Client()
    client.force_login(person(Role.PLANNER))
    rows = []
    for tab in TABS:
        address = _address(space, tab)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")
        rows.append(
            {
                "name": f"page of a social space, {tab or 'who is there'}: questions",
                "measured": len(captured),
                "limit": QUERIES,
                "unit": "queries",
            }
        )
        if tab in BY_HAND:
            rows.append(_against_sql(tab, [each["sql"] for each in captured], space))
    return rows


def _address(space: SocialSpace, tab: str) -> str:
    if not tab:
        return reverse("networks:space_detail", args=[space.pk])
    return reverse("networks:space_part", args=[space.pk, tab])


def _against_sql(tab: str, asked: list[str], space: SocialSpace) -> dict[str, Any]:
    tables, by_hand = BY_HAND[tab]
    begins = tuple(f'FROM "{table}"' for table in tables.split("|"))
    # What is new since the last visit is one question of its own kind (UNION) and counts apart.
    ours = [sql for sql in asked if any(each in sql for each in begins) and "UNION" not in sql]
    if len(ours) != len(by_hand):
        raise AssertionError(f"{tab}: {len(ours)} questions for {len(by_hand)} by hand")
    values = {"today": timezone.localdate(), "space": space.pk}
    spent = _alternating(
        lambda: _database([(sql, None) for sql in ours]),
        lambda: _database([(sql, values) for sql in by_hand]),
    )
    return {
        "name": f"page of a social space, {tab or 'who is there'}: database time",
        "measured": spent[0] / spent[1],
        "limit": LIMIT,
        "unit": "× SQL by hand",
    }


def _fill() -> SocialSpace:
    """Fill some social spaces alike; return one of them."""
    category = make_category()
    spaces = [make_space() for _number in range(PLACES)]
    for space in spaces:
        _fill_space(space, category)
    _settle()
    return spaces[PLACES // 2]


def _fill_space(space: SocialSpace, category: InstitutionCategory) -> None:
    today = timezone.localdate()
    institutions = Institution.objects.bulk_create(
        Institution(
            name=f"Haus {space.pk}-{number}",
            sort_key=f"haus {number:04}",
            category=category,
            social_space=space,
        )
        for number in range(INSTITUTIONS)
    )
    Offer.objects.bulk_create(
        Offer(
            name=f"Angebot {number}",
            sort_key=f"angebot {number:04}",
            kind="group",
            institution=institutions[number % INSTITUTIONS],
        )
        for number in range(OFFERS)
    )
    Network.objects.bulk_create(
        Network(
            name=f"Netz {number}",
            kind="topic",
            district=space.district,
            social_space=space,
            valid_from=LONG_AGO,
        )
        for number in range(NETWORKS)
    )
    Need.objects.bulk_create(
        Need(
            title=f"Bedarf {number}",
            category=category,
            district=space.district,
            social_space=space,
            state="reported" if number % 3 else "assessed",
            reported_on=today - timedelta(days=number % 700),
        )
        for number in range(NEEDS)
    )
