"""Several indicators side by side."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import IndicatorValue
from budgets.services.value_tables import Level
from reporting.forms.information import SideBySideForm
from reporting.models import SavedSelection
from reporting.services.information import Comparison, compare_indicators
from reporting.views.information import information_trail, table_export
from reporting.views.information_tables import comparison_export
from sro import access
from sro.ui.tables import EXPORTS, Action


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose indicators, areas and days, and show them side by side."""
    user = request.user
    access.require(user, "view", IndicatorValue)
    form = _form(request)
    comparison = None
    if form.is_bound and form.is_valid():
        comparison = compare_indicators(actor=user, **asked_of(form.cleaned_data))
    if comparison is not None and request.GET.get("format") in EXPORTS:
        return table_export(request, "kennzahlen-vergleich", *comparison_export(comparison))
    context = {
        "title": _("Indicators side by side"),
        "breadcrumbs": information_trail(),
        "actions": [],
        "form": form,
        "choosing": comparison is None or "waehlen" in request.GET,
        **shown(user, comparison),
    }
    if comparison is not None and access.can(user, "add", SavedSelection):
        query = urlencode(query_of(form.chosen()), doseq=True)
        keep = f"{reverse('reporting:selection_add')}?{query}"
        context["actions"] = [Action(_("Keep this selection"), keep, True)]
    return render(request, "reporting/information_compare.html", context)


def _form(request: HttpRequest) -> SideBySideForm:
    """Return the form with what the address asks for; `mit` is where somebody begins to choose."""
    more = {"user": request.user, "today": timezone.localdate()}
    if not request.GET or "mit" in request.GET:
        return SideBySideForm(initial={"kennzahl": request.GET.getlist("mit")}, **more)
    asked = request.GET.copy()
    asked.setdefault("ebene", Level.DISTRICTS.value)
    return SideBySideForm(asked, **more)


def asked_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return a valid choice as the service takes it."""
    return {
        "indicators": list(data["kennzahl"]),
        "level": Level(data["ebene"]),
        "districts": list(data["bezirk"]),
        "days": [date.fromisoformat(day) for day in data["stand"]],
    }


def query_of(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return a kept choice as it stands in an address."""
    return {
        "kennzahl": chosen["indicators"],
        "ebene": chosen["level"],
        "bezirk": chosen["districts"],
        "stand": chosen["days"],
    }


def shown(user: Any, comparison: Comparison | None) -> dict[str, Any]:
    """Return what the template needs of a comparison."""
    totals = comparison is not None and any(each is not None for each in comparison.totals)
    return {
        "comparison": comparison,
        "has_totals": totals,
        "may_export": access.can(user, "export", IndicatorValue),
    }
