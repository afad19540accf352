"""Recalculating a frozen allocation: identical, or the first difference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.rules.states import WITH_RESULT
from budgets.services.checking import recompute_check
from budgets.views.runs import address, load_run, run_trail
from sro.ui.tables import Action


def run_check(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Ask on GET, recalculate on POST: the check is written into the log."""
    run = load_run(request, year, slug, pk)
    check = None
    if request.method == "POST" and run.state in WITH_RESULT:
        check = recompute_check(actor=request.user, run=run, now=timezone.now())
    return render(
        request,
        "budgets/run_check.html",
        {
            "title": _("Recalculate and compare"),
            "breadcrumbs": run_trail(run),
            "run": run,
            "check": check,
            "possible": run.state in WITH_RESULT,
            "actions": [
                Action(
                    _("Recalculate") if check is None else _("Recalculate once more"),
                    address(run, "run_check"),
                    primary=check is None,
                    post=True,
                )
            ]
            if run.state in WITH_RESULT
            else [],
        },
    )
