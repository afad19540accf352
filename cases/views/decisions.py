"""Consultation of the team and the decision of the office."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.conference_facts import plan_that_holds, plans_of
from cases.forms.decisions import DecisionForm, TeamForm
from cases.models import Case, Support, SupportDecision, SupportPlan, TeamConsultation
from cases.rules.states import SupportState
from cases.services import decisions as service
from cases.services import team
from cases.services.colleagues import colleagues
from cases.views.pages import address_of, open_case, part_of
from cases.views.supports import provider_field, to_supports
from sro import access
from sro.ui.editing import form_page
from sro.ui.tables import Action


def _consultation(
    request: HttpRequest, pk: int, consultation_pk: int, action: str = "view"
) -> tuple[Case, TeamConsultation]:
    case = open_case(request, pk)
    rows = TeamConsultation.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("case", "plan__young_person", "author")
    return case, part_of(request, case, rows, consultation_pk, action)


def _address(consultation: TeamConsultation) -> str:
    return reverse("cases:team_consultation", args=[consultation.case_id, consultation.pk])


@require_safe
def team_detail(request: HttpRequest, pk: int, consultation_pk: int) -> HttpResponse:
    """Show a consultation and what was decided after it."""
    case, consultation = _consultation(request, pk, consultation_pk)
    decided = list(
        SupportDecision.objects.visible_to(request.user)
        .filter(consultation=consultation)
        .select_related("decided_by")
    )
    actions = []
    if case.is_open:
        if may_decide(request.user, case):
            new = reverse("cases:decision_new", args=[case.pk])
            url = f"{new}?fachteam={consultation.pk}"
            actions.append(Action(_("Decide"), url, primary=not decided))
        if not decided:
            edit = reverse("cases:team_edit", args=[case.pk, consultation.pk])
            actions.append(Action(_("Edit"), edit, icon="edit"))
    return render(
        request,
        "cases/team_consultation.html",
        {
            "title": _("Team consultation %(day)s") % {"day": consultation},
            "case": case,
            "consultation": consultation,
            "professionals": [p.user for p in consultation.participants.select_related("user")],
            "decided": decided,
            "actions": actions,
            "breadcrumbs": to_supports(case),
        },
    )


def team_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a consultation of the team."""
    case = open_case(request, pk)
    access.require(request.user, "add", TeamConsultation)
    today = timezone.localdate()
    plans = plans_of(request.user, case)
    return form_page(
        request,
        form_class=TeamForm,
        form_kwargs={
            **_people(case),
            "plans": plans,
            "present": [request.user.pk],
        },
        initial={"held_on": today, "plan": plan_that_holds(plans)},
        save=lambda form, version: team.enter_consultation(
            actor=request.user,
            case=case,
            professionals=form.people(),
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Write down a team consultation"),
        template="networks/form_page.html",
        draft_key=f"cases:team_new:{case.pk}",
        breadcrumbs=to_supports(case),
        cancel_url=address_of(case, "hilfen"),
        success_url=_address,
        success_message=_("The consultation has been written down."),
    )


def _people(case: Case) -> dict[str, Any]:
    today = timezone.localdate()
    own = colleagues(today, case.district_id)
    return {"own": own, "others": colleagues(today).exclude(pk__in=own.values("pk"))}


def team_edit(request: HttpRequest, pk: int, consultation_pk: int) -> HttpResponse:
    """Change a consultation on which no decision rests yet."""
    case, consultation = _consultation(request, pk, consultation_pk, "change")
    return form_page(
        request,
        form_class=TeamForm,
        instance=consultation,
        form_kwargs={
            **_people(case),
            "plans": plans_of(request.user, case),
            "present": list(consultation.participants.values_list("user_id", flat=True)),
        },
        save=lambda form, version: team.update_consultation(
            actor=request.user,
            consultation=consultation,
            changes=form.values(),
            professionals=form.people(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the team consultation"),
        template="networks/form_page.html",
        breadcrumbs=to_supports(case),
        cancel_url=_address(consultation),
        success_url=_address,
        success_message=_("The changes have been saved."),
    )


def may_decide(user: Any, case: Case) -> bool:
    """Return whether this person decides in this case today."""
    try:
        service.may_decide(user, case, timezone.localdate())
    except service.PermissionDenied:
        return False
    return True


def decision_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide in the office's name; for the team lead of the district alone."""
    case = open_case(request, pk)
    today = timezone.localdate()
    service.may_decide(request.user, case, today)
    consultations = (
        TeamConsultation.objects.visible_to(request.user)
        .filter(case=case)
        .annotate(people=Count("participants__user", distinct=True))
        .filter(people__gte=team.AT_LEAST)
        .order_by("-held_on", "-pk")
    )
    chosen = _asked_for(request, list(consultations))
    supports = list(
        Support.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("support_type", "person", "provider")
        .order_by("start", "pk")
    )
    proposed = [each for each in supports if each.state == SupportState.PROPOSED]
    under_way = (SupportState.GRANTED, SupportState.RUNNING)
    plan = _plan(request, case, chosen)
    return form_page(
        request,
        form_class=DecisionForm,
        form_kwargs={
            "consultations": consultations,
            "plans": plans_of(request.user, case),
            "proposed": proposed,
            "running": [each for each in supports if each.state in under_way],
            "providers": provider_field(request.user, case, today),
        },
        initial={"consultation": chosen, "plan": plan, "decided_on": today},
        save=lambda form, version: service.decide(
            actor=request.user,
            case=case,
            supports=form.granted(),
            changes=form.changes(),
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Decide"),
        template="cases/decision_new.html",
        draft_key=f"cases:decision_new:{case.pk}",
        breadcrumbs=to_supports(case),
        cancel_url=address_of(case, "hilfen"),
        success_url=lambda saved: reverse("cases:decision", args=[case.pk, saved.pk]),
        success_message=_("The decision has been made and stays as it is."),
        submit_label=_("Decide in the office’s name"),
        context={"case": case, "chosen": chosen, "plan": plan, "proposed": proposed},
    )


def _asked_for(
    request: HttpRequest, consultations: list[TeamConsultation]
) -> TeamConsultation | None:
    wanted = request.GET.get("fachteam", "")
    chosen = [each for each in consultations if str(each.pk) == wanted]
    return (chosen or consultations or [None])[0]


def _plan(
    request: HttpRequest, case: Case, consultation: TeamConsultation | None
) -> SupportPlan | None:
    if consultation is not None and consultation.plan is not None:
        return consultation.plan
    return plan_that_holds(plans_of(request.user, case))


@require_safe
def decision_detail(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    """Show a decision as it was made."""
    case = open_case(request, pk)
    rows = SupportDecision.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("consultation", "plan__young_person", "decided_by", "case")
    decision = part_of(request, case, rows, decision_pk)
    letter = reverse("cases:document_new", args=[case.pk, "bescheid", decision.pk])
    return render(
        request,
        "cases/decision.html",
        {
            "title": _("Decision %(day)s") % {"day": f"{decision.decided_on:%d.%m.%Y}"},
            "case": case,
            "decision": decision,
            "professionals": [
                p.user for p in decision.consultation.participants.select_related("user")
            ],
            "supports": decision.supports.select_related("support_type", "person", "provider"),
            "documents": decision.documents.visible_to(request.user).defer("content"),
            "actions": [Action(_("Make the decision letter"), letter, primary=True)],
            "breadcrumbs": to_supports(case),
        },
    )
