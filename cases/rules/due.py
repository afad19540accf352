"""When something is due, as start pages group it. Standard library only, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

AHEAD = 30
"""Days that start pages look ahead."""


class When(StrEnum):
    """How near a day is."""

    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"


def horizon(today: date) -> date:
    """Return the last day that is looked at."""
    return max(today + timedelta(days=AHEAD), end_of_week(today))


def end_of_week(today: date) -> date:
    """Return the Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())


def when(day: date, today: date) -> When | None:
    """Return the group of a day; None for one that is still far away."""
    if day < today:
        return When.OVERDUE
    if day <= end_of_week(today):
        return When.WEEK
    return When.MONTH if day <= horizon(today) else None
