"""Scenarios side by side."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import pictures
from budgets.exports import comparison_sheet
from budgets.models import AllocationRun
from budgets.services.scenarios import compare_runs
from budgets.views.crumbs import fund_trail
from budgets.views.downloads import log_export, sheet_attachment
from budgets.views.funds import load_fund
from sro import access


def compare(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Compare the scenarios named in the address (`?lauf=1&lauf=2`); the first is the basis."""
    fund = load_fund(request, year, slug)
    numbers = [n for n in request.GET.getlist("lauf") if n.isdecimal() and len(n) < 19]
    found = AllocationRun.objects.visible_to(request.user).filter(fund=fund, pk__in=numbers)
    by_pk = {str(run.pk): run for run in found}
    if set(numbers) - by_pk.keys():
        raise Http404
    runs = [by_pk[n] for n in dict.fromkeys(numbers)]
    try:
        comparison = compare_runs(actor=request.user, runs=runs)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("budgets:fund", args=[year, slug]))
    except PermissionDenied as error:
        raise Http404 from error
    wanted = request.GET.get("format", "")
    if wanted:
        for run in comparison.runs:
            access.require(request.user, "export", run)
            log_export(request, run, wanted, len(comparison.rows))
        return sheet_attachment(comparison_sheet(comparison), f"vergleich-{year}-{slug}", wanted)
    others = [n for n, run in enumerate(comparison.runs) if run != comparison.baseline]
    return render(
        request,
        "budgets/compare.html",
        {
            "title": _("Compare scenarios"),
            "breadcrumbs": fund_trail(fund),
            "fund": fund,
            "comparison": comparison,
            "rows": [(comparison.units[row.unit], row) for row in comparison.by_difference()],
            "parameters": _parameters(comparison.runs),
            "pictures": [
                (pictures.differences(comparison, each), pictures.difference_map(comparison, each))
                for each in others
            ],
        },
    )


def _parameters(runs) -> list[tuple[str, list[str], bool]]:
    """Return each parameter with its value per run and whether the runs differ in it."""
    from sro.ui.templatetags.ui import number, percent

    def indicators(run: AllocationRun) -> str:
        chosen = run.selections.select_related("indicator")
        return "; ".join(f"{s.indicator} × {number(s.weight)}" for s in chosen) or "–"

    lines = [
        (_("State"), [str(run.get_state_display()) for run in runs]),
        (_("Indicator share"), [percent(run.indicator_share, 2) for run in runs]),
        (_("Indicators"), [indicators(run) for run in runs]),
        (_("Spending of the year"), [str(run.outflow_year or "–") for run in runs]),
        (_("At least (per cent)"), [number(run.floor_percent) for run in runs]),
        (_("At most (per cent)"), [number(run.cap_percent) for run in runs]),
    ]
    return [(label, values, len(set(values)) > 1) for label, values in lines]
