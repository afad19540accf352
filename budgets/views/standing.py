"""How the lines of a budget year stand, and what the year will have cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.models import BudgetLine, BudgetYear, CommitmentSchedule, Outflow, Transfer
from budgets.rules.forecast import Light, looked_back_on
from budgets.services.forecasting import Expectation, Outlook, expectations, outlook
from budgets.services.lines import FundFigures, LineFigures, standing
from budgets.views.crumbs import year_trail
from budgets.views.years import load_year
from sro import access
from sro.money import decimal_from_cents
from sro.ui.tables import Action

LIGHTS = {
    Light.WITHIN: ("success", gettext_lazy("within the plan")),
    Light.CLOSE: ("warning", gettext_lazy("close to the plan")),
    Light.ABOVE: ("danger", gettext_lazy("above the plan")),
    Light.UNKNOWN: ("info", gettext_lazy("not known")),
}


@dataclass(frozen=True)
class LineRow:
    """A line as the page shows it, with ways to what its figures come from."""

    figures: LineFigures
    outlook: Outlook
    is_total: bool
    links: dict[str, str]

    @property
    def light(self) -> tuple[str, Any]:
        """Icon and words of the light."""
        return LIGHTS[self.outlook.light]

    @property
    def expected(self) -> Any:
        """What supports still to begin will cost, in euro; None where nothing is expected."""
        forecast = self.outlook.forecast
        if forecast is None or forecast.expected is None:
            return None
        return decimal_from_cents(forecast.expected)

    @property
    def forecast(self) -> Any:
        """What the year will have cost, in euro; None where it is not known."""
        forecast = self.outlook.forecast
        return None if forecast is None else decimal_from_cents(forecast.total)


@require_safe
def standing_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show for each fund and district: allocated, transferred, bound, spent, free, forecast."""
    budget_year = load_year(request, year)
    if not access.can(request.user, "view", BudgetLine):
        raise PermissionDenied("view budgets.BudgetLine")
    today = timezone.localdate()
    with_new = request.GET.get("neue") != "nein"
    expected = expectations(year=year, today=today) if with_new else {}
    rights = {
        "commitments": access.can(request.user, "view", CommitmentSchedule),
        "outflow": access.can(request.user, "view", Outflow),
        "transfers": access.can(request.user, "view", Transfer),
    }
    funds = [
        {"fund": found.fund, "rows": _rows(found, budget_year, expected, rights)}
        for found in standing(year=budget_year)
    ]
    return render(
        request,
        "budgets/standing.html",
        {
            "title": _("Where the budget %(year)s stands") % {"year": year},
            "breadcrumbs": year_trail(budget_year),
            "year": budget_year,
            "funds": funds,
            "today": today,
            "with_new": with_new,
            "span": looked_back_on(today),
            "actions": _actions(request, budget_year),
        },
    )


def _actions(request: HttpRequest, year: BudgetYear) -> list[Action]:
    actions = []
    if access.can(request.user, "add", Transfer) and year.state != "closed":
        address = reverse("budgets:transfer_add", args=[year.year])
        actions.append(Action(_("Move money"), address, primary=True))
    if access.can(request.user, "view", Transfer):
        actions.append(Action(_("Transfers"), reverse("budgets:transfers", args=[year.year])))
    return actions


def _rows(
    found: FundFigures, year: BudgetYear, expected: dict[int, Expectation], rights: dict[str, bool]
) -> list[LineRow]:
    """The lines of a fund and, where there are several, their sum."""
    rows = []
    for line in found.lines:
        district = line.district.pk if line.district else 0
        seen = outlook(line, expected.get(district))
        rows.append(LineRow(line, seen, False, _links(line, year, rights)))
    if len(rows) > 1:
        total = found.total
        sum_of = [each.amount for each in expected.values()]
        whole = Expectation(0, 0, sum(sum_of)) if sum_of else None
        rows.append(LineRow(total, outlook(total, whole), True, {}))
    return rows


def _links(line: LineFigures, year: BudgetYear, rights: dict[str, bool]) -> dict[str, str]:
    """Where each figure of a line can be followed down to its rows."""
    if line.district is None or line.social_space is not None:
        return {}
    query = f"?bezirk={line.district.pk}"
    links = {}
    if rights["commitments"] and line.fund.kind == "fall":
        links["committed"] = reverse("budgets:commitments", args=[year.year]) + query
        links["unknown"] = links["committed"] + "&betrag=nein"
    elif line.committed:
        links["committed"] = reverse("hours:base_budgets") + (
            f"{query}&jahr={year.year}&topf={line.fund.kind}"
        )
    if rights["outflow"]:
        links["spent"] = reverse("budgets:outflow") + (
            f"{query}&jahr={year.year}&topf={line.fund.kind}"
        )
    if rights["transfers"] and line.transferred:
        links["transferred"] = reverse("budgets:transfers", args=[year.year]) + query
    return links
