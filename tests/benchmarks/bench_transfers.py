"""Thirty-two people move money from one line at once, against the bare UPDATE … WHERE.

Both write from threads of one process over connections of their own, the lines lie among others.
The bare statement checks the balance and lowers it; the product besides checks the rules, writes
transfer, history and trail, and counts what is free from the rows. Half the speed was wished for
and is not reached (docs/decisions.md, 45); the limit keeps it from getting worse.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from budgets.models import BudgetLine
from budgets.services.transfers import Spot, move
from sro.access import Role
from tests.budgets.factories import make_districts, make_fund
from tests.people import person

WRITERS = 32
EACH = 10
LIMIT = 30.0
BARE = (
    "UPDATE budgets_budgetline SET transferred = transferred - 1"
    " WHERE id = %s AND transferred - 1 >= %s"
)


def run() -> list[dict[str, Any]]:
    """The ratio of the times: ours to the bare statement's."""
    districts = make_districts(12)
    fund = make_fund(
        kind="milieu",
        name="Milieu",
        amount=Decimal(10**6),
        transfer_limit=Decimal(1_000),
    )
    people = [person(Role.CONTROLLER) for _ in range(WRITERS)]
    source, target = Spot(fund), Spot(fund, districts[0])

    def ours(number: int) -> None:
        move(
            actor=people[number],
            source=source,
            target=target,
            amount=Decimal(1),
            reason="Weil es dort gebraucht wird.",
            now=timezone.now(),
        )

    ours(0)
    line = BudgetLine.objects.get(fund=fund, district=None)

    def bare(_number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE, [line.pk, -(10**6)])

    measured = [(_together(ours), _together(bare)) for _round in range(3)]
    mine, theirs = (min(pair[side] for pair in measured) for side in (0, 1))
    moves = WRITERS * EACH
    return [
        {
            "name": f"{WRITERS} writers on one line: {moves / mine:,.0f} transfers a second",
            "measured": mine / theirs,
            "limit": LIMIT,
            "unit": f"× bare UPDATE ({moves / theirs:,.0f}/s)",
        }
    ]


def _together(write: Callable[[int], None]) -> float:
    """Seconds that all writers need for all their turns."""
    start = Barrier(WRITERS + 1)

    def turns(number: int) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            for _turn in range(EACH):
                write(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        done = [pool.submit(turns, number) for number in range(WRITERS)]
        start.wait()
        begin = time.perf_counter()
        for each in done:
            each.result()
        return time.perf_counter() - begin
