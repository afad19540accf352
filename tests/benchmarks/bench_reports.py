"""The quarterly reports of all districts over 1,000,000 lines of hours and 1,000,000 bookings.

Counting twelve quarters and preparing the reports of a quarter, against SQL written by hand: one
statement for each group of figures. Only what both sides find alike is compared. Then counting
anew for one district, the memory of a process that prepares all reports, and a long list as XLSX.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from reporting.models import DistrictReport
from reporting.services.counting import CITY, Area, Counts, count
from reporting.services.figures import compared
from reporting.services.preparing import prepare
from reporting.services.reports import recount
from sro.periods import Quarter
from tests.benchmarks import bench_money, exports_measured, reports_by_hand
from tests.benchmarks.fill_reports import DISTRICTS, QUARTERS, fill

SQL_LIMIT = 2.0
MEGABYTES_LIMIT = 300
SECONDS_LIMIT = 3.0
ROUNDS = 3
QUARTER = Quarter(2025, 3)
NOW = datetime(2025, 10, 2, 9, tzinfo=UTC)

#: What a process of its own does: it prepares the reports and says by how much it grew at most.
ALONE = """
import django
django.setup()
from tests.benchmarks import bench_imports, bench_reports
bench_reports.connection.ensure_connection()
with bench_imports._Memory() as memory:
    bench_reports.prepared()
print(memory.grown)
"""


def run() -> list[dict[str, Any]]:
    """Ratios to SQL by hand, seconds of one report, megabytes of all."""
    world = fill()
    base = world.base.pk
    _agree(base)
    counted = _pair(lambda: count(QUARTERS, base=base), lambda: by_hand(QUARTERS, base))
    three = compared(QUARTER)
    whole = _pair(prepared, lambda: [by_hand(three, base), _money_by_hand()])
    again = _recounted()
    answer = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=True
    )
    return [
        _ratio(f"figures of {len(QUARTERS)} quarters counted", counted),
        _ratio("reports of all districts: counted, protected, written", whole),
        _row("a report counted anew", again, SECONDS_LIMIT, "s"),
        _row(
            "reports of all districts: memory growth", float(answer.stdout), MEGABYTES_LIMIT, "MB"
        ),
        *exports_measured.measured(world.controller),
    ]


def prepared() -> float:
    """Seconds in which the drafts of all districts are made; nothing of it stays."""
    with transaction.atomic():
        begun = time.perf_counter()
        made = prepare(QUARTER, now=NOW)
        seconds = time.perf_counter() - begun
        if made != DISTRICTS:
            raise AssertionError(f"{made} reports")
        transaction.set_rollback(True)
    return seconds


def by_hand(quarters: Sequence[Quarter], base: int) -> list[dict[str, Any]]:
    """Each group of figures by one statement, as somebody would write it."""
    values = {
        "numbers": list(range(len(quarters))),
        "firsts": [each.start for each in quarters],
        "untils": [each.end for each in quarters],
        "base": base,
    }
    found = []
    for statement in reports_by_hand.STATEMENTS:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            names = [column.name for column in cursor.description]
            found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def _money_by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute(bench_money.BY_HAND)
        cursor.fetchall()


def _agree(base: int) -> None:
    """A comparison counts only if both sides count the same."""
    counts = count(QUARTERS, base=base)
    seen = 0
    for row in by_hand(QUARTERS, base):
        area = _area(row)
        quarter = QUARTERS[row.pop("no")]
        for name in ("level", "district_id", "space_id"):
            row.pop(name)
        for name, value in row.items():
            if value is not None:
                seen += 1
                _same(counts, quarter, area, name, value)
    if seen < 1_000:
        raise AssertionError(f"{seen} counts")


def _same(counts: Counts, quarter: Quarter, area: Area, name: str, value: Any) -> None:
    ours = counts.of(quarter, area).get(name) or 0
    if abs(ours - Fraction(value)) > abs(ours) / 10**6:
        raise AssertionError(f"{quarter} {area} {name}: {ours} and by hand {value}")


def _area(row: dict[str, Any]) -> Area:
    if row["level"] == 3:
        return CITY
    if row["level"] == 1:
        return Area("district", row["district_id"])
    space = row["space_id"]
    return Area("elsewhere", row["district_id"]) if space is None else Area("space", space)


def _recounted() -> float:
    """The least seconds in which one district's report is counted once more."""
    spent = []
    with transaction.atomic():
        prepare(QUARTER, now=NOW)
        report = DistrictReport.objects.select_related("district").earliest("district__key")
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            recount(report, now=NOW)
            spent.append(time.perf_counter() - begun)
        transaction.set_rollback(True)
    return min(spent)


def _pair(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    """The least seconds of both, measured in turns."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for work, seconds in zip((ours, theirs), spent, strict=True):
            begun = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begun)
    return min(spent[0]), min(spent[1])


def _ratio(name: str, spent: tuple[float, float]) -> dict[str, Any]:
    mine, theirs = spent
    return _row(
        f"{name} ({mine:.1f} s)", mine / theirs, SQL_LIMIT, f"× SQL by hand ({theirs:.1f} s)"
    )


def _row(name: str, measured: float, limit: float, unit: str) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "unit": unit}
