"""The page of a case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.life import FollowUpForm
from cases.life_words import STEPS
from cases.models import Case
from cases.rules.states import CaseState
from cases.sections import sections_of
from cases.services import life
from cases.services.overview import follow_ups_of, head_of, stand_ins_of
from cases.views.pages import open_case, to_case, to_cases, works_on
from sro import access
from sro.ui.tables import Action


@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case: to those who work on it all of it, to colleagues who is in charge."""
    case = open_case(request, pk, "view")
    today = timezone.localdate()
    districts = request.user.grants_on(today).districts
    leads = case.district_id in districts.get(access.Role.TEAM_LEAD, frozenset())
    # Who leads the team or is in charge there needs no further question; others may stand in.
    here = any(case.district_id in reached for reached in districts.values())
    named = here and request.user.pk in (case.responsible_id, case.deputy_id)
    works = leads or named or works_on(request.user, case)
    head = head_of(case, today=today, now=timezone.now())
    page = {
        "title": case.name,
        "case": case,
        "works": works,
        "today": today,
        "breadcrumbs": to_cases(),
        "head": head,
    }
    if not works:
        return render(request, "cases/case_face.html", {**page, "actions": _face(request, case)})
    return render(
        request,
        "cases/case.html",
        {
            **page,
            "actions": _actions(case),
            "leads": leads,
            "may_name_deputy": leads or case.responsible_id == request.user.pk,
            "may_hand_over": leads or named,
            "stand_ins": stand_ins_of(request.user, case, today) if head["stood_in"] else (),
            "follow_ups": follow_ups_of(request.user, case, today),
            "follow_up_form": FollowUpForm(auto_id="wiedervorlage_%s"),
            "sections": sections_of(request, case),
        },
    )


def _actions(case: Case) -> list[Action]:
    """Return the steps that are possible, the usual one first, and the course of the case."""
    steps = sorted(
        life.next_actions(case),
        # At the end the usual step is to close; going on is the exception.
        key=lambda action: case.state == CaseState.ENDING and action != "close",
    )
    # While a support runs, nothing about the state is the usual thing to do.
    usual = case.state != CaseState.RUNNING
    found = [
        Action(
            STEPS[action].verb,
            reverse("cases:step", args=[case.pk, action]),
            primary=usual and not place,
        )
        for place, action in enumerate(steps)
    ]
    return [*found, Action(_("Course of the case"), reverse("cases:timeline", args=[case.pk]))]


def _face(request: HttpRequest, case: Case) -> list[Any]:
    if case.is_open and access.can(request.user, "stand_in", case):
        url = reverse("cases:stand_in", args=[case.pk])
        return [Action(_("Stand in"), url, primary=True)]
    return []


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who changed what in the case and who looked at it; the case's page loads this last."""
    case = open_case(request, pk)
    return render(
        request,
        "cases/changes.html",
        {"title": _("Changes and readers"), "case": case, "breadcrumbs": to_case(case)},
    )
