"""What districts will have spent at the end of the year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, DecimalField, F, Sum, Value

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
    return {
        district: Expectation(begun, monthly, expected_new(begun, monthly, months))
        for district, (begun, monthly) in _begun(looked_back_on(today)).items()
        if begun
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


def _begun(span: DateRange) -> dict[int, tuple[int, int]]:
    """How many supports began, and what one cost in a full month on average (cents), by district.

    The first month is left out: it is seldom whole.
    """
    begun = CommitmentSchedule.objects.filter(
        support__start__gte=span.start, support__start__lt=span.end
    )
    months = Commitment.objects.filter(
        schedule__support__start__gte=span.start,
        schedule__support__start__lt=span.end,
        month__gt=F("schedule__support__start"),
    )
    nothing = Value(None, output_field=DecimalField(null=True))
    rows = (
        begun.order_by()
        .values_list("support__case__district_id", nothing)
        .annotate(number=Count("pk"))
        .union(
            months.order_by().values_list("district_id").annotate(Sum("amount"), Count("pk")),
            all=True,
        )
    )
    numbers: dict[int, int] = defaultdict(int)
    monthly: dict[int, int] = defaultdict(int)
    for district, total, number in rows:
        if total is None:
            numbers[district] = number
        else:
            monthly[district] = round_half_up(Fraction(cents_from_decimal(total), number))
    return {district: (number, monthly[district]) for district, number in numbers.items()}
