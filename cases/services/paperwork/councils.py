"""Papers of a family group conference: the invitation, and the family's plan to take home.

They are set when they are wanted and not stored: what they say stands in the conference.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import CouncilGuest, FamilyGroupConference, GuestPart, OfficeSettings
from cases.papers import (
    Contact,
    FamilyFacts,
    FamilyGoal,
    InvitationFacts,
    Recipient,
    StepFacts,
    family_plan,
)
from cases.papers.councils import council_invitation
from cases.papers.frame import LANGUAGE
from cases.services.paperwork.office import contact, office_settings, recipient, sender


def invitation_of(actor: Any, guest: CouncilGuest, now: datetime) -> bytes:
    """Return the invitation of one guest as a PDF in German.

    An address stands on it only where this person may see it; otherwise it is handed over. It
    names neither the file nor anything else of the case.
    """
    council = guest.council
    settings = office_settings()
    with translation.override(LANGUAGE):
        if guest.person:
            to = recipient(actor, guest.person, timezone.localdate(now))
        else:
            greeting = _("Good day %(name)s,") % {"name": guest.name}
            to = Recipient((guest.name,), greeting, by_hand=True)
        facts = InvitationFacts(
            recipient=to,
            contact=_contact(council, settings),
            about=council.name,
            when=_moment(council),
            place=council.place,
            topics=(council.concern,),
            intro=_("%(family)s invites you to its family group conference.")
            % {"family": council.name},
            closing=_closing(guest),
        )
        return council_invitation(facts, sender=sender(settings), now=now)


def _contact(council: FamilyGroupConference, settings: OfficeSettings) -> Contact:
    """Whom to ask: a provider's coordinator has the provider's telephone, never the office's."""
    who = council.coordinator
    if who is None or council.provider is None:
        return contact(who, settings)
    return Contact(who.display_name, council.provider.phone, who.email)


def _moment(council: FamilyGroupConference) -> str:
    if council.scheduled_at is None:
        return _("The day is still open.")
    moment = date_format(timezone.localtime(council.scheduled_at), "l, j. F Y, H:i")
    return _("%(moment)s o’clock") % {"moment": moment}


def _closing(guest: CouncilGuest) -> str:
    if guest.part == GuestPart.PROFESSIONAL:
        return _(
            "You come to the first part, in which everybody learns what it is about. Then the"
            " family has time for itself, without professionals. At the end it presents its plan."
        )
    return _(
        "First everybody learns what it is about. Then the family and its friends have time for"
        " themselves, without professionals, and make their own plan. At the end they present it."
    )


def has_plan(council: FamilyGroupConference) -> bool:
    """Return whether anything of the family's plan is written that a paper could show."""
    return bool(council.aim.strip()) and council.councilpoints.exists()


def plan_to_take_home(council: FamilyGroupConference, now: datetime) -> bytes:
    """Return the family's plan as a PDF in German: large type, its own words."""
    settings = office_settings()
    with translation.override(LANGUAGE):
        groups: dict[str, list[StepFacts]] = {"": []}
        for point in council.councilpoints.order_by("position", "pk"):
            step = StepFacts(point.what, point.who, point.until)
            groups.setdefault(point.aim.strip(), []).append(step)
        goals = tuple(FamilyGoal(aim or council.aim, tuple(steps)) for aim, steps in groups.items())
        facts = FamilyFacts(
            lead=_lead(council),
            goals=goals,
            next=date_format(council.follow_up_on, "DATE_FORMAT") if council.follow_up_on else "",
            help=_("This is your plan. If something does not fit any more, please tell %(name)s.")
            % {"name": council.coordinator or sender(settings).office},
        )
        return family_plan(facts, sender=sender(settings), now=now)


def _lead(council: FamilyGroupConference) -> str:
    if council.scheduled_at is None:
        return council.name
    day = date_format(timezone.localdate(council.scheduled_at), "DATE_FORMAT")
    return _("%(name)s, family group conference of %(day)s") % {"name": council.name, "day": day}
