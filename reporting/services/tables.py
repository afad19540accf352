"""Tables that stand beside the figures of a report: the district's money, hours by provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from budgets.models import BudgetYear, HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE, FIELD, Kind
from budgets.rules.states import DELIVERED
from budgets.services.backtest import check_year, years_to_check
from budgets.services.forecasting import Expectation, expectations, outlook
from budgets.services.lines import LineFigures, standing
from networks.models import District
from reporting.figures import Section
from reporting.rules.document import TableIn
from reporting.suppression import DASH
from sro.money import cents_from_decimal
from sro.periods import Quarter

LAST_QUARTER = 4

#: The columns of a table of hours.
KINDS = (Kind.CASE_SPECIFIC, *FIELD)


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else str(cents_from_decimal(amount))


def tables_of(
    districts: Sequence[District], quarter: Quarter, today: date
) -> dict[int, dict[Section, list[TableIn]]]:
    """Return the tables of some districts' reports, by district: asked for all of them at once."""
    money = money_of(districts, quarter.year, today)
    hours = hours_of(districts, quarter)
    checked = backtest_of(districts, quarter, today)
    return {
        each.pk: {Section.MONEY: money[each.pk] + checked[each.pk], Section.HOURS: hours[each.pk]}
        for each in districts
    }


def backtest_of(
    districts: Sequence[District], quarter: Quarter, today: date
) -> Mapping[int, list[TableIn]]:
    """How good the year's forecasts were: in the report of its last quarter, once it is over."""
    found: dict[int, list[TableIn]] = {district.pk: [] for district in districts}
    if quarter.number != LAST_QUARTER or quarter.year not in years_to_check(today):
        return found
    checks = check_year(year=quarter.year)
    for district in districts:
        rows = tuple(
            (
                _("end of quarter %(quarter)s") % {"quarter": each.quarter.number},
                str(check.forecast.total),
                str(check.actual),
                str(check.off),
            )
            for each in checks.quarters
            if (check := each.by_district.get(district.pk)) is not None
        )
        if rows:
            found[district.pk].append(_backtest(rows, quarter.year))
    return found


def _backtest(rows: tuple[tuple[str, ...], ...], year: int) -> TableIn:
    return TableIn(
        "backtest",
        _("How good the forecasts of %(year)s were") % {"year": year},
        _("Case budget: what was forecast at the end of each quarter, beside what the year cost."),
        (_("Forecast made at the"), _("Forecast"), _("Cost of the year"), _("Difference")),
        ("text", "money", "money", "money"),
        rows,
    )


def money_of(districts: Sequence[District], year: int, today: date) -> Mapping[int, list[TableIn]]:
    """What the funds of the year have for each district, as known when it was counted."""
    budget = BudgetYear.objects.filter(year=year).first()
    if budget is None:
        return {district.pk: [] for district in districts}
    expected = expectations(year=year, today=today)
    funds = [
        each.by_district
        for each in standing(year=budget, district=districts[0] if len(districts) == 1 else None)
    ]
    found = {}
    for district in districts:
        lines = [fund[district.pk] for fund in funds if district.pk in fund]
        found[district.pk] = [_money([_fund_row(each, expected) for each in lines], year)]
    return found


def _money(rows: Sequence[tuple[str | None, ...]], year: int) -> TableIn:
    return TableIn(
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


def _fund_row(line: LineFigures, expected: Mapping[int, Expectation]) -> tuple[str | None, ...]:
    district = line.district
    forecast = outlook(line, expected.get(district.pk) if district else None).forecast
    return (
        line.fund.name,
        _cents(line.allocated),
        _cents(line.carried + line.transferred),
        _cents(line.committed),
        _cents(line.spent),
        _cents(line.free),
        None if forecast is None else str(forecast.total),
    )


def hours_of(districts: Sequence[District], quarter: Quarter) -> Mapping[int, list[TableIn]]:
    """Hours case : cross-case : independent by provider and team; small teams stay hidden."""
    lines = HoursEntry.objects.filter(
        district__in=districts, day__gte=quarter.start, day__lt=quarter.end
    ).order_by()
    delivered = lines.filter(provider__isnull=False, state__in=DELIVERED)
    team = lines.filter(provider__isnull=True)
    by_name: dict[int, dict[str, dict[str, int]]] = {each.pk: {} for each in districts}
    for district, name, kind, minutes in delivered.values_list(
        "district", "provider__name", "kind"
    ).annotate(minutes=Sum("minutes")):
        by_name[district].setdefault(name, {})[kind] = minutes
    own: dict[int, dict[str, int]] = {each.pk: {} for each in districts}
    for district, kind, minutes in team.values_list("district", "kind").annotate(
        minutes=Sum("minutes")
    ):
        own[district][kind] = minutes
    people = dict(team.values_list("district").annotate(people=Count("user", distinct=True)))
    found = {}
    for each in districts:
        rows = [(name, *_by_kind(sums)) for name, sums in sorted(by_name[each.pk].items())]
        if sums := own[each.pk]:
            few = people[each.pk] < FEWEST_PEOPLE
            rows.append(
                (_("Team of the office"), *([DASH] * len(KINDS) if few else _by_kind(sums)))
            )
        found[each.pk] = [_hours(rows)] if rows else []
    return found


def _hours(rows: Sequence[tuple[str | None, ...]]) -> TableIn:
    return TableIn(
        "hours",
        _("Hours by provider and team"),
        _("Hours that providers have submitted and the office's team has entered."),
        (_("Who"), _("Single cases"), _("Across cases"), _("Independent of cases")),
        ("text", *["minutes"] * len(KINDS)),
        tuple(rows),
        inside=True,
    )


def _by_kind(sums: dict[str, int]) -> list[str]:
    return [str(sums.get(kind, 0)) for kind in KINDS]
