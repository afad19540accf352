"""When a network has to meet: rhythm, overdue, series of dates. Standard library only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from networks.rules.states import MeetingState

#: Still to come: can be prepared, moved, called off.
OPEN_MEETINGS = (MeetingState.PLANNED, MeetingState.INVITED)
#: Took place: they count for the rhythm.
HELD_MEETINGS = (MeetingState.HELD, MeetingState.APPROVED)

#: As many dates can be made in one go.
MOST_DATES = 26


class TaskState(StrEnum):
    """What became of a task or of a point that was agreed."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


def meet_by(last_held: date | None, since: date, rhythm_weeks: int | None) -> date | None:
    """Return the last day on which the next meeting is still in its rhythm; None without rhythm.

    A network that never met counts from the day on which it began.
    """
    if rhythm_weeks is None:
        return None
    return (last_held or since) + timedelta(weeks=rhythm_weeks)


def is_overdue(
    last_held: date | None,
    since: date,
    rhythm_weeks: int | None,
    until: date | None,
    today: date,
) -> bool:
    """Return whether a network should have met by now; what is over is not overdue."""
    if until is not None and until <= today:
        return False
    by = meet_by(last_held, since, rhythm_weeks)
    return by is not None and by < today


@dataclass(frozen=True)
class Series:
    """The dates to make, and those left out because the network meets on that day already."""

    days: tuple[date, ...]
    taken: tuple[date, ...]


def series(first: date, weeks: int, number: int, known: Collection[date]) -> Series:
    """Return `number` dates, `weeks` apart, beginning with `first`.

    A day on which the network meets already is named and not made twice. Raises ValueError for a
    rhythm or number that makes no series.
    """
    if weeks < 1 or not 1 <= number <= MOST_DATES:
        raise ValueError("a series needs a rhythm and some dates")
    days = [first + timedelta(weeks=weeks * step) for step in range(number)]
    return Series(
        tuple(day for day in days if day not in known),
        tuple(day for day in days if day in known),
    )


def talk_by(last_held: date | None, since: date, months: int) -> date:
    """Return the last day on which the next quality dialogue is in its rhythm."""
    start = last_held or since
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(start.day, (following - timedelta(days=1)).day))
