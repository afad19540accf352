"""The spans of the needs report: a calendar year or a quarter, and the one before. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sro.periods import Quarter, year_range

_YEAR = re.compile(r"20[0-9]{2}|2100")
QUARTERS_BACK = 8
YEARS_BACK = 3


@dataclass(frozen=True)
class Span:
    """A calendar year, or one of its quarters."""

    year: int
    quarter: int | None = None

    @classmethod
    def named(cls, code: str) -> Span | None:
        """Return the span of an address ("2025", "2025-3"), None for anything else."""
        if _YEAR.fullmatch(code):
            return cls(int(code))
        try:
            quarter = Quarter.from_code(code)
        except ValueError:
            return None
        return cls(quarter.year, quarter.number) if _YEAR.fullmatch(str(quarter.year)) else None

    @property
    def code(self) -> str:
        """How it stands in addresses."""
        return str(self.year) if self.quarter is None else Quarter(self.year, self.quarter).code

    @property
    def start(self) -> date:
        """Its first day."""
        if self.quarter is None:
            return year_range(self.year).start
        return Quarter(self.year, self.quarter).start

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.following.start

    @property
    def following(self) -> Span:
        """The span after it, of the same length."""
        return self._shifted(1)

    @property
    def before(self) -> Span:
        """The span before it, of the same length."""
        return self._shifted(-1)

    @property
    def quarters(self) -> tuple[Span, ...]:
        """The quarters of a year; of a quarter, itself."""
        if self.quarter is not None:
            return (self,)
        return tuple(Span(self.year, number) for number in range(1, 5))

    def _shifted(self, by: int) -> Span:
        if self.quarter is None:
            return Span(self.year + by)
        moved = Quarter(self.year, self.quarter).shifted(by)
        return Span(moved.year, moved.number)


def to_choose(today: date) -> list[Span]:
    """Return the spans to choose from: years, then quarters, the latest first."""
    latest = Quarter.of(today)
    years = [Span(today.year - back) for back in range(YEARS_BACK)]
    quarters = [latest.shifted(-back) for back in range(QUARTERS_BACK)]
    return [*years, *(Span(each.year, each.number) for each in quarters)]
