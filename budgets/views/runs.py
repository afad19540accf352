"""One allocation: laying it out, calculating it, looking at the result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets import pictures
from budgets.allocation import OUTFLOW
from budgets.forms.inside import InsideForm
from budgets.forms.runs import CopyForm, RunForm
from budgets.models import AllocationRun, Fund
from budgets.rules.states import ACTIVE, RUN_TRANSITIONS
from budgets.services import runs as services
from budgets.services.checking import differs_today
from budgets.services.errors import AlreadyRunning
from budgets.services.results import Line, Result, result_of
from budgets.views.crumbs import fund_trail
from budgets.views.divisions import Divisions
from budgets.views.funds import load_fund
from networks.models import District
from sro import access
from sro.states import possible_actions
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def load_run(request: HttpRequest, year: int, slug: str, pk: int) -> AllocationRun:
    """Return a run the person may see, or 404."""
    runs = AllocationRun.objects.visible_to(request.user).with_people()
    return get_object_or_404(runs, fund__budget_year__year=year, fund__slug=slug, pk=pk)


def address(run: AllocationRun, view: str = "run") -> str:
    """Return a run's page, or one of the pages below it."""
    fund = run.fund
    return reverse(f"budgets:{view}", args=[fund.budget_year.year, fund.slug, run.pk])


def run_trail(run: AllocationRun) -> list[Crumb]:
    """Haushalt › 2018 › Fall › Essen 60/40 ›"""
    return [*fund_trail(run.fund), Crumb(run.name, address(run))]


# What a run's page offers, most usual first: verb of the state table, right, page.
STEPS = (
    ("approve", "approve", "run_approve"),
    ("propose", "propose", "run_propose"),
    ("start", "calculate", "run_start"),
    ("withdraw", "propose", "run_withdraw"),
    ("reject", "reject", "run_reject"),
    ("revise", "change", "run_edit"),
)


def actions_of(request: HttpRequest, run: AllocationRun) -> list[Action]:
    """Return the steps that are possible now and that this person may take."""
    user = request.user
    labels = {
        "approve": _("Approve"),
        "propose": _("Propose"),
        "start": _("Calculate") if run.calculated_at is None else _("Calculate again"),
        "withdraw": _("Take the proposal back"),
        "reject": _("Reject"),
        "revise": _("Change"),
    }
    possible = set(possible_actions(RUN_TRANSITIONS, run.state))
    # One's own proposal can be taken back, that of somebody else can be decided.
    possible -= {"approve", "reject"} if run.proposed_by_id == user.pk else {"withdraw"}
    found = [
        Action(labels[verb], address(run, view), post=verb == "start")
        for verb, right, view in STEPS
        if verb in possible and access.can(user, right, run)
    ]
    if found:
        found[0] = replace(found[0], primary=True)
    if access.can(user, "add", AllocationRun):
        found.append(Action(_("Copy as a new scenario"), address(run, "run_copy")))
    if "revise" in possible and access.can(user, "delete", run):
        found.append(Action(_("Remove"), address(run, "run_delete")))
    return found


def run_detail(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Show the result first, then how each amount comes about."""
    run = load_run(request, year, slug, pk)
    user = request.user
    result = result_of(actor=user, run=run)
    may_calculate = access.can(user, "calculate", run)
    waits = not result and run.state not in ACTIVE and may_calculate
    gaps = gap_lines(user, run) if waits else []
    context = {
        "title": run.name,
        "breadcrumbs": fund_trail(run.fund),
        "run": run,
        "fund": run.fund,
        "result": result,
        "selections": run.selections.select_related("indicator", "base"),
        "actions": actions_of(request, run),
        "gaps": gaps,
        "ready": waits and not gaps,
        "differs_today": bool(result) and may_calculate and differs_today(run),
        "waits_for_another": run.state == "proposed" and run.proposed_by_id == user.pk,
        "may_export": bool(result) and access.can(user, "export", run),
    }
    if result:
        context["rows"] = _rows(user, result)
        context["bars"] = pictures.amounts(result)
        context["map"] = pictures.share_map(result)
    return render(request, "budgets/run.html", context)


def _rows(user: Any, result: Result) -> list[tuple[Line, list[tuple[str, str]]]]:
    """Return each line with what can be opened for it: divisions of what a district got."""
    run = result.run
    if run.state != "approved" or run.district_id:
        return [(line, []) for line in result]
    divisions = Divisions(user, run.fund.budget_year)
    return [(line, divisions.steps(run.fund, line.unit)) for line in result]


def gap_lines(user: Any, run: AllocationRun) -> list[tuple[str, str, str]]:
    """Return each gap once: its sentence, and address and name of the page that closes it."""
    fund = run.fund
    place = [fund.budget_year.year, fund.slug]
    lines: dict[str, tuple[str, str]] = {}
    for gap in services.gaps(actor=user, run=run):
        if gap.code == "fund_amount":
            to = (reverse("budgets:fund_edit", args=place), _("Enter the amount"))
        elif gap.code == "value_missing":
            to = (reverse("budgets:value_add", args=[gap.indicator]), _("Enter the value"))
        elif gap.code.startswith("outflow") and gap.unit:
            to = (reverse("budgets:previous_outflow", args=place), _("Open the spending"))
        elif gap.indicator and gap.indicator != OUTFLOW:
            to = (reverse("budgets:indicator", args=[gap.indicator]), _("Open the indicator"))
        else:
            to = (address(run, "run_edit"), _("Change the scenario"))
        lines.setdefault(gap.text, to)
    return [(text, *to) for text, to in lines.items()]


def run_unit(
    request: HttpRequest, year: int, slug: str, pk: int, key: str, *, inside: bool = False
) -> HttpResponse:
    """Show how the amount of one district or social space comes about, exact to the cent."""
    run = load_run(request, year, slug, pk)
    result = result_of(actor=request.user, run=run)
    line = result.line(key) if result else None
    if line is None or inside != bool(run.district_id):
        raise Http404
    index = result.lines.index(line)
    return render(
        request,
        "budgets/run_unit.html",
        {
            "title": line.unit.name,
            "breadcrumbs": run_trail(run),
            "run": run,
            "line": line,
            "previous_line": result.lines[index - 1] if index else None,
            "next_line": result.lines[index + 1] if index + 1 < len(result.lines) else None,
        },
    )


def run_add(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Lay out a new scenario."""
    fund = load_fund(request, year, slug)
    access.require(request.user, "add", AllocationRun)
    return new_run_form(request, fund, _("New scenario"))


def new_run_form(
    request: HttpRequest, fund: Fund, title: str, *, district: District | None = None, **page: Any
) -> HttpResponse:
    """Show and take the form of a new scenario, inside a district if there is one."""

    def save(form: RunForm, version: int) -> AllocationRun:
        parameters = form.parameters()
        return services.create_run(
            actor=request.user,
            fund=fund,
            district=district,
            name=parameters.pop("name"),
            note=parameters.pop("note"),
            parameters=parameters,
            selections=form.selections(),
            now=timezone.now(),
        )

    place = f":{district.pk}" if district else ""
    return form_page(
        request,
        save=save,
        title=title,
        draft_key=f"budgets:run:{fund.pk}{place}:new",
        breadcrumbs=fund_trail(fund),
        cancel_url=reverse("budgets:fund", args=[fund.budget_year.year, fund.slug]),
        **_run_form(request, fund, district),
        **page,
    )


def run_edit(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Change a scenario that nobody has decided about; its result is calculated anew."""
    run = load_run(request, year, slug, pk)
    access.require(request.user, "change", run)

    def save(form: RunForm, version: int) -> AllocationRun:
        return services.update_run(
            actor=request.user,
            run=run,
            changes=form.parameters(),
            selections=form.selections(),
            version=version,
            now=timezone.now(),
        )

    return form_page(
        request,
        instance=run,
        save=save,
        title=_("Change %(run)s") % {"run": run.name},
        draft_key=f"budgets:run:{run.fund_id}:{run.pk}",
        breadcrumbs=run_trail(run),
        cancel_url=address(run),
        **_run_form(request, run.fund, run.district),
    )


def _run_form(request: HttpRequest, fund: Fund, district: District | None) -> dict[str, Any]:
    """What the forms of new and known scenarios share."""
    given = {"fund": fund, "user": request.user}
    return {
        "form_class": InsideForm if district else RunForm,
        "form_kwargs": {**given, "district": district} if district else given,
        "template": "budgets/run_form.html",
        "success_url": address,
        "success_message": _("The scenario is saved. It can be calculated now."),
    }


def run_copy(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Begin a new scenario from this one."""
    run = load_run(request, year, slug, pk)
    access.require(request.user, "add", AllocationRun)
    return form_page(
        request,
        form_class=CopyForm,
        initial={"name": _("%(run)s – variant") % {"run": run.name}},
        save=lambda form, version: services.copy_run(
            actor=request.user, run=run, name=form.cleaned_data["name"], now=timezone.now()
        ),
        title=_("Copy %(run)s") % {"run": run.name},
        draft_key=f"budgets:run_copy:{run.pk}",
        breadcrumbs=run_trail(run),
        cancel_url=address(run),
        success_url=lambda copy: address(copy, "run_edit"),
        submit_label=_("Copy"),
        success_message=_("The scenario is copied. Now change what should be different."),
    )


@require_POST
def run_start(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Hand the calculation to the background and show its progress."""
    run = load_run(request, year, slug, pk)
    access.require(request.user, "calculate", run)
    if run.state not in ACTIVE and services.gaps(actor=request.user, run=run):
        messages.error(request, _("This cannot be calculated yet. What is missing stands below."))
        return redirect(address(run))
    try:
        run = services.start_run(
            actor=request.user, run=run, result_address=address(run), now=timezone.now()
        )
    except AlreadyRunning as busy:
        if busy.run == run:
            # A second click, or somebody else was quicker: the work is under way.
            return redirect("ui:job", busy.run.job_id)
        messages.warning(request, " ".join(busy.messages))
        return redirect(address(busy.run))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(address(run))
    return redirect("ui:job", run.job_id)


def run_delete(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Throw a scenario away."""
    run = load_run(request, year, slug, pk)
    access.require(request.user, "delete", run)
    back = reverse("budgets:fund", args=[year, slug])
    return confirm_page(
        request,
        title=_("Remove %(run)s") % {"run": run.name},
        consequences=[_("The scenario and its result disappear; the log keeps that it existed.")],
        action=lambda data, version: services.delete_run(
            actor=request.user, run=run, version=version, now=timezone.now()
        ),
        instance=run,
        danger=True,
        breadcrumbs=run_trail(run),
        cancel_url=address(run),
        success_url=back,
        submit_label=_("Remove the scenario"),
        success_message=_("%(run)s was removed.") % {"run": run.name},
    )
