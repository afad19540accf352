"""One fund: its scenarios, the one in force, what they rest on."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import (
    AllocationRun,
    BudgetLine,
    Fund,
    FundKind,
    PreviousOutflow,
    TransitionPath,
)
from budgets.views.crumbs import year_trail
from budgets.views.funds import load_fund
from networks.models import District
from sro import access
from sro.ui.tables import Action


def fund_detail(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show a fund with all its scenarios; the approved one first."""
    fund = load_fund(request, year, slug)
    user = request.user
    runs = list(
        AllocationRun.objects.visible_to(user).with_people().filter(fund=fund).order_by("-pk")
    )
    runs.sort(key=lambda run: run.state != "approved")
    among = [run for run in runs if run.district is None]
    return render(
        request,
        "budgets/fund.html",
        {
            "title": str(fund),
            "breadcrumbs": year_trail(fund.budget_year),
            "fund": fund,
            "runs": among,
            "comparable": _comparable(among),
            "divided": _inside(runs),
            "may_be_divided": fund.kind != FundKind.FALL,
            "paths": TransitionPath.objects.visible_to(user).filter(template__fund=fund),
            "actions": _actions(user, fund),
            "may_plan": access.can(user, "add", TransitionPath),
            "sees_lines": access.can(user, "view", BudgetLine),
            "sees_outflow": access.can(user, "view", PreviousOutflow),
        },
    )


def _comparable(runs: Sequence[AllocationRun]) -> list[AllocationRun]:
    return [run for run in runs if run.checksum or run.calculated_at]


def _inside(runs: Sequence[AllocationRun]) -> list[dict[str, Any]]:
    """The scenarios that divide a district's money, district by district."""
    found: dict[District, list[AllocationRun]] = defaultdict(list)
    for run in runs:
        if run.district is not None:
            found[run.district].append(run)
    return [
        {"district": district, "runs": own, "comparable": _comparable(own)}
        for district, own in sorted(found.items(), key=lambda each: each[0].key)
    ]


def _actions(user, fund: Fund) -> list[Action]:
    address = [fund.budget_year.year, fund.slug]
    found = []
    if fund.budget_year.state == "closed":
        return found
    if access.can(user, "add", AllocationRun):
        found.append(Action(_("New scenario"), reverse("budgets:run_add", args=address), True))
    if access.can(user, "change", fund):
        found.append(Action(_("Change the fund"), reverse("budgets:fund_edit", args=address)))
    return found
