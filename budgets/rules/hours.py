"""Hours: reading what people type, weeks and months, sums, and what is plausible. Pure.

Time worked is whole minutes everywhere; hours exist only in what people type and read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

MINUTES = 60
DAY = 24 * MINUTES
#: From here on a day's hours are asked about, never refused (§ 3 ArbZG: ten hours at most).
LONG_DAY = 10 * MINUTES
#: Fewer people than these behind a sum of the office's own hours would make it a personal figure.
FEWEST_PEOPLE = 3


class Kind(StrEnum):
    """Whether time was worked for a family, for several, or for the place."""

    CASE_SPECIFIC = "case_specific"
    CROSS_CASE = "cross_case"
    CASE_INDEPENDENT = "case_independent"


FIELD = (Kind.CROSS_CASE, Kind.CASE_INDEPENDENT)
"""Work in the field; the rest is work on the case."""


class UnreadableHours(ValueError):
    """What was typed is no time of a day. `code`: unreadable, negative, too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_FLAGS = re.IGNORECASE | re.ASCII
_HOUR_WORDS = r"h|std\.?|stunden?"
_MINUTE_WORDS = r"min\.?|minuten?|m"
_CLOCK = re.compile(
    rf"(\d{{1,4}})\s*(?::|{_HOUR_WORDS})\s*([0-5]?\d)(?:\s*(?:{_MINUTE_WORDS}))?", _FLAGS
)
_HOURS = re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,6}})?)\s*(?:{_HOUR_WORDS})?", _FLAGS)
_MINUTES = re.compile(rf"(\d{{1,6}})\s*(?:{_MINUTE_WORDS}|')", _FLAGS)


def parse_minutes(text: str) -> int:
    """Return the minutes of "1,5", "1.5", "1:30", "1 Std. 30 min" or "90 min"; 0 to 1,440.

    A fraction of a minute is rounded half up ("1,33" is 80 minutes). Raises UnreadableHours.
    """
    text = " ".join(text.split())
    if text[:1] in ("-", "−"):
        raise UnreadableHours("negative")
    if match := _MINUTES.fullmatch(text):
        minutes = int(match[1])
    elif match := _CLOCK.fullmatch(text):
        minutes = int(match[1]) * MINUTES + int(match[2])
    elif match := _HOURS.fullmatch(text):
        exact = Fraction(match[1].replace(",", ".")) * MINUTES
        minutes = int(exact + Fraction(1, 2))
    else:
        raise UnreadableHours("unreadable")
    if minutes > DAY:
        raise UnreadableHours("too_long")
    return minutes


def write_minutes(minutes: int, decimal: str = ",") -> str:
    """Return minutes as people type them: "1,5" where two decimals say it exactly, else "1:20"."""
    hours, rest = divmod(minutes, MINUTES)
    hundredths, odd = divmod(rest * 100, MINUTES)
    if odd:
        return f"{hours}:{rest:02}"
    return f"{hours}{decimal}{hundredths:02}".rstrip("0").rstrip(decimal) if rest else str(hours)


def week_days(monday: date) -> tuple[date, ...]:
    """Return the seven days of the week that begins on `monday`."""
    return tuple(monday + timedelta(days=number) for number in range(7))


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Sums:
    """Minutes by kind."""

    case_specific: int = 0
    cross_case: int = 0
    case_independent: int = 0

    @property
    def field(self) -> int:
        """Minutes of work in the field."""
        return self.cross_case + self.case_independent

    @property
    def total(self) -> int:
        """All minutes."""
        return self.case_specific + self.field

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.case_specific + other.case_specific,
            self.cross_case + other.cross_case,
            self.case_independent + other.case_independent,
        )

    def per_cent(self) -> tuple[int, int, int]:
        """Return the three parts in whole per cent; together 100, or 0 where nothing was worked.

        By largest remainder, ties in the order of the kinds.
        """
        parts = (self.case_specific, self.cross_case, self.case_independent)
        if not self.total:
            return 0, 0, 0
        whole = [part * 100 // self.total for part in parts]
        rest = sorted(range(3), key=lambda n: (-(parts[n] * 100 % self.total), n))
        for number in rest[: 100 - sum(whole)]:
            whole[number] += 1
        return whole[0], whole[1], whole[2]


def sums_of(lines: Iterable[tuple[str, int]]) -> Sums:
    """Add up pairs of kind and minutes."""
    found = dict.fromkeys(Kind, 0)
    for kind, minutes in lines:
        found[Kind(kind)] += minutes
    return Sums(**{kind.value: minutes for kind, minutes in found.items()})


@dataclass(frozen=True)
class Use:
    """How much of agreed minutes was used."""

    agreed: int
    used: int

    @property
    def left(self) -> int:
        """Minutes left; 0 when more was used than agreed."""
        return max(self.agreed - self.used, 0)

    @property
    def over(self) -> int:
        """Minutes used beyond what was agreed."""
        return max(self.used - self.agreed, 0)

    @property
    def per_cent(self) -> int | None:
        """Whole per cent used, rounded half up; None where nothing was agreed."""
        if not self.agreed:
            return None
        return int(Fraction(self.used * 100, self.agreed) + Fraction(1, 2))


def field_minutes(agreed: int, field_percent: int) -> int:
    """Return the minutes agreed for work in the field ("freie Spitzen"), rounded half up."""
    return int(Fraction(agreed * field_percent, 100) + Fraction(1, 2))


def place_problem(kind: str, *, support: bool, space: bool, office: bool) -> str:
    """Return what is wrong with where a line belongs: ``support``, ``space``, ``one`` or "".

    Work on a case belongs to a support, all other work to a social space. The office's own people
    also work on cases before there is a support; then the social space stands for it.
    """
    if support and space:
        return "one"
    if kind == Kind.CASE_SPECIFIC:
        return "" if support or (office and space) else "support"
    return "" if space else "space"


def outside(day: date, start: date, end: date | None) -> bool:
    """Return whether a day lies outside `[start, end)`; no end means until further notice."""
    return day < start or (end is not None and day >= end)


def long_days(by_day: Mapping[date, int]) -> list[date]:
    """Return the days with more than ten hours, which may be right and are asked about."""
    return sorted(day for day, minutes in by_day.items() if minutes > LONG_DAY)


def impossible_days(by_day: Mapping[date, int]) -> list[date]:
    """Return the days with more than 24 hours."""
    return sorted(day for day, minutes in by_day.items() if minutes > DAY)
