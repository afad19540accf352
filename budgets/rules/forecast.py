"""What a line will have cost at the end of the year, and what that means. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sro.money import round_half_up
from sro.periods import DateRange, Quarter


class Light(StrEnum):
    """How forecast and plan compare."""

    WITHIN = "within"
    CLOSE = "close"
    ABOVE = "above"
    UNKNOWN = "unknown"


CLOSE_FROM = Fraction(95, 100)
"""From this share of the plan on a forecast counts as close to it."""


@dataclass(frozen=True)
class Forecast:
    """Spent, still bound and expected to come; `expected` is None where it is switched off."""

    spent: int
    committed: int
    expected: int | None = None

    @property
    def total(self) -> int:
        """What the year will have cost."""
        return self.spent + self.committed + (self.expected or 0)


def light(planned: int | None, forecast: int | None) -> Light:
    """Compare a forecast with what is planned (both in cents).

    Informs and decides nothing. Unknown where either is missing. Where nothing is planned, any
    amount is above.
    """
    if planned is None or forecast is None:
        return Light.UNKNOWN
    if forecast > planned:
        return Light.ABOVE
    if forecast > 0 and forecast >= CLOSE_FROM * planned:
        return Light.CLOSE
    return Light.WITHIN


def looked_back_on(today: date) -> DateRange:
    """Return the last four quarters that are over: the time new supports are counted in."""
    current = Quarter.of(today)
    return DateRange(current.shifted(-4).start, current.start)


def months_left(today: date, year: int) -> Fraction:
    """Return how many twelfths of the year lie ahead, by days; none in a year that is over."""
    first, following = date(year, 1, 1), date(year + 1, 1, 1)
    whole = (following - first).days
    ahead = (following - max(today, first)).days
    return Fraction(max(0, ahead) * 12, whole)


def expected_new(begun: int, monthly: int, months: Fraction) -> int:
    """Return what supports that are still to begin will cost until the end of the year.

    As many as in the last four quarters: `begun` of them, so a twelfth of that each month. One that
    begins after t of the `months` left costs `monthly` for the rest of them; over the time left
    that is half of its square. Cents; `monthly` is what such a support cost in a full month.
    """
    return round_half_up(Fraction(begun * monthly, 12) * months * months / 2)
