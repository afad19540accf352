"""Transition paths: planned steps, what they would give, the run of each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets import pictures
from budgets.forms.transition import PathForm
from budgets.models import TransitionPath, TransitionStep
from budgets.services import transition as services
from budgets.services.years import districts_of
from budgets.views.crumbs import fund_trail
from budgets.views.funds import load_fund
from budgets.views.runs import address as run_address
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def load_path(request: HttpRequest, year: int, slug: str, pk: int) -> TransitionPath:
    """Return a path the person may see, or 404."""
    paths = TransitionPath.objects.visible_to(request.user).select_related(
        "template__fund__budget_year"
    )
    return get_object_or_404(
        paths, template__fund__budget_year__year=year, template__fund__slug=slug, pk=pk
    )


def address(path: TransitionPath, view: str = "transition") -> str:
    """Return a path's page, or one of the pages below it."""
    fund = path.template.fund
    return reverse(f"budgets:{view}", args=[fund.budget_year.year, fund.slug, path.pk])


def path_detail(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Show the steps and what each would give with today's figures."""
    path = load_path(request, year, slug, pk)
    fund = path.template.fund
    previews = services.preview(actor=request.user, path=path)
    districts = districts_of(fund.budget_year)
    whole = [preview for preview in previews if preview.amounts is not None]
    may_change = access.can(request.user, "change", path)
    return render(
        request,
        "budgets/transition.html",
        {
            "title": path.name,
            "breadcrumbs": fund_trail(fund),
            "path": path,
            "fund": fund,
            "previews": previews,
            "rows": [
                (d, [p.amounts.get(d.key) if p.amounts else None for p in previews])
                for d in districts
            ],
            "picture": pictures.transition(path, whole, districts) if len(whole) > 1 else None,
            "may_change": may_change,
            "actions": [
                Action(_("Change"), address(path, "transition_edit")),
                Action(_("Remove"), address(path, "transition_delete")),
            ]
            if may_change
            else [],
        },
    )


def path_add(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Plan a new transition."""
    fund = load_fund(request, year, slug)
    access.require(request.user, "add", TransitionPath)
    return form_page(
        request,
        form_class=PathForm,
        form_kwargs={"fund": fund, "user": request.user},
        save=lambda form, version: services.create_path(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Plan a transition"),
        intro=_(
            "The sources on Essen say both “within four years” and “quarterly”; "
            "therefore the interval is yours to set."
        ),
        draft_key=f"budgets:transition_add:{fund.pk}",
        breadcrumbs=fund_trail(fund),
        cancel_url=reverse("budgets:fund", args=[year, slug]),
        success_url=address,
        success_message=_("The path is laid out."),
    )


def path_edit(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Change a path; another shape makes new steps."""
    path = load_path(request, year, slug, pk)
    access.require(request.user, "change", path)
    return form_page(
        request,
        form_class=PathForm,
        form_kwargs={"fund": path.template.fund, "user": request.user},
        instance=path,
        save=lambda form, version: services.update_path(
            actor=request.user,
            path=path,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change %(path)s") % {"path": path},
        breadcrumbs=_trail(path),
        cancel_url=address(path),
        success_url=address,
    )


def path_delete(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Throw a path away; the runs made from it stay."""
    path = load_path(request, year, slug, pk)
    access.require(request.user, "delete", path)
    return confirm_page(
        request,
        title=_("Remove %(path)s") % {"path": path},
        consequences=[_("The plan disappears. Scenarios made from its steps stay.")],
        action=lambda data, version: services.delete_path(
            actor=request.user, path=path, version=version, now=timezone.now()
        ),
        instance=path,
        danger=True,
        breadcrumbs=_trail(path),
        cancel_url=address(path),
        success_url=reverse("budgets:fund", args=[year, slug]),
        submit_label=_("Remove the path"),
        success_message=_("%(path)s was removed.") % {"path": path},
    )


@require_POST
def step_run(request: HttpRequest, year: int, slug: str, pk: int, position: int) -> HttpResponse:
    """Lay out the scenario of one step."""
    path = load_path(request, year, slug, pk)
    access.require(request.user, "change", path)
    step = get_object_or_404(
        TransitionStep.objects.visible_to(request.user), path=path, position=position
    )
    try:
        run = services.create_step_run(actor=request.user, step=step, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(address(path))
    messages.success(request, _("The scenario of this step is laid out."))
    return redirect(run_address(run))


def _trail(path: TransitionPath) -> list[Any]:
    return [*fund_trail(path.template.fund), Crumb(path.name, address(path))]
