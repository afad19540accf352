"""Tables that stand beside the figures of a report: the district's money, hours by provider."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from budgets.models import BudgetYear, HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE, FIELD, Kind
from budgets.rules.states import DELIVERED
from budgets.services.forecasting import Expectation, expectations, outlook
from budgets.services.lines import FundFigures, LineFigures, standing
from networks.models import District
from reporting.rules.document import TableIn
from reporting.suppression import DASH
from sro.money import cents_from_decimal
from sro.periods import Quarter

#: The columns of a table of hours.
KINDS = (Kind.CASE_SPECIFIC, *FIELD)


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else str(cents_from_decimal(amount))


def money_of(district: District, year: int, today: date) -> list[TableIn]:
    """What the funds of the year have for the district, as known when it was counted."""
    budget = BudgetYear.objects.filter(year=year).first()
    if budget is None:
        return []
    expected = expectations(year=year, today=today)
    rows = [
        _fund_row(each, line, expected.get(district.pk))
        for each in standing(year=budget)
        if (line := each.by_district.get(district.pk)) is not None
    ]
    return [
        TableIn(
            "funds",
            _("Budget of the district in %(year)s") % {"year": year},
            _("As known on the day of counting. The forecast is of the whole year."),
            (
                _("Fund"),
                _("Allocated"),
                _("Carried over and transferred"),
                _("Committed"),
                _("Spent"),
                _("Free"),
                _("Forecast"),
            ),
            ("text", *("money",) * 6),
            tuple(rows),
        )
    ]


def _fund_row(
    figures: FundFigures, line: LineFigures, expected: Expectation | None
) -> tuple[str | None, ...]:
    forecast = outlook(line, expected).forecast
    return (
        figures.fund.name,
        _cents(line.allocated),
        _cents(line.carried + line.transferred),
        _cents(line.committed),
        _cents(line.spent),
        _cents(line.free),
        None if forecast is None else str(forecast.total),
    )


def hours_of(district: District, quarter: Quarter) -> list[TableIn]:
    """Hours case : cross-case : independent by provider and team; small teams stay hidden."""
    lines = HoursEntry.objects.filter(
        district=district, day__gte=quarter.start, day__lt=quarter.end
    ).order_by()
    delivered = lines.filter(provider__isnull=False, state__in=DELIVERED)
    by_name: dict[str, dict[str, int]] = {}
    for name, kind, minutes in delivered.values_list("provider__name", "kind").annotate(
        minutes=Sum("minutes")
    ):
        by_name.setdefault(name, {})[kind] = minutes
    rows = [(name, *_by_kind(sums)) for name, sums in sorted(by_name.items())]
    team = lines.filter(provider__isnull=True)
    own = dict(team.values_list("kind").annotate(minutes=Sum("minutes")))
    if own:
        few = team.values("user").distinct().count() < FEWEST_PEOPLE
        rows.append((_("Team of the office"), *([DASH] * len(KINDS) if few else _by_kind(own))))
    if not rows:
        return []
    return [
        TableIn(
            "hours",
            _("Hours by provider and team"),
            _("Hours that providers have submitted and the office's team has entered."),
            (_("Who"), _("Single cases"), _("Across cases"), _("Independent of cases")),
            ("text", *["minutes"] * len(KINDS)),
            tuple(rows),
            inside=True,
        )
    ]


def _by_kind(sums: dict[str, int]) -> list[str]:
    return [str(sums.get(kind, 0)) for kind in KINDS]
