"""The board and the list of 20,000 needs: how often they ask the database, and for how long.

The board shows the next cards of every column; what somebody would write by hand for it is one
statement for each column and one for the counts.
"""

import random
import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Need, NeedReport
from networks.views.needs import CARDS, COLUMNS
from sro.access import Role
from tests.benchmarks.bench_registry import _alternating, _database, _settle
from tests.networks.factories import make_category, make_district, make_space
from tests.people import person

ROWS = 20_000
QUERIES = 10
# The board also counts what was merged into what was merged; by hand one level is counted.
SQL_LIMIT = 2.0
ADDRESS = "/sozialraum/bedarfe/"
CARD = re.compile(rf'href="{ADDRESS}(\d+)/"')
LANE = """
SELECT n.id, n.title, n.state, n.reported_on, c.name, s.name, d.name
FROM networks_need n
LEFT JOIN networks_institutioncategory c ON c.id = n.category_id
LEFT JOIN networks_socialspace s ON s.id = n.social_space_id
JOIN networks_district d ON d.id = n.district_id
WHERE n.state = %(state)s{where} ORDER BY n.reported_on DESC, n.id DESC LIMIT %(cards)s"""
COUNT = "SELECT n.state, count(*) FROM networks_need n WHERE true{where} GROUP BY n.state"
#: Every card says how often it was reported, with what was merged into it.
VOICES = """
SELECT coalesce(n.merged_into_id, n.id), count(*) FROM networks_needreport r
JOIN networks_need n ON n.id = r.need_id
WHERE n.id = ANY(%(shown)s) OR n.merged_into_id = ANY(%(shown)s) GROUP BY 1"""


def run() -> list[dict[str, Any]]:
    """Queries and database time of the board, whole and of one district, and of the list."""
    user = person(Role.PLANNER)
    district = _fill(user)
    client = Client()
    client.force_login(user)
    rows = []
    for name, asked, where in (
        ("all", {}, ""),
        ("a district", {"bezirk": district}, f" AND n.district_id = {district}"),
        ("page 50", {"seite": "50"}, None),
    ):
        client.get(ADDRESS, asked)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(ADDRESS, asked)
        if answer.status_code != 200:
            raise AssertionError(f"{name}: {answer.status_code}")
        rows.append(_row(f"board of {ROWS:,} needs, {name}", len(captured), QUERIES, "queries"))
        if where is not None:
            shown = [int(pk) for pk in CARD.findall(answer.content.decode())]
            rows.append(_against_sql(name, [each["sql"] for each in captured], where, shown))
    client.get(f"{ADDRESS}liste/")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{ADDRESS}liste/")
    rows.append(_row(f"list of {ROWS:,} needs", len(captured), QUERIES, "queries"))
    return rows


def _row(name: str, measured: float, limit: float, unit: str) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "unit": unit}


def _against_sql(name: str, asked: list[str], where: str, shown: list[int]) -> dict[str, Any]:
    ours: list[Any] = [(sql, None) for sql in asked if "networks_need" in sql]
    by_hand: list[Any] = [
        (COUNT.format(where=where), {}),
        (VOICES, {"shown": shown}),
        *((LANE.format(where=where), {"state": s.value, "cards": CARDS}) for s in COLUMNS),
    ]
    spent = _alternating(lambda: _database(ours), lambda: _database(by_hand))
    text = f"board of {ROWS:,} needs, database time: {name}"
    return _row(text, spent[0] / spent[1], SQL_LIMIT, "× SQL by hand")


def _fill(user: Any) -> int:
    """Needs of five years over 120 social spaces, a tenth of them merged; returns a district."""
    luck = random.Random(1)
    districts = [make_district() for _each in range(12)]
    spaces = [make_space(district=districts[n % 12]) for n in range(120)]
    kinds = [make_category() for _each in range(12)]
    states = [state.value for state in COLUMNS]
    today = timezone.localdate()

    def need(number: int, **values: Any) -> Need:
        space = spaces[number % 120]
        state = luck.choice(states)
        return Need(
            **{
                "title": f"Treff {number}",
                "category": luck.choice(kinds),
                "social_space": space,
                "district_id": space.district_id,
                "state": state,
                "reason": "Doppelt." if state == "declined" else "",
                "reported_on": today - timedelta(days=luck.randrange(1_800)),
                "reported_by": user,
                **values,
            }
        )

    merged = ROWS // 10
    heads = Need.objects.bulk_create(need(number) for number in range(ROWS - merged))
    others = Need.objects.bulk_create(
        need(number, state="merged", state_before="reported", reason="", merged_into=heads[number])
        for number in range(merged)
    )
    NeedReport.objects.bulk_create(
        NeedReport(need=each, reporter=user, reported_on=each.reported_on)
        for each in [*heads, *others]
    )
    _settle()
    return districts[3].pk
