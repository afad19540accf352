"""The family's plan: writing it, the office's answer, follow-up meetings, taking it over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.conference_facts import young_people
from cases.forms.council_plans import (
    AnswerForm,
    EndForm,
    FamilyPlanForm,
    MeetingForm,
    take_over_form,
)
from cases.models import CouncilPoint, FamilyGroupConference, SupportPlan
from cases.rules.councils import RUNNING, WITH_ACCEPTED_PLAN, CouncilState
from cases.services import council_goals as goals
from cases.services import council_plans as service
from cases.services.paperwork.councils import has_plan, plan_to_take_home
from cases.views.councils import council_address, load, not_now, to_council
from cases.views.plans import plan_address
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def council_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the family's plan in its words."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, (CouncilState.HELD,)):
        return away
    return _plan_page(request, council, template="cases/council_plan.html")


def talk_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it with the laptop turned to the family: the same form, the same draft."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, (CouncilState.HELD,)):
        return away
    back = council_address(council)
    return _plan_page(
        request,
        council,
        template="cases/talk_council.html",
        context={"form_frame": "conversation.html", "leave_url": back},
        done=council_address(council, "talk_council"),
    )


def _plan_page(
    request: HttpRequest,
    council: FamilyGroupConference,
    *,
    template: str,
    context: dict[str, Any] | None = None,
    done: str = "",
) -> HttpResponse:
    back = council_address(council)
    return form_page(
        request,
        form_class=FamilyPlanForm,
        instance=council,
        initial={"aim": council.aim},
        form_kwargs={"points": service.points_of(council)},
        save=lambda form, version: service.save_family_plan(
            actor=request.user,
            council=council,
            aim=form.cleaned_data["aim"],
            points=form.points(),
            version=version,
            now=timezone.now(),
        ),
        title=_("The family's plan"),
        template=template,
        context={"council": council, **(context or {})},
        draft_key=f"cases:council_plan:{council.pk}",
        submit_label=_("Save the plan"),
        breadcrumbs=to_council(request.user, council),
        cancel_url=back,
        success_url=done or f"{back}#plan",
        success_message=_("The plan has been saved, word by word."),
    )


@require_safe
def council_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the family's plan in large type, for the family."""
    council = load(request, pk, "coordinate")
    if not has_plan(council):
        raise Http404
    now = timezone.now()
    content = plan_to_take_home(council, now)
    trail.record_export(request.user, "familygroupconference.pdf", council, now=now, format="pdf")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="plan-der-familie.pdf"'
    return answer


def council_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the family's plan in the office's name."""
    council = load(request, pk, "answer")
    if away := not_now(request, council, (CouncilState.HELD,)):
        return away
    back = council_address(council)
    if request.method != "POST" and not council.aim.strip():
        messages.error(request, _("The plan of the family is not written down yet."))
        return redirect(back)
    return form_page(
        request,
        form_class=AnswerForm,
        instance=council,
        initial={"follow_up_on": council.follow_up_on},
        save=lambda form, version: service.answer_plan(
            actor=request.user,
            council=council,
            version=version,
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Answer the plan of the family"),
        intro=_(
            "A plan of the family is accepted unless a law or the safety of a child stands against"
            " it."
        ),
        submit_label=_("Answer in the name of the office"),
        breadcrumbs=to_council(request.user, council),
        cancel_url=back,
        success_url=back,
        success_message=_("The answer has been noted."),
    )


def council_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the family change a plan that was not accepted."""
    council = load(request, pk, "coordinate")
    return confirm_page(
        request,
        title=_("The family changes its plan"),
        consequences=[
            _("The plan can be written on; what stands in it stays."),
            _("The office answers it anew. Its first answer stays in the history."),
        ],
        action=lambda data, version: service.revise(
            actor=request.user, council=council, version=version, now=timezone.now()
        ),
        instance=council,
        submit_label=_("Open the plan"),
        success_message=_("The plan can be written on."),
        success_url=council_address(council),
        cancel_url=council_address(council),
        breadcrumbs=to_council(request.user, council),
    )


def council_meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a follow-up meeting: what became of each point."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, WITH_ACCEPTED_PLAN):
        return away
    points = CouncilPoint.objects.visible_to(request.user).filter(council=council)
    today, agreed = timezone.localdate(), council.follow_up_on
    return form_page(
        request,
        form_class=MeetingForm,
        instance=council,
        form_kwargs={"points": list(points)},
        initial={"held_on": today, "follow_up_on": agreed if agreed and agreed > today else None},
        save=lambda form, version: service.note_meeting(
            actor=request.user,
            council=council,
            version=version,
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Note a follow-up meeting"),
        breadcrumbs=to_council(request.user, council),
        cancel_url=council_address(council),
        success_url=f"{council_address(council)}#folgetreffen",
        success_message=_("The meeting has been noted."),
    )


def council_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the family group conference."""
    council = load(request, pk, "change")
    if away := not_now(request, council, RUNNING):
        return away
    consequences = [
        _("Everything stays readable for those who work on the case."),
        _("The coordinator no longer sees it."),
    ]
    if council.state not in WITH_ACCEPTED_PLAN:
        consequences.append(_("There is no accepted plan: please say below how it ended."))
    return confirm_page(
        request,
        title=_("End the family group conference"),
        consequences=consequences,
        form_class=EndForm,
        action=lambda data, version: service.end_council(
            actor=request.user,
            council=council,
            reason=data["reason"],
            version=version,
            now=timezone.now(),
        ),
        instance=council,
        submit_label=_("End"),
        success_message=_("The family group conference has ended."),
        success_url=council_address(council),
        cancel_url=council_address(council),
        breadcrumbs=to_council(request.user, council),
    )


def council_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the family's plan over into the draft of a support plan."""
    council = load(request, pk, "take_over")
    if away := not_now(request, council, WITH_ACCEPTED_PLAN):
        return away
    people = young_people(request.user, council.case)
    return confirm_page(
        request,
        title=_("Take over into the support plan"),
        consequences=[
            _("What the family wants to reach becomes a direction goal, in its words."),
            _("Its points become action goals and steps, with those who do them."),
            _("If there is no draft of the support plan yet, one is begun."),
            _("As long as it is a draft, all of it can be taken out again."),
        ],
        form_class=take_over_form(people),
        action=lambda data, version: goals.take_over(
            actor=request.user,
            council=council,
            young_person=data["young_person"],
            now=timezone.now(),
        ),
        instance=council,
        submit_label=_("Take over"),
        success_message=_("The family's plan stands in the draft of the support plan."),
        success_url=plan_address,
        cancel_url=council_address(council),
        breadcrumbs=to_council(request.user, council),
    )


def council_take_back(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Take the family's plan out of a draft again."""
    council = load(request, pk, "take_over")
    plans = SupportPlan.objects.visible_to(request.user).filter(case=council.case_id)
    plan = get_object_or_404(plans.select_related("case", "young_person"), pk=plan_pk)
    return confirm_page(
        request,
        title=_("Take the family's plan out again"),
        consequences=[
            _("The goals and steps that come from the family's plan leave the draft."),
            _("What was written otherwise in the draft stays. The family's plan itself stays too."),
        ],
        action=lambda data, version: goals.take_back(
            actor=request.user,
            council=council,
            plan=plan,
            version=version,
            now=timezone.now(),
        ),
        instance=plan,
        submit_label=_("Take out"),
        success_message=_("The draft is without the family's plan again."),
        success_url=plan_address,
        cancel_url=plan_address(plan),
        breadcrumbs=to_council(request.user, council),
    )
