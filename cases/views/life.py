"""Steps in the life of a case, who is in charge of it, who steps in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.forms.life import CloseForm, DeputyForm, ResponsibleForm, SpaceForm, StandInForm
from cases.life_words import STEPS
from cases.models import FollowUp, StandIn
from cases.rules.states import CASE_TRANSITIONS, CaseState
from cases.services import assigning, life, places
from cases.views.pages import address_of, open_case, part_of, to_case
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask before a step in the life of a case, then take it."""
    if action not in STEPS:
        raise Http404
    case = open_case(request, pk)
    words = STEPS[action]
    consequences = [str(line) for line in words.consequences]
    if CASE_TRANSITIONS[action].target == CaseState.CLOSED:
        # What stands in the way is said before anybody writes down a reason.
        consequences = life.before_closing(case) or consequences
        waiting = FollowUp.objects.visible_to(request.user).filter(case=case, done_on=None)
        if waiting.exists():
            consequences.append(_("There are still open follow-ups in this case."))
    return confirm_page(
        request,
        title=str(words.verb),
        consequences=consequences,
        form_class=CloseForm if CASE_TRANSITIONS[action].needs_reason else None,
        action=lambda cleaned, version: life.take_step(
            actor=request.user,
            case=case,
            action=action,
            reason=cleaned.get("reason", ""),
            version=version,
            now=timezone.now(),
            today=timezone.localdate(),
        ),
        instance=case,
        submit_label=str(words.verb),
        success_message=lambda fresh: (
            _("The case is now in the state “%(state)s”.") % {"state": fresh.get_state_display()}
        ),
        success_url=address_of(case),
        cancel_url=address_of(case),
        breadcrumbs=to_case(case),
    )


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a colleague of the district responsible."""
    case = open_case(request, pk, "assign")
    today = timezone.localdate()
    return form_page(
        request,
        form_class=ResponsibleForm,
        form_kwargs={"case": case, "today": today},
        instance=case,
        save=lambda form, version: assigning.assign_responsible(
            actor=request.user,
            case=case,
            now=timezone.now(),
            today=today,
            version=version,
            **form.cleaned_data,
        ),
        title=_("Change who is responsible"),
        intro=_(
            "Open follow-ups go over as well. What was entrusted (§ 65) stays with its author."
        ),
        draft_key=f"cases:assign:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case),
        success_url=address_of(case),
        success_message=lambda fresh: (
            _("%(name)s is responsible now.") % {"name": fresh.responsible}
        ),
    )


def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the deputy."""
    case = open_case(request, pk)
    if not assigning.may_name_deputy(request.user, case):
        access.require(request.user, "assign", case)
    today = timezone.localdate()
    return form_page(
        request,
        form_class=DeputyForm,
        form_kwargs={"case": case, "today": today},
        initial={"deputy": case.deputy_id},
        instance=case,
        save=lambda form, version: assigning.assign_deputy(
            actor=request.user,
            case=case,
            now=timezone.now(),
            today=today,
            version=version,
            **form.cleaned_data,
        ),
        title=_("Name the deputy"),
        intro=_(
            "While whoever is responsible is away, the case stands on the deputy's start page."
        ),
        draft_key=f"cases:deputy:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case),
        success_url=address_of(case),
        success_message=lambda fresh: (
            _("%(name)s is the deputy now.") % {"name": fresh.deputy}
            if fresh.deputy
            else _("The case has no deputy now.")
        ),
    )


def space(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter in which social space the family lives."""
    case = open_case(request, pk)
    return form_page(
        request,
        form_class=SpaceForm,
        form_kwargs={"case": case, "today": timezone.localdate()},
        initial={"social_space": case.social_space_id},
        instance=case,
        save=lambda form, version: places.set_space(
            actor=request.user,
            case=case,
            social_space=form.cleaned_data["social_space"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Social space"),
        draft_key=f"cases:space:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case),
        success_url=address_of(case),
    )


def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a colleague's case for some days, with a reason."""
    case = open_case(request, pk, "stand_in")
    return form_page(
        request,
        form_class=StandInForm,
        save=lambda form, version: assigning.stand_in(
            actor=request.user,
            case=case,
            now=timezone.now(),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        title=_("Stand in"),
        intro=_(
            "You then work on this case as its responsible colleague does. It is written down who"
            " stood in, why and for how long."
        ),
        submit_label=_("Stand in"),
        draft_key=f"cases:stand_in:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case),
        success_url=address_of(case),
        success_message=lambda row: (
            _("You stand in until %(day)s.") % {"day": f"{row.last_day:%d.%m.%Y}"}
        ),
    )


def end_stand_in(request: HttpRequest, pk: int, stand_in_pk: int) -> HttpResponse:
    """End a stand-in before its time."""
    case = open_case(request, pk)
    rows = StandIn.objects.visible_to(request.user).filter(case=case).select_related("user")
    row = part_of(request, case, rows, stand_in_pk, "change")
    return confirm_page(
        request,
        title=_("End the stand-in"),
        consequences=[
            _("From tomorrow on %(name)s no longer sees what stands in this case.")
            % {"name": row.user}
        ],
        action=lambda cleaned, version: assigning.end_stand_in(
            actor=request.user,
            row=row,
            now=timezone.now(),
            today=timezone.localdate(),
            version=version,
        ),
        instance=row,
        submit_label=_("End the stand-in"),
        success_message=_("The stand-in ends today."),
        success_url=reverse("cases:case", args=[case.pk]),
        cancel_url=address_of(case),
        breadcrumbs=to_case(case),
    )
