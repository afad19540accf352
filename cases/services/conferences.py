"""Plan conferences: preparing, holding, closing, the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    ConferenceParticipant,
    CustodianConsent,
    Person,
    PlanConference,
    SupportPlan,
)
from cases.rules.states import CONFERENCE_TRANSITIONS, ConferenceState
from cases.services.guards import working_case
from cases.services.participants import (
    Invitee,
    join_conference,
    only_planned,
    open_conference,
    participants_of,
)
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, in_words, updated
from sro.records import StaleRecord, acting, update_record
from sro.refusals import NotPossible, only_known, required_reason
from sro.states import TransitionRefused, next_state

HEAD = frozenset({"scheduled_at", "place", "topic", "plan"})
MINUTES = frozenset({"child_part", "child_statement", "minutes", "dissent", "next_on"})


# --- preparing ----------------------------------------------------------------------------------


def prepare_conference(
    *,
    actor: Any,
    case: Case,
    young_person: Person,
    scheduled_at: datetime,
    now: datetime,
    place: str = "",
    topic: str = "",
    plan: SupportPlan | None = None,
    participants: Iterable[Invitee] = (),
) -> PlanConference:
    """Plan a conference about a young person of the case, with those who shall take part.

    Nobody is invited by it. Raises ValidationError for people or a plan of another case,
    NotPossible when the case is closed.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, case)
        _belongs(case, young_person, plan)
        conference = PlanConference(
            case=case,
            young_person=young_person,
            plan=plan,
            scheduled_at=scheduled_at,
            place=place,
            topic=topic,
            author=actor,
        )
        created(actor, conference, now, case=case.pk)
        join_conference(actor, conference, participants)
    return conference


def update_conference(
    *,
    actor: Any,
    conference: PlanConference,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> PlanConference:
    """Change date, place, topic or plan of a planned conference.

    Raises StaleRecord when somebody was faster, NotPossible once it was held or cancelled.
    """
    only_known(changes, HEAD)
    with transaction.atomic():
        case, current = open_conference(actor, conference)
        only_planned(current)
        _belongs(case, current.young_person, changes.get("plan"))
        return updated(actor, current, changes, version, now)


def _belongs(case: Case, young_person: Person, plan: SupportPlan | None) -> None:
    if not case.members.filter(person=young_person).exists():
        raise ValidationError({"young_person": _("Please choose a person of this case.")})
    if plan is None:
        return
    of_person = plan.young_person_id == young_person.pk or plan.also_for.contains(young_person)
    if plan.case_id != case.pk or not of_person:
        raise ValidationError({"plan": _("Please choose a plan of this young person.")})


# --- holding and closing ------------------------------------------------------------------------


def hold_conference(
    *,
    actor: Any,
    conference: PlanConference,
    changes: Mapping[str, Any],
    attendance: Mapping[int, bool | None],
    version: int,
    now: datetime,
) -> PlanConference:
    """Write down what happened; the first time it turns a planned conference into a held one.

    `attendance` says by participant who took part; None is not known. May be repeated until the
    conference is closed. Raises NotPossible before its day, StaleRecord when somebody was faster,
    ValidationError for a participant without the custodians' consent.
    """
    only_known(changes, MINUTES)
    with acting(actor), transaction.atomic():
        _case, current = open_conference(actor, conference)
        if current.version != version:
            raise StaleRecord(current)
        values = dict(changes)
        first = current.state == ConferenceState.PLANNED
        if first:
            _not_before(current, now)
            values["state"] = next_state(CONFERENCE_TRANSITIONS, "hold", current.state)
        _in_future(current, values.get("next_on"))
        _note_attendance(actor, current, attendance)
        fresh = update_record(actor, current, values, version)
        trail.record(
            actor,
            "planconference.held" if first else "planconference.updated",
            fresh,
            now=now,
            fields=sorted(changes),
        )
    return fresh


def _note_attendance(
    actor: Any, conference: PlanConference, attendance: Mapping[int, bool | None]
) -> None:
    rows = conference.participants.select_for_update(of=("self",)).filter(pk__in=attendance)
    changed = [
        row
        for row in rows.select_related("conference", "person", "user").order_by("pk")
        if row.attended != attendance[row.pk]
    ]
    if changed and not access.can_all(actor, ("change",), changed):
        raise PermissionDenied(f"change {ConferenceParticipant._meta.label}")
    with in_words(ConferenceParticipant):
        for row in changed:
            row.attended = attendance[row.pk]
            row.full_clean()
            row.save(update_fields=["attended"])


def close_conference(
    *,
    actor: Any,
    conference: PlanConference,
    version: int,
    now: datetime,
    next_on: date | None = None,
) -> PlanConference:
    """Conclude a held conference; its minutes stay as they are from then on.

    Raises ValidationError unless it is noted how the young person took part, NotPossible before it
    was held.
    """
    with acting(actor), transaction.atomic():
        _case, current = open_conference(actor, conference)
        state = _next(current, "close")
        if not current.child_part:
            raise ValidationError(_("Please note how the young person took part."))
        _in_future(current, next_on)
        changes = {"state": state, "next_on": next_on or current.next_on}
        fresh = update_record(actor, current, changes, version)
        trail.record(actor, "planconference.closed", fresh, now=now, case=fresh.case_id)
    return fresh


def conclude(
    *,
    actor: Any,
    conference: PlanConference,
    version: int,
    now: datetime,
    next_on: date | None = None,
    next_at: datetime | None = None,
) -> PlanConference:
    """Close a conference and, with `next_at`, plan the next one in the same step."""
    with transaction.atomic():
        closed = close_conference(
            actor=actor, conference=conference, version=version, next_on=next_on, now=now
        )
        if next_at is not None:
            plan_next(actor=actor, conference=closed, scheduled_at=next_at, now=now)
    return closed


def plan_next(
    *, actor: Any, conference: PlanConference, scheduled_at: datetime, now: datetime
) -> PlanConference:
    """Plan the next conference with the same people and place; consents are asked anew."""
    with transaction.atomic():
        same = [
            Invitee(row.role, row.person, row.user, row.name, row.institution)
            for row in participants_of(conference)
            if row.consent != CustodianConsent.REFUSED
        ]
        return prepare_conference(
            actor=actor,
            case=conference.case,
            young_person=conference.young_person,
            scheduled_at=scheduled_at,
            place=conference.place,
            plan=_current_plan(conference),
            participants=same,
            now=now,
        )


def _current_plan(conference: PlanConference) -> SupportPlan | None:
    plan = conference.plan
    if plan is None:
        return None
    newest = SupportPlan.objects.filter(case=plan.case_id, young_person=plan.young_person_id)
    return newest.order_by("-number").first()


def cancel_conference(
    *, actor: Any, conference: PlanConference, reason: str, version: int, now: datetime
) -> PlanConference:
    """Call a planned conference off; the reason stays with it. Raises ValidationError without."""
    with acting(actor), transaction.atomic():
        _case, current = open_conference(actor, conference)
        text = required_reason(reason)
        changes = {"state": _next(current, "cancel", text), "cancel_reason": text}
        fresh = update_record(actor, current, changes, version)
        trail.record(actor, "planconference.cancelled", fresh, now=now, case=fresh.case_id)
    return fresh


# --- what all of them ask -----------------------------------------------------------------------


def _not_before(conference: PlanConference, now: datetime) -> None:
    planned = timezone.localdate(conference.scheduled_at)
    if planned > timezone.localdate(now):
        raise NotPossible(
            _("The conversation is planned for a later day. Please change the date first.")
        )


def _in_future(conference: PlanConference, next_on: date | None) -> None:
    if next_on is not None and next_on <= timezone.localdate(conference.scheduled_at):
        raise ValidationError({"next_on": _("The next conversation follows this one.")})


def _next(conference: PlanConference, action: str, reason: str = "") -> str:
    try:
        return next_state(CONFERENCE_TRANSITIONS, action, conference.state, reason)
    except TransitionRefused as refused:
        raise NotPossible(
            _("This step is not possible while the conversation is in the state “%(state)s”.")
            % {"state": conference.get_state_display()}
        ) from refused
