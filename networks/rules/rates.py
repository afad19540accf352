"""Rates in time: exactly one holds on a day, or it is said that none does. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from sro.periods import overlaps


class RateLine(Protocol):
    """What a rate needs here: the amount in euro and the half-open days it holds for."""

    amount: Decimal
    valid_from: date
    valid_until: date | None


R = TypeVar("R", bound=RateLine)


class NoRate(LookupError):
    """No amount may be assumed for this day.

    `before` ends and `after` begins nearest to the day, as far as there are such rates.
    """

    def __init__(self, day: date, before: RateLine | None, after: RateLine | None) -> None:
        super().__init__(f"no rate on {day.isoformat()}")
        self.day = day
        self.before = before
        self.after = after


def pick(rates: Iterable[R], day: date) -> R:
    """Return the rate in force on `day`.

    `rates` are those of one provider, support type and unit. Raises NoRate where there is none
    and ValueError where several would be (the database forbids that).
    """
    rates = sorted(rates, key=lambda rate: rate.valid_from)
    found = [rate for rate in rates if holds(rate.valid_from, rate.valid_until, day)]
    if len(found) > 1:
        raise ValueError(f"{len(found)} rates on {day.isoformat()}")
    if found:
        return found[0]
    before = [rate for rate in rates if rate.valid_from <= day]
    after = [rate for rate in rates if rate.valid_from > day]
    raise NoRate(day, before[-1] if before else None, after[0] if after else None)


def holds(start: date, end: date | None, day: date) -> bool:
    """Return whether `day` lies in `[start, end)`; no end means until further notice."""
    return start <= day and (end is None or day < end)


def first_overlapping(rates: Iterable[R], start: date, end: date | None) -> R | None:
    """Return the earliest of `rates` that shares a day with `[start, end)`, or None."""
    shared = [r for r in rates if overlaps(r.valid_from, r.valid_until, start, end)]
    return min(shared, key=lambda rate: rate.valid_from, default=None)
