"""Recalculating a frozen allocation: identical, or the first difference."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import AllocationRun
from budgets.places import told
from budgets.rules.states import WITH_RESULT
from budgets.services.checking import RecomputeCheck, recompute_check
from budgets.services.inputs import units_of
from budgets.views.runs import address, load_run, run_trail
from sro.ui.tables import Action


def run_check(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Ask on GET, recalculate on POST: the check is written into the log."""
    run = load_run(request, year, slug, pk)
    possible = run.state in WITH_RESULT
    page: dict[str, Any] = {"check": None}
    if request.method == "POST" and possible:
        page = _outcome(run, recompute_check(actor=request.user, run=run, now=timezone.now()))
    again = page["check"] is not None
    label = _("Recalculate once more") if again else _("Recalculate")
    return render(
        request,
        "budgets/run_check.html",
        {
            "title": _("Recalculate and compare"),
            "breadcrumbs": run_trail(run),
            "run": run,
            "possible": possible,
            "actions": [Action(label, address(run, "run_check"), primary=not again, post=True)]
            if possible
            else [],
            **page,
        },
    )


def _outcome(run: AllocationRun, check: RecomputeCheck) -> dict[str, Any]:
    units = units_of(run)
    names = {unit.key: unit.name for unit in units}
    rows = [(names.get(row.unit, row.unit), row.cells[0]) for row in check.today]
    moved = [(name, cell) for name, cell in rows if cell.difference]
    moved.sort(key=lambda each: -abs(each[1].difference))
    return {"check": check, "changes": told(run, check.changes, units), "moved": moved}
