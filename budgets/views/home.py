"""The entrance to the budget."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import BudgetLine, BudgetYear, Indicator, Outflow
from sro import access
from sro.ui.tables import Action


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the budget years and the ways to indicators and spending, as far as one may go."""
    user = request.user
    sees = {model: access.can(user, "view", model) for model in (BudgetYear, Indicator, Outflow)}
    if not any(sees.values()):
        raise PermissionDenied("view budgets.BudgetYear")
    years = BudgetYear.objects.visible_to(user).annotate(
        planned=Sum("funds__amount"),
        fund_count=Count("funds"),
        unplanned=Count("funds", filter=Q(funds__amount__isnull=True)),
    )
    actions = []
    if access.can(user, "add", BudgetYear):
        actions.append(Action(_("Add a budget year"), reverse("budgets:year_add"), primary=True))
    return render(
        request,
        "budgets/home.html",
        {
            "title": _("Budget"),
            "years": years,
            "actions": actions,
            "sees_years": sees[BudgetYear],
            "sees_indicators": sees[Indicator],
            "sees_outflow": sees[Outflow],
            "sees_lines": access.can(user, "view", BudgetLine),
        },
    )
