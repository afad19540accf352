"""Dividing what a district has in a fund among its social spaces."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from budgets.models import AllocationRun, FundKind
from budgets.views.funds import load_fund
from budgets.views.runs import new_run_form
from networks.models import District
from sro import access


def run_add_inside(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """Lay out a scenario inside a district."""
    fund = load_fund(request, year, slug)
    access.require(request.user, "add", AllocationRun)
    districts = District.objects.visible_to(request.user).valid_on(fund.budget_year.first_day)
    district = get_object_or_404(districts.defer("search_vector"), key=key)
    if fund.kind == FundKind.FALL:
        messages.error(
            request,
            _("The case budget follows the families; it is not divided among social spaces."),
        )
        return redirect("budgets:fund", year, slug)
    return new_run_form(
        request,
        fund,
        _("Divide %(fund)s inside %(district)s") % {"fund": fund, "district": district},
        district=district,
    )
