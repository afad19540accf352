"""Meetings: planning one or several, the page, moving, calling off, agenda, inviting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from networks.forms.meetings import AgendaForm, InviteForm, MeetingForm, SeriesForm, first_day
from networks.meeting_facts import Facts, facts_of, when
from networks.models import (
    AgendaItem,
    MeetingInvitation,
    Need,
    Network,
    NetworkDocument,
    NetworkMeeting,
    NetworkMember,
)
from networks.rules.states import MeetingState
from networks.services import agendas, invitations
from networks.services import meetings as service
from networks.views.networks import address_of as network_address
from networks.views.networks import to_network
from networks.views.pages import load
from sro import access
from sro.records import StaleRecord
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action


def address_of(meeting: NetworkMeeting) -> str:
    """Return the address of a meeting's page."""
    return reverse("networks:meeting_detail", args=[meeting.pk])


def to_meeting(meeting: NetworkMeeting) -> list[Crumb]:
    """Return the way to a meeting."""
    day = date_format(meeting.day, "SHORT_DATE_FORMAT")
    return [*to_network(meeting.network), crumb(day, "networks:meeting_detail", meeting.pk)]


def loaded(request: HttpRequest, pk: int, action: str = "view") -> NetworkMeeting:
    """Return a meeting the person may see; 403 where seeing is all they may do."""
    rows = NetworkMeeting.objects.visible_to(request.user).select_related(
        "network__social_space", "network__district", "approved_in"
    )
    return load(request, rows, pk, action)


def _network(request: HttpRequest, pk: int) -> Network:
    network = load(request, Network.objects.visible_to(request.user), pk, "change")
    access.require(request.user, "add", NetworkMeeting)
    return network


# --- planning -----------------------------------------------------------------------------------


def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan one meeting; place and time are those of the last one."""
    network = _network(request, pk)
    return form_page(
        request,
        form_class=MeetingForm,
        save=lambda form, version: service.plan_meeting(
            actor=request.user, network=network, now=timezone.now(), **form.values()
        ),
        title=_("Plan meeting"),
        initial=_as_last(request.user, network),
        draft_key=f"networks:meeting_new:{pk}",
        success_url=address_of,
        success_message=_("The meeting has been planned. Nobody has been invited yet."),
        cancel_url=network_address(network),
        breadcrumbs=to_network(network),
    )


def _as_last(user: Any, network: Network) -> dict[str, Any]:
    rows = NetworkMeeting.objects.visible_to(user).filter(network=network)
    last = rows.exclude(state=MeetingState.CANCELLED).order_by("-starts_at").first()
    today = timezone.localdate()
    day = first_day(network, last.day if last else None, network.rhythm_weeks, today)
    if last is None:
        return {"day": day}
    return {**MeetingForm.initial_of(last), "day": day}


def meeting_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the next dates in the rhythm of the network."""
    network = _network(request, pk)
    initial = _as_last(request.user, network)
    first = initial.pop("day")
    return form_page(
        request,
        form_class=SeriesForm,
        save=lambda form, version: service.plan_series(
            actor=request.user, network=network, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Plan several meetings"),
        initial={**initial, "first": first, "weeks": network.rhythm_weeks or 4},
        draft_key=f"networks:meeting_series:{pk}",
        success_url=network_address(network),
        success_message=_made,
        cancel_url=network_address(network),
        breadcrumbs=to_network(network),
        submit_label=_("Plan these dates"),
    )


def _made(dates: service.Dates) -> str:
    number = len(dates.made)
    text = ngettext(
        "%(count)s meeting has been planned.", "%(count)s meetings have been planned.", number
    ) % {"count": number}
    if not dates.taken:
        return text
    days = ", ".join(date_format(each, "SHORT_DATE_FORMAT") for each in dates.taken)
    return text + " " + _("The network meets already on: %(days)s.") % {"days": days}


# --- the page -----------------------------------------------------------------------------------


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting: what became of last time, agenda, minutes, tasks, who comes."""
    meeting = loaded(request, pk)
    user = request.user
    facts = facts_of(user, meeting)
    return render(
        request,
        "networks/meeting_detail.html",
        {
            "title": _("%(network)s on %(day)s")
            % {
                "network": meeting.network.name,
                "day": date_format(meeting.day, "SHORT_DATE_FORMAT"),
            },
            "breadcrumbs": to_network(meeting.network),
            "actions": actions_of(facts),
            "meeting": meeting,
            "network": meeting.network,
            "when": when(meeting),
            "facts": facts,
            "may_report": meeting.state != MeetingState.CANCELLED and access.can(user, "add", Need),
            "documents": NetworkDocument.objects.visible_to(request.user).of(
                meeting.network_id, meeting
            ),
        },
    )


def actions_of(facts: Facts) -> list[Action]:
    """Return what can be done next, the usual one first."""
    meeting = facts.meeting
    to = {
        name: reverse(f"networks:{name}", args=[meeting.pk])
        for name in (
            "minutes_edit",
            "minutes_pdf",
            "minutes_share",
            "meeting_invite",
            "meeting_edit",
            "meeting_cancel",
        )
    }
    paper = [Action(_("Minutes as PDF"), to["minutes_pdf"])] if facts.reads_minutes else []
    if not facts.changes or meeting.state == MeetingState.CANCELLED:
        return paper
    take = Action(_("Take minutes"), to["minutes_edit"], primary=True)
    if meeting.is_open:
        begun = meeting.day <= timezone.localdate()
        invite = Action(_("Invite"), to["meeting_invite"], primary=not begun)
        return [
            *([take, invite] if begun else [invite]),
            Action(_("Change date or place"), to["meeting_edit"]),
            Action(_("Call off"), to["meeting_cancel"]),
        ]
    share = (
        _("No longer show the minutes to guests")
        if meeting.minutes_shared
        else _("Show the minutes to guests")
    )
    edit = [Action(_("Edit minutes"), to["minutes_edit"], primary=True)]
    return [
        *(edit if meeting.state == MeetingState.HELD else []),
        *paper,
        Action(share, to["minutes_share"]),
    ]


def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a meeting; whoever was invited is told."""
    meeting = loaded(request, pk, "change")
    return form_page(
        request,
        form_class=MeetingForm,
        instance=meeting,
        initial=MeetingForm.initial_of(meeting),
        save=lambda form, version: service.move_meeting(
            actor=request.user,
            meeting=meeting,
            changes=form.values(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change date or place"),
        intro=_("Whoever is invited already gets the new date by e-mail."),
        success_url=address_of,
        success_message=_("The changes have been saved."),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
    )


def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off."""
    meeting = loaded(request, pk, "change")
    return confirm_page(
        request,
        title=_("Call off the meeting?"),
        consequences=[
            _("The meeting stays in the list as called off, with the reason."),
            _("Whoever is invited already is told by e-mail; the calendar entry is taken back."),
        ],
        form_class=ReasonForm,
        action=lambda cleaned, version: service.cancel_meeting(
            actor=request.user,
            meeting=meeting,
            reason=cleaned["reason"],
            version=version,
            now=timezone.now(),
        ),
        instance=meeting,
        danger=True,
        submit_label=_("Call off"),
        success_message=_("The meeting has been called off."),
        success_url=address_of(meeting),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
    )


# --- agenda and invitation ----------------------------------------------------------------------


@require_POST
def agenda_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the agenda from open needs and tasks with one click."""
    meeting = loaded(request, pk, "change")
    try:
        saved = agendas.propose_agenda(
            actor=request.user, meeting=meeting, version=meeting.version, now=timezone.now()
        )
    except StaleRecord:
        messages.warning(
            request, _("Somebody has changed this meanwhile. Please look at it again first.")
        )
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
    else:
        number = saved.agenda.count()
        text = ngettext(
            "The agenda has %(count)s point now.", "The agenda has %(count)s points now.", number
        )
        messages.success(request, text % {"count": number})
    return HttpResponseRedirect(f"{address_of(meeting)}#tagesordnung")


def agenda_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change, order and add points of the agenda."""
    meeting = loaded(request, pk, "change")
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    needs = agendas.needs_of(request.user, meeting)
    known = {item.need_id for item in items}
    return form_page(
        request,
        form_class=AgendaForm,
        form_kwargs={
            "items": items,
            "needs": needs.exclude(pk__in=known - {None}),
            "network": meeting.network,
        },
        template="networks/agenda_form.html",
        save=lambda form, version: agendas.write_agenda(
            actor=request.user,
            meeting=meeting,
            points=form.points(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Agenda"),
        intro=_("An empty title takes a point off. The number says at which place it stands."),
        context={"version": meeting.version},
        draft_key=f"networks:agenda_edit:{pk}",
        success_url=lambda saved: f"{address_of(saved)}#tagesordnung",
        success_message=_("The agenda has been saved."),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
    )


def meeting_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose whom to invite; the mails carry the agenda and the date for the calendar."""
    meeting = loaded(request, pk, "change")
    user = request.user
    members = list(
        NetworkMember.objects.visible_to(user)
        .filter(network=meeting.network_id)
        .valid_on(meeting.day)
        .with_names()
    )
    rows = MeetingInvitation.objects.visible_to(user).filter(meeting=meeting)
    reached = rows.filter(sent_edition__gte=meeting.edition, sent_at__isnull=False)
    told = set(reached.values_list("member_id", flat=True))
    return form_page(
        request,
        form_class=InviteForm,
        form_kwargs={
            "members": sorted(members, key=lambda member: str(member).casefold()),
            "told": told,
        },
        template="networks/invite_form.html",
        save=lambda form, version: invitations.invite(
            actor=user,
            meeting=meeting,
            members=form.chosen(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Invite"),
        intro=_(
            "Each member gets an e-mail with the agenda and the date for the calendar. Whoever was"
            " told this date already is not written to again."
        ),
        context={
            "version": meeting.version,
            "meeting": meeting,
            "when": when(meeting),
            "items": AgendaItem.objects.visible_to(user).filter(meeting=meeting),
        },
        draft_key=f"networks:meeting_invite:{pk}",
        success_url=address_of,
        success_message=_("The invitations are on their way."),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
        submit_label=_("Send invitations"),
    )
