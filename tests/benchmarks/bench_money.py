"""Budgets with 100,000 supports, 1,000,000 bookings and 1,000,000 lines of hours.

The overview against SQL written by hand that adds up the same figures; the calculation of 10,000
supports in seconds of the clock; the week of one professional.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.models import Commitment
from budgets.services.commitments import calculate_due
from budgets.services.lines import standing
from tests.benchmarks.bench_registry import _alternating, _database
from tests.benchmarks.fill_money import CALCULATED, TODAY, YEAR, fill

SECONDS_LIMIT = 60
SQL_LIMIT = 2.0
QUERY_LIMIT = 12
WEEK_LIMIT = 15
WEEK_MILLISECONDS = 100

#: What every page asks: who is it, which rights, what is the town called.
FRAME = (
    "django_session",
    "accounts_",
    "networks_municipality",
    "ui_",
    "usersessions",
    "SAVEPOINT",
)

BY_HAND = f"""
SELECT d.id, d.name, a.amount, l.transferred, o.spent, c.bound
FROM networks_district AS d
LEFT JOIN (
    SELECT x.district_id, sum(x.amount) AS amount
    FROM budgets_allocation AS x JOIN budgets_allocationrun AS r ON r.id = x.run_id
    WHERE r.state = 'approved' GROUP BY x.district_id
) AS a ON a.district_id = d.id
LEFT JOIN (
    SELECT district_id, sum(transferred) AS transferred FROM budgets_budgetline
    GROUP BY district_id
) AS l ON l.district_id = d.id
LEFT JOIN (
    SELECT district_id, sum(amount) AS spent FROM budgets_outflow
    WHERE year = {YEAR} AND fund_kind = 'fall' GROUP BY district_id
) AS o ON o.district_id = d.id
LEFT JOIN (
    SELECT bound.district_id, sum(greatest(bound.amount - coalesce(paid.amount, 0), 0)) AS bound
    FROM (
        SELECT c.district_id, s.support_id, sum(c.amount) AS amount
        FROM budgets_commitment AS c JOIN budgets_commitmentschedule AS s ON s.id = c.schedule_id
        WHERE c.month >= '{YEAR}-01-01' AND c.month < '{YEAR + 1}-01-01'
        GROUP BY c.district_id, s.support_id
    ) AS bound
    LEFT JOIN (
        SELECT o.district_id, m.support_id, sum(o.amount) AS amount
        FROM budgets_outflow AS o JOIN budgets_outflowmatch AS m
            ON m.outflow_id = o.id
        WHERE o.fund_kind = 'fall' AND o.year = {YEAR} AND m.state = 'support'
        GROUP BY o.district_id, m.support_id
    ) AS paid ON paid.district_id = bound.district_id AND paid.support_id = bound.support_id
    GROUP BY bound.district_id
) AS c ON c.district_id = d.id
ORDER BY d.key
"""


def run() -> list[dict[str, Any]]:
    """Seconds of the calculation, the overview's ratio and its number of queries."""
    world = fill()
    return [*_calculation(), *_overview(world), *_week(world)]


def _week(world: Any) -> list[dict[str, Any]]:
    """The week of somebody at a provider, among a million lines."""
    client = Client()
    client.force_login(world.staff)
    address = f"/stunden/woche/{YEAR}-W20/"
    answer = client.get(address)
    if answer.status_code != 200 or "Tätigkeit" not in answer.text:
        raise AssertionError(answer.status_code)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return [
        {
            "name": "week of hours among 1,000,000 lines: queries of the page, all of them",
            "measured": len(asked),
            "limit": WEEK_LIMIT,
            "unit": "queries",
        },
        {
            "name": "week of hours among 1,000,000 lines: database time",
            "measured": _database(
                [(query["sql"], None) for query in asked if query["sql"].startswith("SELECT")]
            ),
            "limit": WEEK_MILLISECONDS,
            "unit": "ms",
        },
    ]


def _calculation() -> list[dict[str, Any]]:
    rows = []
    for name in ("for the first time", "once more, nothing has changed"):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO budgets_duecommitment (support_id)"
                " SELECT id FROM cases_support WHERE id <= %s",
                [CALCULATED],
            )
        begin = time.perf_counter()
        done = 0
        while count := calculate_due(today=TODAY, now=timezone.now()):
            done += count
        spent = time.perf_counter() - begin
        if done != CALCULATED:
            raise AssertionError(f"{done} supports calculated")
        months = Commitment.objects.filter(schedule__support__lte=CALCULATED).count()
        rows.append(
            {
                "name": f"commitments of {CALCULATED:,} supports ({months:,} months), {name}",
                "measured": spent,
                "limit": SECONDS_LIMIT,
                "unit": "s",
            }
        )
    return rows


def _overview(world: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE budgets_commitment")
    with CaptureQueriesContext(connection) as captured:
        standing(year=world.year)
    mine = [(query["sql"], None) for query in captured]
    spent = _alternating(lambda: _database(mine), lambda: _database([(BY_HAND, None)]))
    client = Client()
    client.force_login(world.controller)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/haushalt/{YEAR}/stand/")
    if answer.status_code != 200:
        raise AssertionError(answer.status_code)
    own = [query for query in asked if not any(word in query["sql"] for word in FRAME)]
    return [
        {
            "name": "overview of a year, 1,000,000 bookings: database time",
            "measured": spent[0] / spent[1],
            "limit": SQL_LIMIT,
            "unit": "× SQL by hand",
        },
        {
            "name": "overview of a year: queries of the page, without those of the frame",
            "measured": len(own),
            "limit": QUERY_LIMIT,
            "unit": "queries",
        },
    ]
