"""How far a forecast was off, looking back. Amounts in cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from budgets.rules.forecast import Forecast


class Basis(StrEnum):
    """Where it is taken from what was bound at the end of a quarter."""

    RECORDED = "recorded"
    RECKONED = "reckoned"


@dataclass(frozen=True)
class Check:
    """A forecast of some quarter's end beside what the year cost in the end."""

    forecast: Forecast
    actual: int

    @property
    def off(self) -> int:
        """How much more was forecast than the year cost; less than zero where it cost more."""
        return self.forecast.total - self.actual

    @property
    def share(self) -> Fraction | None:
        """The same as a share of what the year cost; None where it cost nothing."""
        return Fraction(self.off, self.actual) if self.actual else None


def total(checks: Iterable[Check]) -> Check:
    """Return the check of all together: what is too much here makes up for too little there."""
    found = list(checks)
    expected = [each.forecast.expected for each in found if each.forecast.expected is not None]
    return Check(
        Forecast(
            sum(each.forecast.spent for each in found),
            sum(each.forecast.committed for each in found),
            sum(expected) if expected else None,
        ),
        sum(each.actual for each in found),
    )


def mean_error(checks: Iterable[Check]) -> Fraction | None:
    """Return by what share the forecasts of single districts were off on average, either way.

    Errors of opposite sign do not make up for each other here. None where nothing was spent.
    """
    shares = [abs(each.share) for each in checks if each.share is not None]
    return sum(shares, Fraction(0)) / len(shares) if shares else None
