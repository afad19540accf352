"""Half-open spans of days, quarters and years.

A span holds its first day and not its end: ``[start, end)``. So spans can be laid side by side
without gap or overlap, and ``end - start`` is the number of days. An end of ``None`` means "until
further notice". Standard library only; today is always passed in, never read from the clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_CODE = re.compile(r"([12][0-9]{3})-([1-4])")


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from ``start`` up to, not including, ``end``. Raises ValueError if it holds no
    day."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a date range must hold at least one day")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    @property
    def last_day(self) -> date | None:
        """The last day inside, as people write the end of a period."""
        return None if self.end is None else self.end - timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days it holds; None without an end."""
        return None if self.end is None else (self.end - self.start).days

    def overlaps(self, other: "DateRange") -> bool:
        """Whether the two share at least one day."""
        return overlaps(self.start, self.end, other.start, other.end)

    def intersection(self, other: "DateRange") -> "DateRange | None":
        """The days both hold, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return DateRange(max(self.start, other.start), min(ends, default=None))


def overlaps(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Whether ``[start, end)`` and ``[other_start, other_end)`` share at least one day."""
    return (other_end is None or start < other_end) and (end is None or other_start < end)


def first_overlap(ranges: Iterable[DateRange]) -> tuple[DateRange, DateRange] | None:
    """The earliest two of ``ranges`` that share a day, or None if they exclude each other."""
    # Sorted by start, some two overlap exactly if some two neighbours do.
    ordered = sorted(ranges, key=lambda span: (span.start, span.end or date.max))
    return next((pair for pair in pairwise(ordered) if pair[0].overlaps(pair[1])), None)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, ``Quarter(2018, 3)`` being July to September 2018.

    ``year`` and ``number`` are the parts of its label; the interface puts them into words.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError("a quarter is numbered 1 to 4")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that holds ``day``."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def from_code(cls, code: str) -> "Quarter":
        """The quarter that stands in an address as ``2018-3``. Raises ValueError for anything
        else."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise ValueError("a quarter is written like 2018-3")
        return cls(int(found[1]), int(found[2]))

    @property
    def code(self) -> str:
        """How it stands in addresses, choices and keys: ``2018-3``."""
        return f"{self.year}-{self.number}"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.next.start

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def span(self) -> DateRange:
        return DateRange(self.start, self.end)

    @property
    def next(self) -> "Quarter":
        return self.shifted(1)

    @property
    def previous(self) -> "Quarter":
        return self.shifted(-1)

    @property
    def previous_year(self) -> "Quarter":
        """The same quarter one year before."""
        return Quarter(self.year - 1, self.number)

    def shifted(self, quarters: int) -> "Quarter":
        """The quarter that many quarters later, or earlier when negative."""
        years, index = divmod(self.number - 1 + quarters, 4)
        return Quarter(self.year + years, index + 1)


def month_of(day: date) -> date:
    """The first day of the month that holds ``day``."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def year_range(year: int) -> DateRange:
    """The calendar year, which is the budget year of German municipalities."""
    return DateRange(date(year, 1, 1), date(year + 1, 1, 1))


def quarters_of_year(year: int) -> tuple[Quarter, Quarter, Quarter, Quarter]:
    """The four quarters of a year in order."""
    return Quarter(year, 1), Quarter(year, 2), Quarter(year, 3), Quarter(year, 4)


def quarters_touching(span: DateRange, until: date) -> Iterator[Quarter]:
    """The quarters that hold a day of ``span``, in order; days from ``until`` on do not count."""
    end = until if span.end is None else min(span.end, until)
    quarter = Quarter.of(span.start)
    while quarter.start < end:
        yield quarter
        quarter = quarter.next
