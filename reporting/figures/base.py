"""What a figure is: of what it is counted, and how its value follows.

Pure: no Django, no database, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


class Unit(StrEnum):
    """What a figure's value is."""

    NUMBER = "number"
    PERCENT = "percent"
    PER_THOUSAND = "per_thousand"
    MONTHS = "months"
    CENTS = "cents"
    MINUTES = "minutes"


class Section(StrEnum):
    """Where in the report a figure stands; the commentary is written by section."""

    SUPPORTS = "supports"
    COURSE = "course"
    TOGETHER = "together"
    PLACE = "place"
    HOURS = "hours"
    MONEY = "money"


class Split(StrEnum):
    """By what a count of supports is split."""

    SETTING = "setting"
    LEGAL_BASIS = "legal_basis"
    AGE = "age"
    GENDER = "gender"
    REASON = "reason"


def same(value: Fraction) -> Fraction:
    """Return the count itself."""
    return value


def per_cent(part: Fraction, whole: Fraction) -> Fraction | None:
    """Return a part in per cent of the whole; None without a whole."""
    return 100 * part / whole if whole else None


def share_of_both(part: Fraction, other: Fraction) -> Fraction | None:
    """Return a part in per cent of both."""
    return per_cent(part, part + other)


def share_of_three(part: Fraction, second: Fraction, third: Fraction) -> Fraction | None:
    """Return a part in per cent of all three."""
    return per_cent(part, part + second + third)


def per_thousand(part: Fraction, base: Fraction) -> Fraction | None:
    """Return how many come to 1,000 of the base; None without a base."""
    return 1000 * part / base if base else None


def each_of(total: Fraction, number: Fraction) -> Fraction | None:
    """Return what comes to each; None where there is nobody."""
    return total / number if number else None


def complete(number: Fraction, unknown: Fraction) -> Fraction | None:
    """Return a sum; None where some of its parts are not known."""
    return None if unknown else number


#: Days of a month, on average over the calendar's 400 years.
DAYS_OF_A_MONTH = Fraction(146_097, 4_800)


def months(days: Fraction, number: Fraction) -> Fraction | None:
    """Return days in months; None where nothing ended."""
    return days / DAYS_OF_A_MONTH if number else None


@dataclass(frozen=True)
class Figure:
    """One figure.

    `counts` name what it is derived from, in the order in which `derive` takes it; `people` those
    of them that count single families or people: where one of these is small, the figure is not
    shown. `splits` name by what its (only) count is split in the report. `in_spaces` says whether
    it is known by social space. `of` is what stands in the denominator, in words.
    """

    code: str
    section: Section
    title: str
    definition: str
    source: str
    unit: Unit
    counts: tuple[str, ...]
    derive: Callable[..., Fraction | None] = same
    people: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    of: str = ""
    in_spaces: bool = True

    def value(self, counted: Mapping[str, Fraction | int | None]) -> Fraction | None:
        """Return the figure's value, None where a part is not known or the base is zero.

        Unknown is not zero: a count that is missing from `counted` is an error (KeyError).
        """
        parts = [counted[name] for name in self.counts]
        known = [Fraction(part) for part in parts if part is not None]
        return self.derive(*known) if len(known) == len(parts) else None
