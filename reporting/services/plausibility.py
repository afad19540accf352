"""Calling right what looks wrong, and taking that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.models import Finding, PlausibilityNote
from sro import access
from sro.audit import trail
from sro.records import create_record, update_record
from sro.refusals import NotPossible, required_reason


def accept(*, actor: Any, finding: Finding, reason: str, now: datetime) -> PlausibilityNote:
    """Note why a finding is no error. It comes back when the facts behind it change.

    Raises PermissionDenied for whoever may not say so, ValidationError without a reason or where
    somebody has noted one already, NotPossible when the finding has gone or changed meanwhile.
    """
    reason = required_reason(reason)
    with transaction.atomic():
        access.require(actor, "accept", Finding)
        rows = Finding.objects.allowing(actor, "accept").on(timezone.localdate(now))
        current = rows.filter(pk=finding.pk).first()
        if current is None or current.fingerprint != finding.fingerprint:
            raise NotPossible(_("This has changed meanwhile. Please look at it again."))
        note = PlausibilityNote(
            rule=current.rule,
            key=current.key,
            fingerprint=current.fingerprint,
            case_id=current.case_id,
            reason=reason,
            author=actor,
            noted_at=now,
        )
        note = create_record(actor, note)
        trail.record(actor, "plausibilitynote.accepted", note, now=now, rule=note.rule)
    return note


def reopen(*, actor: Any, note: PlausibilityNote, version: int, now: datetime) -> PlausibilityNote:
    """Take back that something is no error. Raises ValidationError if it was taken back already."""
    with transaction.atomic():
        access.require(actor, "withdraw", note)
        if note.withdrawn_at is not None:
            raise ValidationError(_("This was taken back already."))
        changes = {"withdrawn_by": actor, "withdrawn_at": now}
        fresh = update_record(actor, note, changes, version, "withdraw")
        trail.record(actor, "plausibilitynote.reopened", fresh, now=now, rule=fresh.rule)
    return fresh
