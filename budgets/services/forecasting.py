"""What districts will have spent at the end of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Sum

from budgets.models import Commitment, CommitmentSchedule, FundKind
from budgets.rules.forecast import (
    Forecast,
    Light,
    expected_new,
    light,
    looked_back_on,
    months_left,
)
from budgets.services.lines import LineFigures
from sro.money import cents_from_decimal, round_half_up
from sro.periods import DateRange


@dataclass(frozen=True)
class Expectation:
    """New supports of a district: how many began in the time looked back on, and their price.

    `monthly` is what one of them cost in a full month on average, `amount` what those still to
    begin will cost until the end of the year; both in cents.
    """

    begun: int
    monthly: int
    amount: int


@dataclass(frozen=True)
class Outlook:
    """A line's forecast in cents, and how it compares with the plan."""

    forecast: Forecast | None
    light: Light


def expectations(*, year: int, today: date) -> dict[int, Expectation]:
    """Return by district what supports that are still to begin will cost this year.

    From those that began in the last four quarters; without any nothing is expected. In a year that
    is over nothing is.
    """
    months = months_left(today, year)
    if not months:
        return {}
    span = looked_back_on(today)
    prices = _monthly(span)
    return {
        district: Expectation(
            begun, prices.get(district, 0), expected_new(begun, prices.get(district, 0), months)
        )
        for district, begun in _begun(span).items()
    }


def outlook(line: LineFigures, expected: Expectation | None) -> Outlook:
    """Return the forecast of a line; unknown where spending or a commitment is."""
    planned = None if line.planned is None else cents_from_decimal(line.planned)
    found, complete = known_forecast(line, expected)
    if not complete:
        return Outlook(None, Light.UNKNOWN)
    return Outlook(found, light(planned, found.total))


def known_forecast(line: LineFigures, expected: Expectation | None) -> tuple[Forecast, bool]:
    """Return the least that a line will have cost, and whether that is all of it.

    Supports still to come are expected in the districts' lines of the case budget only.
    """
    spent = 0 if line.spent is None else cents_from_decimal(line.spent)
    new = None
    if expected is not None and line.fund.kind == FundKind.FALL and not line.social_space:
        new = expected.amount
    complete = line.spent is not None and not line.unknown
    return Forecast(spent, cents_from_decimal(line.committed), new), complete


def _begun(span: DateRange) -> dict[int, int]:
    rows = CommitmentSchedule.objects.filter(
        support__start__gte=span.start, support__start__lt=span.end
    )
    return dict(
        rows.order_by().values_list("support__case__district_id").annotate(number=Count("pk"))
    )


def _monthly(span: DateRange) -> dict[int, int]:
    """The average amount of the months after the first one, which is seldom whole."""
    rows = (
        Commitment.objects.filter(
            schedule__support__start__gte=span.start,
            schedule__support__start__lt=span.end,
            month__gt=F("schedule__support__start"),
        )
        .order_by()
        .values_list("district_id")
        .annotate(total=Sum("amount"), number=Count("pk"))
    )
    return {
        district: round_half_up(Fraction(cents_from_decimal(total), number))
        for district, total, number in rows
    }
