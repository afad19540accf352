"""What the figures are derived from, counted by set-based SQL for all areas and quarters at once.

Each group of counts is one statement: facts by district and social space, summed up to the district
and the city in the database. Nothing is counted row by row in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection, transaction

from reporting.services import statements as sql
from reporting.suppression import SMALL
from sro.periods import Quarter


class Area(NamedTuple):
    """Where something was counted: the city, a district, a social space (by its number).

    Level "elsewhere" is what belongs to the district of this number and to no known social space.
    """

    level: str
    pk: int = 0


CITY = Area("city")
LEVELS = ("city", "district", "space", "elsewhere")

#: For sorting and hashing, in this transaction alone.
WORK_MEMORY = "32MB"

#: None of these is zero. Money and residents are known or not.
_ZERO = (
    "running", "begun", "ended", "running:setting=ambulatory", "running:setting=residential",
    "running_33", "running_34", "ended:reason=goals_reached", "cases_with_support", "conferences",
    "conferences_with_child", "conferences_part_noted", "conferences_with_dissent",
    "conferences_with_plan", "conferences_in_time", "goals_agreed", "goals_smart",
    "goals_reached", "goals_reviewed", "plans_agreed", "offers_used", "offers_missing",
    "minutes_case", "minutes_cross", "minutes_independent", "councils_held", "meetings_held",
    "networks_overdue", "needs_realised", "projects_running", "volunteers", "projects_unnumbered",
    "entries_verified",
)  # fmt: skip


_UNKNOWN = ("residents", "spent_fall", "spent_councils", "ended_days_median", "ended_days_mean")


@dataclass(frozen=True)
class Counts:
    """What was counted, by quarter, area and count. Cents, minutes, days; otherwise numbers."""

    found: Mapping[tuple[Quarter, Area], Mapping[str, Fraction]]

    def of(self, quarter: Quarter, area: Area) -> dict[str, Fraction | None]:
        """Return all counts of an area in a quarter; None where that is not known."""
        here = self.found.get((quarter, area), {})
        unknown = dict.fromkeys(_UNKNOWN)
        return {**unknown, **dict.fromkeys(_ZERO, Fraction(0)), **here}

    def parts(self, quarter: Quarter, area: Area, count: str) -> dict[str, int]:
        """Return how a count is split, by the code of the part; `count` such as "running:age"."""
        here = self.found.get((quarter, area), {})
        start = f"{count}="
        return {
            name.removeprefix(start): int(value)
            for name, value in here.items()
            if name.startswith(start)
        }


def count(
    quarters: Sequence[Quarter],
    *,
    base: int | None,
    beside: Sequence[Quarter] = (),
    limit: int = SMALL,
    zone: str = "Europe/Berlin",
) -> Counts:
    """Count for all areas and the quarters; `base` is the number of the residents' indicator.

    Of the quarters `beside` only supports are counted. Up to `limit` volunteers of a project are
    few. The caller asks for rights.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # What the server gives a question by itself (4 MB) makes it sort on disk.
            cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])
        return _counted(quarters, {**_values(quarters, zone), "base": base, "limit": limit}, beside)


def _counted(
    quarters: Sequence[Quarter], values: Mapping[str, Any], beside: Sequence[Quarter]
) -> Counts:
    found: dict[tuple[Quarter, Area], dict[str, Fraction]] = {}

    def add(no: int, area: Area, counted: str, number: Any) -> None:
        found.setdefault((quarters[no], area), {})[counted] = Fraction(number)

    for statement in (sql.SUPPORTS, sql.CASES, sql.TALKS, sql.PLACE, sql.HOURS, sql.SPENT):
        for no, counted, grouping, district, space, number in _rows(statement, values):
            add(no, _area(grouping, district, space), counted, number)
    for no, grouping, district, space, median, total, number in _rows(sql.DURATIONS, values):
        area = _area(grouping, district, space)
        add(no, area, "ended_days_median", median)
        add(no, area, "ended_days_mean", Fraction(total, number))
    if values["base"] is not None:
        districts: dict[int, int] = dict(_rows(sql.DISTRICTS, values))
        _add_residents(_rows(sql.RESIDENTS, values), districts, add)
    if beside:
        rows = _rows(sql.BESIDE, _values(beside, values["zone"]))
        for no, counted, grouping, district, space, number in rows:
            area = _area(grouping, district, space)
            found.setdefault((beside[no], area), {})[counted] = Fraction(number)
    return Counts(found)


def _values(quarters: Sequence[Quarter], zone: str) -> dict[str, Any]:
    return {
        "zone": zone,
        "numbers": list(range(len(quarters))),
        "firsts": [each.start for each in quarters],
        "untils": [each.end for each in quarters],
    }


def _rows(statement: str, values: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _area(grouping: int, district: int | None, space: int | None) -> Area:
    """Return the area of a row of a grouping set."""
    if grouping:
        return CITY if grouping == 3 else Area("district", district or 0)
    return Area("elsewhere", district or 0) if space is None else Area("space", space)


def _add_residents(
    rows: Iterable[tuple[Any, ...]], districts: Mapping[int, int], add: Callable[..., None]
) -> None:
    """Take residents over; `districts` is how many there are, by the number of the quarter."""
    found: dict[int, list[Fraction]] = {}
    for no, district, space, value, _day in rows:
        if space is not None:
            add(no, Area("space", space), "residents", value)
            continue
        add(no, Area("district", district), "residents", value)
        found.setdefault(no, []).append(Fraction(value))
    for no, values in found.items():
        if len(values) == districts.get(no):
            add(no, CITY, "residents", sum(values))
