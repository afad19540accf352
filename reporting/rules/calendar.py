"""When drafts are due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sro.periods import Quarter

SATURDAY = 5


def first_working_day(quarter: Quarter, free: Collection[date]) -> date:
    """Return the first working day after a quarter: no Saturday, no Sunday, no day of `free`."""
    day = quarter.end
    while day.weekday() >= SATURDAY or day in free:
        day += timedelta(days=1)
    return day
