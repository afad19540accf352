"""How far the forecast was off in years that are over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import BudgetLine
from budgets.rules.backtest import Basis, Check, mean_error
from budgets.services.backtest import QuarterCheck, YearCheck, check_year, years_to_check
from budgets.views.crumbs import home_trail
from networks.models import District
from sro import access
from sro.money import decimal_from_cents


@dataclass(frozen=True)
class QuarterRow:
    """The end of a quarter for all districts together, amounts in euro."""

    found: QuarterCheck

    @property
    def check(self) -> Check:
        """All districts together."""
        return self.found.total

    @property
    def amounts(self) -> list[Decimal | None]:
        """Spent, bound, expected, forecast: as the columns stand."""
        forecast = self.check.forecast
        cents = (forecast.spent, forecast.committed, forecast.expected, forecast.total)
        return [None if each is None else decimal_from_cents(each) for each in cents]

    @property
    def off(self) -> Decimal:
        """How much more was forecast than the year cost."""
        return decimal_from_cents(self.check.off)

    @property
    def error(self) -> Fraction | None:
        """By what share single districts were off on average, either way."""
        return mean_error(self.found.by_district.values())

    @property
    def recorded(self) -> bool:
        """Whether it is known from the history what was bound then."""
        return self.found.basis is Basis.RECORDED


@require_safe
def backtest(request: HttpRequest) -> HttpResponse:
    """Show for a year that is over what the forecast said at the end of each quarter."""
    if not access.can(request.user, "view", BudgetLine):
        raise PermissionDenied("view budgets.BudgetLine")
    years = years_to_check(timezone.localdate())
    year = _chosen(request, years)
    found = check_year(year=year) if year is not None else None
    return render(
        request,
        "budgets/backtest.html",
        {
            "title": _("How good the forecast was"),
            "breadcrumbs": home_trail(),
            "years": years,
            "year": year,
            "quarters": [QuarterRow(each) for each in found.quarters] if found else [],
            "actual": decimal_from_cents(found.quarters[0].total.actual) if found else None,
            "districts": _rows(request.user, found) if found else [],
        },
    )


def _chosen(request: HttpRequest, years: list[int]) -> int | None:
    text = request.GET.get("jahr", "")
    if not text:
        return years[0] if years else None
    if not text.isdecimal() or len(text) > 4 or int(text) not in years:
        raise Http404
    return int(text)


def _rows(user: Any, found: YearCheck) -> list[tuple[District, Decimal, list[Fraction | None]]]:
    """Each district with what the year cost there, and by what share each quarter was off."""
    numbers = [each.pk for each in found.districts]
    visible = set(
        District.objects.visible_to(user).filter(pk__in=numbers).values_list("pk", flat=True)
    )
    rows = []
    for district in found.districts:
        if district.pk not in visible:
            continue
        checks = [each.by_district.get(district.pk) for each in found.quarters]
        actual = next((each.actual for each in checks if each is not None), 0)
        shares = [each.share if each is not None else None for each in checks]
        rows.append((district, decimal_from_cents(actual), shares))
    return rows
