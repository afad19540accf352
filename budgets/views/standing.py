"""How the lines of a budget year stand, and what the year will have cost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.models import (
    BudgetLine,
    BudgetYear,
    CommitmentSchedule,
    Outflow,
    SmallGrant,
    Transfer,
    YearClosing,
)
from budgets.rules.forecast import Light, looked_back_on
from budgets.rules.states import YearState
from budgets.services.forecasting import Expectation, Outlook, expectations, outlook
from budgets.services.lines import FundFigures, LineFigures, standing
from budgets.views.crumbs import year_trail
from budgets.views.divisions import Divisions
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
    """A line as the page shows it, with ways to what its figures come from.

    `sum_of` is "district" or "fund" for a sum, `is_part` says that the line's district has more.
    """

    figures: LineFigures
    outlook: Outlook
    links: dict[str, str]
    sum_of: str = ""
    is_part: bool = False

    @property
    def handed_on_too_much(self) -> bool:
        """Whether the social spaces got more than the district has now."""
        line = self.figures
        own = line.district is not None and line.social_space is None and not self.sum_of
        return own and not line.fund.may_be_overdrawn and (line.planned or 0) < 0

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
        # A team lead sees those of the own district only.
        "grants": set(
            SmallGrant.objects.visible_to(request.user)
            .filter(fund__budget_year=budget_year)
            .values_list("district_id", flat=True)
            .distinct()
        ),
        "closing": access.can(request.user, "view", YearClosing),
    }
    links = Links(budget_year, rights, Divisions(request.user, budget_year))
    funds = [
        {"fund": found.fund, "rows": _rows(found, expected, links)}
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
            "has_carried": any(row.figures.carried for fund in funds for row in fund["rows"]),
            "today": today,
            "with_new": with_new,
            "span": looked_back_on(today),
            "actions": _actions(request, budget_year),
        },
    )


def _actions(request: HttpRequest, year: BudgetYear) -> list[Action]:
    actions = []
    if access.can(request.user, "add", Transfer) and year.state != YearState.CLOSED:
        address = reverse("budgets:transfer_add", args=[year.year])
        actions.append(Action(_("Move money"), address, primary=True))
    if access.can(request.user, "view", Transfer):
        actions.append(Action(_("Transfers"), reverse("budgets:transfers", args=[year.year])))
    return actions


@dataclass(frozen=True)
class Links:
    """Where each figure of a line can be followed down to its rows."""

    year: BudgetYear
    rights: dict[str, Any]
    divisions: Divisions

    def of(self, line: LineFigures) -> dict[str, str]:
        """Return addresses by figure, and the step that divides the line."""
        links, year = {}, self.year.year
        if self.rights["closing"] and line.carried:
            links["carried"] = reverse("budgets:closing", args=[year - 1])
        if line.district is None:
            return links
        links["allocated"] = self.divisions.in_force(line.fund, line.district)
        query = f"?bezirk={line.district.pk}"
        if line.granted and line.district.pk in self.rights["grants"]:
            place = "bindet=bezirk"
            if line.social_space is not None:
                place = f"sozialraum={line.social_space.pk}&bindet=sozialraum"
            links["granted"] = reverse("budgets:grants", args=[year]) + (
                f"{query}&topf={line.fund.pk}&{place}"
            )
        if line.social_space is not None:
            return links
        links["divide"] = self.divisions.way_in(line.fund, line.district)
        if self.rights["commitments"] and line.fund.kind == "fall":
            links["committed"] = reverse("budgets:commitments", args=[year]) + query
            links["unknown"] = links["committed"] + "&betrag=nein"
        elif line.committed > line.granted:
            links["committed"] = reverse("hours:base_budgets") + (
                f"{query}&jahr={year}&topf={line.fund.kind}"
            )
        if self.rights["outflow"]:
            links["spent"] = reverse("budgets:outflow") + (
                f"{query}&jahr={year}&topf={line.fund.kind}"
            )
        if self.rights["transfers"] and line.transferred:
            links["transferred"] = reverse("budgets:transfers", args=[year]) + query
        return links


def _rows(found: FundFigures, expected: dict[int, Expectation], links: Links) -> list[LineRow]:
    """The lines of a fund, after those of a district their sum, at last the sum of all."""
    rows: list[LineRow] = []
    wholes = found.by_district
    for district, group in groupby(found.lines, lambda each: each.place.district):
        lines = list(group)
        parts = len(lines) > 1
        new = expected.get(district)
        rows += [LineRow(each, outlook(each, new), links.of(each), "", parts) for each in lines]
        if parts:
            whole = wholes[district]
            rows.append(LineRow(whole, outlook(whole, new), {}, "district"))
    if len(found.lines) > 1:
        total = found.total
        sum_of = [each.amount for each in expected.values()]
        everything = Expectation(0, 0, sum(sum_of)) if sum_of else None
        rows.append(LineRow(total, outlook(total, everything), {}, "fund"))
    return rows
