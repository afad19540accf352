"""Comparing the values of an indicator: with the whole, with an earlier day, along the time.

A missing value stays missing: it is never zero, and a sum with a gap is no sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Standing:
    """How a value stands to the whole: a count as its part, a rate by its distance."""

    part: Fraction | None = None
    distance: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """Later minus earlier; for counts also as a part of the earlier value."""

    amount: Decimal
    part: Fraction | None = None


def standing(value: Decimal | None, whole: Decimal | None, *, adds_up: bool) -> Standing | None:
    """Compare a value with that of the whole; None without both, or with a whole of nothing."""
    if value is None or whole is None:
        return None
    if not adds_up:
        return Standing(distance=value - whole)
    return Standing(part=Fraction(value) / Fraction(whole)) if whole else None


def change(earlier: Decimal | None, later: Decimal | None, *, adds_up: bool) -> Change | None:
    """Compare two days; None where one of them has no value."""
    if earlier is None or later is None:
        return None
    part = Fraction(later - earlier) / Fraction(earlier) if adds_up and earlier else None
    return Change(later - earlier, part)


def complete_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; None without values and where one is missing."""
    known = list(values)
    total = Decimal(0)
    for value in known:
        if value is None:
            return None
        total += value
    return total if known else None


def neighbours(days: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """Return the days before and after `day` among `days`, in whatever order they come."""
    earlier = [each for each in days if each < day]
    later = [each for each in days if each > day]
    return max(earlier, default=None), min(later, default=None)
