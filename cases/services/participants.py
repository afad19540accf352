"""Who takes part in a conference: adding, the custodians' consent, inviting.

Who needs the custodians' consent is neither invited nor noted as present before it is given; the
database holds the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    ConferenceParticipant,
    CustodianConsent,
    DocumentKind,
    ParticipantRole,
    Person,
    PlanConference,
)
from cases.rules.states import ConferenceState
from cases.services.documents import issue
from cases.services.guards import working_case
from sro.audit import trail
from sro.audit.keeping import deleted, in_words, updated
from sro.records import StaleRecord, acting, create_records, locked, update_record
from sro.refusals import NotPossible

# Colleagues of the office come without a letter.
WITHOUT_LETTER = frozenset({ParticipantRole.CASEWORKER})


@dataclass(frozen=True)
class Invitee:
    """Somebody who is to take part: a person of the case, a colleague, or a name."""

    role: str
    person: Person | None = None
    user: Any = None
    name: str = ""
    institution: str = ""


# --- the conference they take part in ------------------------------------------------------------


def open_conference(actor: Any, conference: PlanConference) -> tuple[Case, PlanConference]:
    """Return case and conference locked; raises NotPossible when either is concluded."""
    case = working_case(actor, conference.case)
    current = locked(conference)
    if current.state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        raise NotPossible(_("This conversation is concluded and stays as it is."))
    return case, current


def participants_of(conference: PlanConference) -> list[ConferenceParticipant]:
    """Return the participants in the order of a list of those present."""
    rows = conference.participants.select_related("person", "user", "conference__case")
    return list(rows.order_by("role", "pk"))


def only_planned(conference: PlanConference) -> None:
    """Raise NotPossible once the conference was held."""
    if conference.state != ConferenceState.PLANNED:
        raise NotPossible(_("This conversation was already held."))


# --- coming and going ----------------------------------------------------------------------------


def add_participant(
    *, actor: Any, conference: PlanConference, invitee: Invitee, now: datetime
) -> ConferenceParticipant:
    """Add somebody to a conference that is not closed; also afterwards somebody who came along."""
    with acting(actor), transaction.atomic():
        _case, current = open_conference(actor, conference)
        [participant] = join_conference(actor, current, [invitee])
        trail.record(
            actor,
            "conferenceparticipant.created",
            participant,
            now=now,
            conference=current.pk,
            role=participant.role,
        )
    return participant


def join_conference(
    actor: Any, conference: PlanConference, invitees: Iterable[Invitee]
) -> Sequence[ConferenceParticipant]:
    """Put people on the list; raises ValidationError for strangers to the case and twins."""
    people = set(conference.case.members.values_list("person_id", flat=True))
    known = {
        _who(row.person_id, row.user_id, row.name, row.institution)
        for row in conference.participants.all()
    }
    rows = []
    for each in invitees:
        row = ConferenceParticipant(
            conference=conference,
            role=each.role,
            person=each.person,
            user=each.user,
            name=each.name.strip(),
            institution=each.institution.strip(),
        )
        if each.person and each.person.pk not in people:
            raise ValidationError({"person": _("Please choose a person of this case.")})
        who = _who(row.person_id, row.user_id, row.name, row.institution)
        if who in known:
            raise ValidationError(_("This person is already among the participants."))
        if any(who):
            known.add(who)
        rows.append(row)
    with in_words(ConferenceParticipant):
        return create_records(actor, rows)


def _who(
    person: int | None, user: int | None, name: str, institution: str
) -> tuple[int | None, int | None, str, str]:
    """Return by what somebody is recognised on the list: the person, the colleague, or the name."""
    if person:
        return person, None, "", ""
    if user:
        return None, user, "", ""
    return None, None, name.casefold(), institution.casefold() if name else ""


def remove_participant(
    *, actor: Any, participant: ConferenceParticipant, version: int, now: datetime
) -> None:
    """Take somebody off who was not invited; whoever was stays, and is noted as not there."""
    with transaction.atomic():
        open_conference(actor, participant.conference)
        current = locked(participant)
        if current.invited_on is not None or current.attended:
            raise NotPossible(
                _("This person was invited or was there. Please note whether they took part.")
            )
        deleted(actor, current, version, now)


def note_consent(
    *,
    actor: Any,
    participant: ConferenceParticipant,
    consent: str,
    version: int,
    now: datetime,
    consent_by: str = "",
    consent_on: date | None = None,
) -> ConferenceParticipant:
    """Write down what the custodians say to somebody's part: asked, given or refused.

    An answer needs by whom and when. A consent that is taken back takes an invitation back as
    well. Raises ValidationError for an incomplete answer, NotPossible where none is needed.
    """
    answered = consent in (CustodianConsent.GIVEN, CustodianConsent.REFUSED)
    with transaction.atomic():
        open_conference(actor, participant.conference)
        if not participant.needs_consent:
            raise NotPossible(_("Nobody has to agree to this person's part."))
        if consent not in CustodianConsent.values or not consent:
            raise ValidationError({"consent": _("Please choose an answer.")})
        if answered and not consent_by.strip():
            raise ValidationError({"consent_by": _("Please say who has answered.")})
        if answered and (consent_on is None or consent_on > timezone.localdate(now)):
            raise ValidationError({"consent_on": _("Please enter the day of the answer.")})
        changes: dict[str, Any] = {
            "consent": consent,
            "consent_by": consent_by.strip() if answered else "",
            "consent_on": consent_on if answered else None,
        }
        if consent != CustodianConsent.GIVEN:
            if participant.attended:
                raise NotPossible(_("This person took part; the consent for it stays noted."))
            changes["invited_on"] = None
        return updated(actor, participant, changes, version, now, verb="consent_noted")


# --- inviting -----------------------------------------------------------------------------------


def invite(
    *,
    actor: Any,
    conference: PlanConference,
    participants: Sequence[ConferenceParticipant],
    version: int,
    now: datetime,
) -> list[ConferenceParticipant]:
    """Invite participants: each gets an invitation as a paper, colleagues only the date.

    Raises ValidationError, in the words of the case, while the custodians have not agreed to one of
    them; then nobody is invited.
    """
    with acting(actor), transaction.atomic():
        case, current = open_conference(actor, conference)
        if current.version != version:
            raise StaleRecord(current)
        only_planned(current)
        chosen = {each.pk for each in participants}
        rows = [row for row in participants_of(current) if row.pk in chosen]
        if not chosen or len(rows) != len(chosen):
            raise ValidationError({"participants": _("Please choose who is to be invited.")})
        for row in rows:
            if row.needs_consent and row.consent != CustodianConsent.GIVEN:
                raise ValidationError(
                    _("The custodians have to agree before %(name)s is invited.") % {"name": row}
                )
            update_record(actor, row, {"invited_on": timezone.localdate(now)}, row.version)
            if row.role not in WITHOUT_LETTER:
                issue(
                    actor=actor,
                    case=case,
                    kind=DocumentKind.INVITATION,
                    now=now,
                    conference=current,
                    participant=row,
                )
        trail.record(actor, "planconference.invited", current, now=now, rows=len(rows))
    return rows
