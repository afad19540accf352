"""Thresholds of a year and what has crossed them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.forms.alerts import ThresholdForm
from budgets.models import Alert, Threshold
from budgets.services import alerts as services
from budgets.views.crumbs import alerts_trail, year_trail
from budgets.views.years import load_year
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.tables import Action


@require_safe
def alert_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show what has crossed a threshold, and the thresholds themselves."""
    budget_year = load_year(request, year)
    access.require(request.user, "view", Threshold)
    alerts = (
        Alert.objects.visible_to(request.user)
        .filter(threshold__fund__budget_year=budget_year, closed_at__isnull=True)
        .select_related("threshold__fund__budget_year", "district")
        .order_by("district__key", "threshold__fund", "-threshold__percent")
    )
    may_edit = access.can(request.user, "delete", Threshold) and budget_year.state != "closed"
    actions = []
    if may_edit:
        address = reverse("budgets:threshold_add", args=[year])
        actions.append(Action(_("Add a threshold"), address, primary=True))
    return render(
        request,
        "budgets/alerts.html",
        {
            "title": _("Warnings %(year)s") % {"year": year},
            "breadcrumbs": year_trail(budget_year),
            "year": budget_year,
            "alerts": alerts,
            "thresholds": Threshold.objects.visible_to(request.user)
            .filter(fund__budget_year=budget_year)
            .select_related("fund"),
            "may_edit": may_edit,
            "actions": actions,
        },
    )


def threshold_add(request: HttpRequest, year: int) -> HttpResponse:
    """Set a threshold from which on those responsible are told."""
    budget_year = load_year(request, year)
    access.require(request.user, "add", Threshold)
    return form_page(
        request,
        form_class=ThresholdForm,
        form_kwargs={"user": request.user, "budget_year": budget_year},
        initial={"percent": 95},
        save=lambda form, version: services.set_threshold(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add a threshold"),
        intro=_(
            "When the forecast reaches this share of the plan, controllers and the team lead of the"
            " district are told, on the start page and by e-mail. No support is stopped by it."
        ),
        draft_key=f"budgets:threshold_add:{year}",
        breadcrumbs=alerts_trail(budget_year),
        cancel_url=reverse("budgets:alerts", args=[year]),
        success_url=reverse("budgets:alerts", args=[year]),
        success_message=_("The threshold is set. It is checked every hour."),
    )


def threshold_delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Remove a threshold."""
    thresholds = Threshold.objects.visible_to(request.user).select_related("fund__budget_year")
    threshold = get_object_or_404(thresholds, pk=pk, fund__budget_year__year=year)
    access.require(request.user, "delete", threshold)
    return confirm_page(
        request,
        title=_("Remove the threshold %(threshold)s") % {"threshold": threshold},
        consequences=[_("Nobody is told about it any more; its open warnings disappear.")],
        action=lambda data, version: services.remove_threshold(
            actor=request.user, threshold=threshold, version=version, now=timezone.now()
        ),
        instance=threshold,
        danger=True,
        breadcrumbs=alerts_trail(threshold.fund.budget_year),
        cancel_url=reverse("budgets:alerts", args=[year]),
        success_url=reverse("budgets:alerts", args=[year]),
        submit_label=_("Remove the threshold"),
        success_message=_("The threshold was removed."),
    )
