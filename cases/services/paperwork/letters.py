"""The facts of letters: invitation and decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import (
    ConferenceParticipant,
    CustodianConsent,
    DecisionResult,
    DocumentKind,
    OfficeSettings,
    ParticipantRole,
    Person,
    PlanConference,
    SupportDecision,
    Unknown,
)
from cases.papers import (
    DecidedSupport,
    DecisionFacts,
    InvitationFacts,
    Recipient,
    decision_letter,
    invitation,
)
from cases.rules.states import ConferenceState
from cases.services.paperwork.office import contact, office_settings, recipient, sender
from cases.services.paperwork.orders import Order, Paper, register
from cases.services.paperwork.words import extent, name_of, period
from networks.models.choices import Language

UNANSWERED = (CustodianConsent.NOT_NEEDED, CustodianConsent.ASKED)


def make_invitation(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the invitation of one participant.

    Who needs the custodians' consent is not invited before it is given.
    """
    conference, guest = order.conference, order.participant
    if conference is None or guest is None or guest.conference_id != conference.pk:
        raise ValidationError(_("Please choose who is to be invited to which conversation."))
    if conference.state != ConferenceState.PLANNED and not draft:
        raise ValidationError(_("Only to a planned conversation can people be invited."))
    if guest.needs_consent and guest.consent != CustodianConsent.GIVEN:
        raise ValidationError(
            _("The custodians have to agree before %(name)s is invited.") % {"name": name_of(guest)}
        )
    settings = office_settings()
    facts = invitation_facts(actor, conference, guest, now)
    title = _("Invitation for %(name)s") % {"name": name_of(guest)}
    return Paper(title, invitation(facts, sender=sender(settings), now=now, draft=draft))


def invitation_facts(
    actor: Any, conference: PlanConference, guest: ConferenceParticipant, now: datetime
) -> InvitationFacts:
    """Return what the invitation says to this guest."""
    settings = office_settings()
    others = list(conference.participants.select_related("person", "user").order_by("role", "pk"))
    waiting = [each for each in others if each.needs_consent and each.consent in UNANSWERED]
    asks = guest.role == ParticipantRole.CUSTODIAN
    return InvitationFacts(
        recipient=_guest(actor, guest, now),
        contact=contact(conference.case.responsible, settings),
        about=conference.young_person.name,
        reference=conference.case.reference,
        when=_moment(conference),
        place=conference.place,
        participants=tuple(
            _named(each)
            for each in others
            if not each.needs_consent or each.consent == CustodianConsent.GIVEN
        ),
        consent_needed=tuple(_named(each) for each in waiting) if asks else (),
        support_needed=tuple(_arranged(guest.person)) if guest.person else (),
        topics=(conference.topic,) if conference.topic else (),
        intro=intro_words(settings),
        closing=closing_words(),
    )


def intro_words(settings: OfficeSettings) -> str:
    """Return what stands after the greeting: the office's own text, or a friendly sentence."""
    return settings.invitation_text or _(
        "we warmly invite you to talk about the support plan together."
    )


def closing_words() -> str:
    """Return what stands at the end of an invitation."""
    return _("Does the date not suit you? Please call, and we will find another one.")


def _guest(actor: Any, guest: ConferenceParticipant, now: datetime) -> Recipient:
    if guest.person:
        return recipient(actor, guest.person, timezone.localdate(now))
    name = name_of(guest)
    greeting = _("Good day %(name)s,") % {"name": name}
    lines = tuple(filter(None, (name, guest.institution)))
    return Recipient(lines, greeting, by_hand=not guest.institution)


def _named(guest: ConferenceParticipant) -> str:
    role = str(guest.get_role_display())
    return ", ".join(filter(None, (name_of(guest), role, guest.institution)))


def _arranged(person: Person) -> Iterable[str]:
    """Yield what helps this person to take part."""
    if person.interpreter == Unknown.YES:
        words = dict(Language.choices)
        tongues = [str(words[key]) for key in person.languages if key != Language.GERMAN]
        if tongues:
            yield _("Interpreting: %(languages)s") % {"languages": ", ".join(tongues)}
        else:
            yield _("Interpreting")
    if person.plain_language == Unknown.YES:
        yield _("We speak in plain language.")
    if person.participation:
        yield person.participation


def _moment(conference: PlanConference) -> str:
    moment = date_format(timezone.localtime(conference.scheduled_at), "l, j. F Y, H:i")
    return _("%(moment)s o’clock") % {"moment": moment}


def make_decision(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the decision letter to a person, usually who holds custody."""
    decision, person = order.decision, order.person
    if decision is None or person is None:
        raise ValidationError(_("Please choose the decision and to whom the letter goes."))
    settings = office_settings()
    if not settings.appeal_text.strip() and not draft:
        raise ValidationError(
            _(
                "The text on the right to object is still missing. The administrator enters it"
                " under “Papers and file references”; then the letter can be issued."
            )
        )
    facts = decision_facts(actor, decision, person, now)
    title = _("Decision of %(day)s for %(name)s") % {
        "day": date_format(decision.decided_on, "SHORT_DATE_FORMAT"),
        "name": person.name,
    }
    return Paper(title, decision_letter(facts, sender=sender(settings), now=now, draft=draft))


def decision_facts(
    actor: Any, decision: SupportDecision, person: Person, now: datetime
) -> DecisionFacts:
    """Return what the letter says."""
    settings = office_settings()
    supports = list(
        decision.supports.select_related("support_type", "provider", "person").order_by("pk")
    )
    about = decision.plan.young_person.name if decision.plan else ""
    day = date_format(decision.decided_on, "DATE_FORMAT")
    return DecisionFacts(
        recipient=recipient(actor, person, timezone.localdate(now)),
        contact=contact(decision.case.responsible, settings),
        about=about or ", ".join(dict.fromkeys(each.person.name for each in supports)),
        outcome=_outcome(decision) % {"day": day},
        remedy=settings.appeal_text or _("[The text on the right to object is still missing.]"),
        reference=decision.case.reference,
        supports=tuple(
            DecidedSupport(
                title=each.support_type.name,
                legal_basis=each.legal_basis,
                young_person=each.person.name,
                provider=each.provider.name if each.provider else "",
                period=period(each.start, each.planned_end),
                extent=extent(each),
            )
            for each in supports
        ),
        reasons=_reasons(decision),
        wish_and_choice=decision.wish_and_choice,
        closing=settings.decision_text,
        signed_by=decision.decided_by.display_name,
    )


def _outcome(decision: SupportDecision) -> str:
    return {
        DecisionResult.GRANTED: _("on %(day)s we granted the support you applied for."),
        DecisionResult.GRANTED_CHANGED: _(
            "on %(day)s we granted a support that is different from what you applied for."
        ),
        DecisionResult.REFUSED: _("on %(day)s we decided not to grant the support."),
    }[DecisionResult(decision.result)]


def _reasons(decision: SupportDecision) -> str:
    parts = [decision.suitable, decision.necessary]
    if decision.result == DecisionResult.REFUSED:
        parts.insert(0, f"{decision.get_refusal_ground_display()}.")
    return "\n\n".join(part for part in parts if part.strip())


register(DocumentKind.INVITATION, make_invitation)
register(DocumentKind.DECISION, make_decision)
