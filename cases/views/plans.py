"""Support plans: the record, beginning, the editor, the next version, agreeing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.advice_words import guiding_questions
from cases.council_ways import ways_to_suggest
from cases.forms.plan_rows import operate
from cases.forms.plans import AgreeForm, PeriodForm, PlanForm, StartForm, young_people_of
from cases.models import Case, Referral, SupportPlan
from cases.plan_facts import plan_record, points_in_words, question_words
from cases.rules.states import PlanState
from cases.services import plan_agreeing as agreeing
from cases.services import plans as service
from cases.services.council_goals import councils_behind
from cases.views.pages import address_of, open_case, part_of, to_case
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.services import drafts

HALF_A_YEAR = timedelta(days=182)
ANCHOR = "hilfeplaene"


def load_plan(
    request: HttpRequest, pk: int, plan_pk: int, action: str = "view"
) -> tuple[Case, SupportPlan]:
    """Return case and plan; 404 outside, 403 without the right."""
    case = open_case(request, pk)
    rows = (
        SupportPlan.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("young_person", "previous", "created_by", "agreed_by")
    )
    return case, part_of(request, case, rows, plan_pk, action)


def plan_address(plan: SupportPlan, view: str = "plan") -> str:
    """Return the address of one of the plan's pages."""
    return reverse(f"cases:{view}", args=[plan.case_id, plan.pk])


def plan_title(plan: SupportPlan) -> str:
    """Return what a version is called."""
    return _("Support plan for %(name)s, version %(number)s") % {
        "name": plan.young_person,
        "number": plan.number,
    }


def to_plans(case: Case) -> list[Crumb]:
    """Return the way to the plans of a case."""
    return to_case(case, Crumb(_("Support plans"), address_of(case, ANCHOR)))


def to_plan(case: Case, plan: SupportPlan) -> list[Crumb]:
    """Return the way to a plan."""
    return [*to_plans(case), crumb(plan_title(plan), "cases:plan", case.pk, plan.pk)]


@require_safe
def plan_detail(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Show one version: goals, consent, social space, review."""
    case, plan = load_plan(request, pk, plan_pk)
    today = timezone.localdate()
    record = plan_record(request.user, plan, today)
    return render(
        request,
        "cases/plan.html",
        {
            "title": plan_title(plan),
            "breadcrumbs": to_plans(case),
            "case": case,
            "plan": plan,
            "record": record,
            "may_change": access.can(request.user, "change", plan),
            "councils": list(councils_behind(request.user, plan)),
            "ways": ways_to_suggest(request.user, case, Referral.SUPPORT_PLAN),
        },
    )


def plan_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the first plan for a young person."""
    case = open_case(request, pk)
    today = timezone.localdate()
    free = young_people_of(case).exclude(pk__in=case.plans.values("young_person_id"))
    return form_page(
        request,
        form_class=StartForm,
        form_kwargs={"case": case},
        initial={
            "young_person": free.first(),
            "period_from": today,
            "period_until": today + HALF_A_YEAR,
        },
        save=lambda form, version: service.start_plan(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Begin a support plan"),
        template="cases/plan_new.html",
        context={"case": case, "nobody": not free.exists()},
        submit_label=_("Begin the plan"),
        draft_key=f"cases:plan_new:{case.pk}",
        breadcrumbs=to_plans(case),
        cancel_url=address_of(case, ANCHOR),
        success_url=lambda plan: plan_address(plan, "plan_edit"),
        success_message=_("The draft has been begun. Everything you type is kept."),
    )


def plan_edit(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Write the draft in one flow."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    return editor(
        request,
        case,
        plan,
        template="cases/plan_edit.html",
        back=plan_address(plan),
        done=plan_address(plan),
    )


def editor(
    request: HttpRequest,
    case: Case,
    plan: SupportPlan,
    *,
    template: str,
    back: str,
    done: str,
    frame: str = "base.html",
) -> HttpResponse:
    """Show and take the editor; the conversation view is the same form with the same draft."""
    if plan.state != PlanState.DRAFT:
        return HttpResponseRedirect(plan_address(plan))
    key = f"cases:plan_edit:{plan.pk}"
    title = _("Write the support plan for %(name)s") % {"name": plan.young_person}
    if request.method == "POST" and request.POST.get("op"):
        return _operated(request, key, title)
    context: dict[str, Any] = {
        "case": case,
        "plan": plan,
        "questions": guiding_questions(),
        "leave_url": back,
        "form_frame": frame,
    }
    return form_page(
        request,
        form_class=PlanForm,
        form_kwargs={"user": request.user, "case": case},
        instance=plan,
        save=lambda form, version: service.save_plan(
            actor=request.user,
            plan=plan,
            changes=form.cleaned_data,
            lines=form.lines(),
            version=version,
            now=timezone.now(),
        ),
        title=title,
        template=template,
        context=context,
        draft_key=key,
        submit_label=_("Save the plan"),
        breadcrumbs=to_plan(case, plan),
        cancel_url=back,
        success_url=done,
        success_message=_("The plan has been saved."),
    )


def _operated(request: HttpRequest, key: str, title: str) -> HttpResponse:
    """Do what a row's button says, without JavaScript: the changed form is kept as a draft."""
    data, row = operate(request.POST, request.POST["op"])
    data.pop("op", None)
    token = drafts.draft_token(request.user, key, title, request.path)
    drafts.keep(token=token, data=data, now=timezone.now())
    return HttpResponseRedirect(f"{request.path}?entwurf=1#zeile-{row}")


@require_POST
def plan_advice(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Say what the SMART check says to the goals as they are being typed; keeps nothing."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    form = PlanForm(request.POST, instance=plan, user=request.user, case=case)
    return render(request, "cases/plan_advice.html", {"rows": form.rows_with_advice()})


def plan_next(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Begin the next version from this one and its reviews."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    start = max(plan.period_until, timezone.localdate())
    return form_page(
        request,
        form_class=PeriodForm,
        initial={"period_from": start, "period_until": start + HALF_A_YEAR},
        save=lambda form, version: service.grow_plan(
            actor=request.user, plan=plan, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Continue the support plan"),
        intro=_(
            "Goals that go on, open steps and everything else is taken over from this version and"
            " its review. What is reached, dropped or done stays behind."
        ),
        submit_label=_("Begin the next version"),
        draft_key=f"cases:plan_next:{plan.pk}",
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=lambda grown: plan_address(grown, "plan_edit"),
        success_message=_("The next version has been begun."),
    )


def plan_discard(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Delete a draft."""
    case, plan = load_plan(request, pk, plan_pk, "delete")
    return confirm_page(
        request,
        title=_("Discard the draft"),
        consequences=[
            _("The draft with all its goals is deleted. Agreed versions stay as they are."),
            _("The history of changes remains."),
        ],
        action=lambda cleaned, version: service.discard_draft(
            actor=request.user, plan=plan, version=version, now=timezone.now()
        ),
        instance=plan,
        danger=True,
        submit_label=_("Discard the draft"),
        success_message=_("The draft has been discarded."),
        success_url=address_of(case, ANCHOR),
        cancel_url=plan_address(plan),
        breadcrumbs=to_plan(case, plan),
    )


def plan_agree(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Make the draft the agreed version; open points are shown and need a reason."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    if plan.state != PlanState.DRAFT:
        return HttpResponseRedirect(plan_address(plan))
    today = timezone.localdate()
    points = agreeing.points_of(plan, today)
    return form_page(
        request,
        form_class=AgreeForm,
        form_kwargs={"needed": bool(points)},
        instance=plan,
        save=lambda form, version: agreeing.agree_plan(
            actor=request.user,
            plan=plan,
            version=version,
            now=timezone.now(),
            today=today,
            reason=form.cleaned_data.get("reason", ""),
        ),
        title=_("Agree the support plan"),
        template="cases/plan_agree.html",
        context={
            "plan": plan,
            "points": points_in_words(points),
            "unanswered": question_words(agreeing.unanswered(plan)),
        },
        submit_label=_("Agree this version"),
        breadcrumbs=to_plan(case, plan),
        cancel_url=plan_address(plan),
        success_url=plan_address(plan),
        success_message=_("The plan is agreed. This version stays as it is now."),
    )


def plan_in_force(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Put an agreed version in force."""
    case, plan = load_plan(request, pk, plan_pk, "change")
    return confirm_page(
        request,
        title=_("Put the plan in force"),
        consequences=[
            _("From now on this version holds. The one before it can still be read."),
            _("Providers see the goals of this version that were shared with them before."),
        ],
        action=lambda cleaned, version: agreeing.put_in_force(
            actor=request.user, plan=plan, version=version, now=timezone.now()
        ),
        instance=plan,
        submit_label=_("Put in force"),
        success_message=_("The plan is in force."),
        success_url=plan_address(plan),
        cancel_url=plan_address(plan),
        breadcrumbs=to_plan(case, plan),
    )
