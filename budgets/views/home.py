"""The entrance to the budget."""

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import BudgetYear, Indicator, Outflow
from sro import access
from sro.ui.tables import Action


def home(request: HttpRequest) -> HttpResponse:
    """Show the budget years and the ways to indicators and spending."""
    years = BudgetYear.objects.visible_to(request.user).annotate(
        planned=Sum("funds__amount"),
        fund_count=Count("funds"),
        unplanned=Count("funds", filter=Q(funds__amount__isnull=True)),
        latest=F("state_changed_at"),
    )
    may_add = access.can(request.user, "add", BudgetYear)
    return render(
        request,
        "budgets/home.html",
        {
            "title": _("Budget"),
            "years": years,
            "actions": [Action(_("Add a budget year"), reverse("budgets:year_add"), primary=True)]
            if may_add
            else [],
            "sees_indicators": access.can(request.user, "view", Indicator),
            "sees_outflow": access.can(request.user, "view", Outflow),
        },
    )
