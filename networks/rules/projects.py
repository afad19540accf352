"""What a project counts, and which sessions can be. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

#: A session lasts a day at most; more people than these are a slip of the finger.
LONGEST_SESSION = 24 * 60
MOST_PEOPLE = 5000
MOST_AVOIDED = 500

Problem = Literal["", "future", "before", "after", "twice", "known"]


def session_problem(
    day: date,
    *,
    today: date,
    starts_on: date | None,
    ends_on: date | None,
    known: Iterable[date] = (),
    above: Iterable[date] = (),
) -> Problem:
    """Return what speaks against a session on a day; "" for nothing.

    `known` are the days that are stored, `above` those of the rows above in the same form.
    `ends_on` is the first day after the project.
    """
    if day > today:
        return "future"
    if starts_on is not None and day < starts_on:
        return "before"
    if ends_on is not None and day >= ends_on:
        return "after"
    if day in known:
        return "known"
    return "twice" if day in above else ""


def is_small(count: int | None, limit: int) -> bool:
    """Whether so few people stand behind a count that it is not shown."""
    return count is not None and 1 <= count <= limit
