"""Handing a case over to another district: asked for, accepted or not, with a handover note."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, CaseTransfer, Support
from cases.rules.states import TRANSFER_TRANSITIONS, SupportState
from cases.services.assigning import hand_over_follow_ups
from cases.services.colleagues import require_colleague
from cases.services.guards import working_case
from cases.services.life import note_step
from sro import access
from sro.audit import trail
from sro.audit.keeping import in_words
from sro.records import StaleRecord, acting, create_record, locked
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


def request_transfer(
    *,
    actor: Any,
    case: Case,
    to_district: Any,
    handover_note: str,
    now: datetime,
    keeps_provider: bool = True,
) -> CaseTransfer:
    """Ask another district to take the case over; until it accepts nothing changes.

    Raises PermissionDenied, ValidationError (the same district, or one asked already).
    """
    with transaction.atomic(), in_words(CaseTransfer):
        current = working_case(actor, case, "transfer")
        row = create_record(
            actor,
            CaseTransfer(
                case=current,
                from_district_id=current.district_id,
                to_district=to_district,
                handover_note=handover_note,
                keeps_provider=keeps_provider,
                requested_by=actor,
                requested_at=now,
            ),
        )
        trail.record(actor, "casetransfer.requested", row, now=now, district=to_district.pk)
    return row


def accept_transfer(
    *,
    actor: Any,
    transfer: CaseTransfer,
    now: datetime,
    today: date,
    version: int,
    responsible: Any | None = None,
) -> Case:
    """Take the case over into the actor's district and give it to a colleague there.

    The social space is open again (the family has moved), the old deputy has no more to do with
    it. Granted and running supports go on; where the provider stays they are marked.
    Raises PermissionDenied unless the actor leads the receiving team.
    """
    with acting(actor), transaction.atomic():
        # Always the case before its transfer, so that nobody waits in a circle.
        case = locked(transfer.case)
        current = _decide(actor, transfer, "accept", now, version)
        require_colleague(responsible, current.to_district_id, today, "responsible")
        before = case.responsible_id
        case.district_id = current.to_district_id
        case.social_space = None
        case.responsible = responsible
        case.deputy = None
        case.full_clean()
        case.save(update_fields=["district", "social_space", "responsible", "deputy"])
        case.refresh_from_db()
        access.require(actor, "work", case)
        hand_over_follow_ups(case=case, before=before, after=responsible)
        if current.keeps_provider:
            Support.objects.filter(
                case=case, state__in=(SupportState.GRANTED, SupportState.RUNNING)
            ).update(outside_district=True)
        note_step(actor=actor, case=case, action="transfer", before=case.state, now=now)
        trail.record(
            actor,
            "case.taken_over",
            case,
            now=now,
            district=current.to_district_id,
            user=getattr(responsible, "pk", None),
        )
    return case


def decline_transfer(
    *, actor: Any, transfer: CaseTransfer, reason: str, now: datetime, version: int
) -> CaseTransfer:
    """Leave the case where it is, and say why."""
    with acting(actor), transaction.atomic():
        locked(transfer.case)
        return _decide(actor, transfer, "decline", now, version, required_reason(reason))


def withdraw_transfer(
    *, actor: Any, transfer: CaseTransfer, now: datetime, version: int
) -> CaseTransfer:
    """Take the request back before it is decided."""
    with acting(actor), transaction.atomic():
        locked(transfer.case)
        return _decide(actor, transfer, "withdraw", now, version)


_VERBS = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}


def _decide(
    actor: Any,
    transfer: CaseTransfer,
    action: str,
    now: datetime,
    version: int,
    reason: str = "",
) -> CaseTransfer:
    access.require(actor, action, transfer)
    current = locked(transfer)
    if current.version != version:
        raise StaleRecord(current)
    try:
        current.state = next_state(TRANSFER_TRANSITIONS, action, current.state, reason)
    except TransitionRefused as refused:
        raise NotPossible(_("This transfer has been decided already.")) from refused
    current.decided_by, current.decided_at = actor, now
    current.decision_reason = reason
    if len(reason) > 500:
        raise ValidationError({"reason": _("Please use at most 500 characters.")})
    current.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    trail.record(actor, f"casetransfer.{_VERBS[action]}", current, now=now)
    current.refresh_from_db()
    return current
