"""Preparing and holding a family group conference: the family's answer, talks, guests, the day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases.forms.councils import DayForm, GuestForm, GuestsForm, HoldForm, TalkForm
from cases.models import CouncilGuest, FamilyGroupConference, Person
from cases.rules.councils import IN_PREPARATION, CouncilState
from cases.services import council_days as service
from cases.services import councils
from cases.services.paperwork.councils import invitation_of
from cases.views.councils import council_address, load, not_now, reads_all, to_council
from sro.audit import trail
from sro.icalendar import Event, calendar
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page

ANSWERS = {"ja": True, "nein": False}


def _around(request: HttpRequest, council: FamilyGroupConference) -> dict[str, Any]:
    """Return what all pages of a step share."""
    back = council_address(council)
    return {
        "breadcrumbs": to_council(request.user, council),
        "cancel_url": back,
        "success_url": back,
    }


def council_family(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Note that the family wants it, or does not."""
    if answer not in ANSWERS:
        raise Http404
    council, wanted = load(request, pk, "coordinate"), ANSWERS[answer]
    whole = reads_all(request.user, council)
    around = _around(request, council)
    if wanted:
        consequences = [_("The preparation can begin: talks, day, and whom the family invites.")]
    else:
        consequences = [
            _("It ends here; the family needs no reason, and nothing follows from it."),
            _("If the family thinks about it again, a new one can be suggested any time."),
        ]
        if invited := _invited(council):
            consequences.append(
                ngettext(
                    "%(count)s person has an invitation. Please tell them; no letter is sent by"
                    " itself.",
                    "%(count)s people have an invitation. Please tell them; no letter is sent by"
                    " itself.",
                    invited,
                )
                % {"count": invited}
            )
        if not whole:
            consequences.append(_("From then on you do not see it any more."))
            around["success_url"] = reverse("cases:council_list")
    return confirm_page(
        request,
        title=_("The family wants it") if wanted else _("The family does not want it"),
        consequences=consequences,
        action=lambda data, version: councils.answer_of_family(
            actor=request.user,
            council=council,
            wanted=wanted,
            version=version,
            now=timezone.now(),
        ),
        instance=council,
        submit_label=_("Note it"),
        success_message=_("The answer has been noted."),
        **around,
    )


def _invited(council: FamilyGroupConference) -> int:
    return council.councilguests.filter(invited_on__isnull=False).count()


def council_talk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a preparation talk."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, IN_PREPARATION):
        return away
    return form_page(
        request,
        form_class=TalkForm,
        initial={"held_on": timezone.localdate()},
        save=lambda form, version: service.note_talk(
            actor=request.user, council=council, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Note a preparation talk"),
        draft_key=f"cases:council_talk_new:{council.pk}",
        success_message=_("The talk has been noted."),
        **_around(request, council),
    )


def council_guest_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the family's list."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, IN_PREPARATION):
        return away
    return form_page(
        request,
        form_class=GuestForm,
        form_kwargs={"people": _people(request, council)},
        save=lambda form, version: service.invite_guest(
            actor=request.user, council=council, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Whom does the family invite?"),
        intro=_("The family says who belongs there. Nobody is invited by this step yet."),
        draft_key=f"cases:council_guest_new:{council.pk}",
        success_message=lambda guest: _("%(name)s is on the list.") % {"name": guest},
        **_around(request, council),
    )


def _people(request: HttpRequest, council: FamilyGroupConference) -> Any:
    """Return the people of the case for those who work on it; others enter names."""
    if not reads_all(request.user, council):
        return None
    people = Person.objects.visible_to(request.user).filter(memberships__case=council.case_id)
    listed = council.councilguests.filter(person__isnull=False).values("person_id")
    people = people.exclude(pk__in=listed).defer("search_vector")
    return people.order_by("sort_key", "pk").distinct()


def _guest(
    request: HttpRequest, pk: int, guest_pk: int
) -> tuple[FamilyGroupConference, CouncilGuest]:
    council = load(request, pk, "coordinate")
    rows = CouncilGuest.objects.visible_to(request.user).filter(council=council)
    return council, get_object_or_404(rows.select_related("person"), pk=guest_pk)


def council_guest_remove(request: HttpRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Take somebody off the family's list."""
    council, guest = _guest(request, pk, guest_pk)
    name = str(guest)
    consequences = [_("%(name)s is no longer on the list.") % {"name": name}]
    if guest.invited_on:
        consequences.append(
            _("Please tell %(name)s; no letter is sent by itself.") % {"name": name}
        )
    return confirm_page(
        request,
        title=_("Take off the list"),
        consequences=consequences,
        action=lambda data, version: service.take_off(
            actor=request.user, guest=guest, version=version, now=timezone.now()
        ),
        instance=guest,
        submit_label=_("Take off the list"),
        success_message=_("%(name)s has been taken off.") % {"name": name},
        **_around(request, council),
    )


def council_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when and where, and what the family wishes for the day."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, IN_PREPARATION):
        return away
    before = (council.scheduled_at, council.place)

    def message(saved: FamilyGroupConference) -> str:
        invited = _invited(council)
        if not invited or before == (saved.scheduled_at, saved.place):
            return _("Day and place have been saved.")
        return ngettext(
            "Day and place have been saved. %(count)s invitation says otherwise: please tell that"
            " person.",
            "Day and place have been saved. %(count)s invitations say otherwise: please tell those"
            " people.",
            invited,
        ) % {"count": invited}

    return form_page(
        request,
        form_class=DayForm,
        instance=council,
        save=lambda form, version: service.fix_day(
            actor=request.user,
            council=council,
            changes=form.values(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Day and place"),
        intro=_("Evenings and weekends are possible, and a place where the family feels at home."),
        success_message=message,
        **_around(request, council),
    )


def council_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who is invited; the letters can be taken from the list afterwards."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, IN_PREPARATION):
        return away
    rows = CouncilGuest.objects.visible_to(request.user).filter(council=council, invited_on=None)
    if request.method != "POST" and not rows.exists():
        messages.info(request, _("Everybody on the list is invited."))
        return redirect(f"{council_address(council)}#gaeste")
    return form_page(
        request,
        form_class=GuestsForm,
        form_kwargs={"rows": rows.select_related("person")},
        instance=council,
        save=lambda form, version: service.note_invited(
            actor=request.user,
            council=council,
            guests=form.cleaned_data["guests"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Invite"),
        intro=_(
            "Each invitation can be printed from the list afterwards, or the family invites in its"
            " own way."
        ),
        submit_label=_("Note as invited"),
        success_message=_("The invitations have been noted."),
        **(_around(request, council) | {"success_url": f"{council_address(council)}#gaeste"}),
    )


@require_safe
def council_invitation(request: HttpRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Hand out the invitation of one guest as a PDF; nothing of it is stored."""
    council, guest = _guest(request, pk, guest_pk)
    now = timezone.now()
    content = invitation_of(request.user, guest, now)
    trail.record_export(
        request.user, "familygroupconference.invitation", council, now=now, format="pdf"
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="einladung.pdf"'
    return answer


@require_safe
def council_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the day for a calendar, to be sent along by e-mail; it names nobody."""
    council = load(request, pk, "coordinate")
    if council.scheduled_at is None:
        raise Http404
    now = timezone.now()
    with translation.override("de"):
        event = Event(
            uid=f"familienrat-{council.origin}",
            summary=_("Family group conference"),
            url="",
            start=council.scheduled_at,
            minutes=180,
            location=council.place,
            # A day that is moved replaces the one before in the calendars of those invited.
            sequence=council.version,
        )
        body = calendar(
            [event], name=_("Family group conference"), product="-//SRO//Familienrat//DE", stamp=now
        )
    trail.record_export(
        request.user, "familygroupconference.calendar", council, now=now, format="ics"
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="familienrat.ics"'
    return answer


def council_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the family has met: the times of the three phases, and who came."""
    council = load(request, pk, "coordinate")
    if away := not_now(request, council, (CouncilState.PREPARING, CouncilState.HELD)):
        return away
    guests = CouncilGuest.objects.visible_to(request.user).filter(council=council)
    return form_page(
        request,
        form_class=HoldForm,
        instance=council,
        form_kwargs={"guests": list(guests.select_related("person"))},
        save=lambda form, version: service.hold_council(
            actor=request.user,
            council=council,
            changes=form.values(),
            attendance=form.attendance(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Write down the day"),
        template="networks/form_page.html",
        success_message=_("The day has been written down. Now the family's plan."),
        **_around(request, council),
    )
