"""For how long a support binds money, and to which district its months belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


def committed_until(
    start: date, *, planned_end: date | None, end: date | None, today: date
) -> date:
    """Return the first day for which a support binds no money any more.

    It binds until its end, until its planned end as long as that lies ahead, and otherwise (no end
    planned, or the support goes on beyond it) until the end of the budget year.
    """
    if end is not None:
        return end
    if planned_end is not None and planned_end > today:
        return planned_end
    return date(max(start, today).year + 1, 1, 1)


@dataclass(frozen=True)
class Move:
    """A case handed over on a day from one district; both by their numbers."""

    day: date
    from_district: int


def district_on(day: date, now_in: int, moves: Sequence[Move]) -> int:
    """Return the district that a case belonged to on a day; `moves` in the order of time."""
    return next((move.from_district for move in moves if move.day > day), now_in)


def still_open(committed: int, spent: int) -> int:
    """Return the cents of a year's commitment that are not yet spent, never less than zero.

    A booking settles the commitment that it was made for, so that no euro counts twice. Where more
    was spent than committed, nothing is open; the surplus counts as spent.
    """
    return max(0, committed - spent)
