"""What belongs to a plan: social space, consent, sections, review, comparison, conversation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.forms.plan_parts import ConsentForm, SectionsForm, SpaceForm, offers_near
from cases.forms.plan_reviews import ReviewForm
from cases.models import ActionStep, PlanConference, SupportPlan
from cases.plan_comparing import compare_plans
from cases.rules.states import PlanState
from cases.services import plan_agreeing as agreeing
from cases.services import plan_answers as answers
from cases.services import reviews as reviewing
from cases.views.pages import part_of
from cases.views.plans import editor, load_plan, plan_address, plan_title, to_plan
from sro.ui.editing import form_page


def _frozen(plan: SupportPlan) -> HttpResponse | None:
    return None if plan.state == PlanState.DRAFT else HttpResponseRedirect(plan_address(plan))


def plan_space(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Answer the two social-space questions."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    offers = offers_near(request.user, case, timezone.localdate())
    return _frozen(plan) or form_page(
        request,
        form_class=SpaceForm,
        form_kwargs={"plan": plan, "offers": offers},
        instance=plan,
        save=lambda form, version: answers.save_space_answers(
            actor=request.user,
            plan=plan,
            answers=form.answers(),
            no_ordinary_offers=form.cleaned_data["no_ordinary_offers"],
            no_missing_offers=form.cleaned_data["no_missing_offers"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Social space: what is used, what is missing"),
        template="cases/plan_space.html",
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=plan_address(plan),
        success_message=_("The answers have been saved."),
    )


def plan_consents(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Note what each participant says to each goal."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    people = agreeing.participants(plan, timezone.localdate())
    goals = list(plan.goal_set.select_related("owner").order_by("position"))
    return _frozen(plan) or form_page(
        request,
        form_class=ConsentForm,
        form_kwargs={"plan": plan, "goals": goals, "people": people},
        instance=plan,
        save=lambda form, version: answers.save_consents(
            actor=request.user,
            plan=plan,
            answers=form.answers(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Who agrees to what?"),
        template="cases/plan_consents.html",
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=plan_address(plan),
        success_message=_("The answers have been saved."),
    )


def plan_sections(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Write the sections the law asks for (§§ 36b, 37c, 41a)."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    codes = agreeing.called_sections(plan, timezone.localdate())
    return _frozen(plan) or form_page(
        request,
        form_class=SectionsForm,
        form_kwargs={"plan": plan, "codes": codes},
        instance=plan,
        save=lambda form, version: answers.save_sections(
            actor=request.user,
            plan=plan,
            sections=form.lines(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Perspective and transition"),
        intro=_("These sections belong to the supports of this plan by law."),
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=plan_address(plan),
        success_message=_("The sections have been saved."),
    )


def plan_review(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Look at the goals together, at a conference (`?gespraech=`) or on a day without one."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    if plan.state not in reviewing.REVIEWABLE:
        return HttpResponseRedirect(plan_address(plan))
    today = timezone.localdate()
    conference = _conference(request, plan)
    day = timezone.localtime(conference.scheduled_at).date() if conference else today
    goals = list(plan.goal_set.select_related("owner").order_by("position"))
    return form_page(
        request,
        form_class=ReviewForm,
        form_kwargs={
            "plan": plan,
            "goals": goals,
            "reviews": reviewing.reviews_of(plan, day=day, conference=conference),
            "conference": conference,
        },
        initial={"reviewed_on": min(day, today)},
        save=lambda form, version: reviewing.save_reviews(
            actor=request.user,
            plan=plan,
            reviewed_on=form.cleaned_data["reviewed_on"],
            judgements=form.judgements(),
            now=timezone.now(),
            conference=conference,
        ),
        title=_("Look at the goals together"),
        template="cases/plan_review.html",
        context={"plan": plan, "conference": conference},
        draft_key=f"cases:plan_review:{plan.pk}:{conference.pk if conference else ''}",
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=f"{plan_address(plan)}#zielerreichung",
        success_message=_("The review has been saved. The next version can grow from it."),
    )


def _conference(request: HttpRequest, plan: SupportPlan) -> PlanConference | None:
    wanted = request.GET.get("gespraech", "")
    if not (wanted.isdecimal() and len(wanted) < 12):
        return None
    rows = PlanConference.objects.visible_to(request.user)
    return get_object_or_404(
        rows, pk=int(wanted), case=plan.case_id, young_person=plan.young_person_id
    )


@require_safe
def plan_compare(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Show this version beside another one (`?mit=` number; otherwise the one before it)."""
    case, plan = load_plan(request, pk, plan_pk)
    versions = (
        SupportPlan.objects.visible_to(request.user)
        .filter(case=case, young_person=plan.young_person_id)
        .order_by("number")
    )
    others = [each for each in versions if each.pk != plan.pk]
    wanted = request.GET.get("mit", "")
    other = next((each for each in others if str(each.number) == wanted), None)
    other = other or next((each for each in others if each.pk == plan.previous_id), None)
    other = other or (others[-1] if others else None)
    left, right = (other, plan) if other and other.number < plan.number else (plan, other)
    return render(
        request,
        "cases/plan_compare.html",
        {
            "title": _("Compare versions"),
            "breadcrumbs": to_plan(case, plan),
            "case": case,
            "plan": plan,
            "others": others,
            "other": other,
            "comparison": compare_plans(left, right) if other else None,
            "left_title": plan_title(left) if other else "",
            "right_title": plan_title(right) if other else "",
        },
    )


@require_POST
def step_done(request: HttpRequest, pk: int, plan_pk: int, step_pk: int) -> HttpResponse:
    """Note that a step was done today, or take it back (`zurueck`)."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    step = part_of(
        request, case, ActionStep.objects.visible_to(request.user).filter(plan=plan), step_pk
    )
    now, today = timezone.now(), timezone.localdate()
    try:
        if request.POST.get("zurueck"):
            reviewing.take_back_step(actor=request.user, step=step, now=now)
        else:
            reviewing.note_step_done(
                actor=request.user, step=step, done_on=today, today=today, now=now
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(f"{plan_address(plan)}#schritt-{step.pk}")


def talk_plan(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """The plan on the laptop turned to the family: the same form, the same draft."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    return editor(
        request,
        case,
        plan,
        template="cases/talk_plan.html",
        frame="conversation.html",
        back=plan_address(plan, "plan_edit"),
        done=plan_address(plan, "talk_plan"),
    )
