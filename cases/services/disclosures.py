"""Passing entrusted content on: only its author, only on a legal ground, always written down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import (
    CaseNote,
    DiagnosisEntry,
    DisclosedEntry,
    Disclosure,
    Entrusted,
    Hypothesis,
    WillStatement,
)
from cases.services.colleagues import colleagues
from sro import access
from sro.audit import trail
from sro.records import acting, locked
from sro.refusals import NotPossible, required_reason

ENTRUSTED: dict[str, type[Entrusted]] = {
    DisclosedEntry.NOTE: CaseNote,
    DisclosedEntry.STATEMENT: WillStatement,
    DisclosedEntry.DIAGNOSIS: DiagnosisEntry,
    DisclosedEntry.HYPOTHESIS: Hypothesis,
}
"""The kinds of entries that can be entrusted, by the code that stands in a disclosure."""


def disclose(
    *,
    actor: Any,
    entry: Entrusted,
    ground: str,
    reason: str,
    now: datetime,
    today: date,
    recipient_user: Any | None = None,
    recipient: str = "",
) -> Disclosure:
    """Write down that an entrusted entry is passed on (§ 65 (1) SGB VIII).

    A colleague named in `recipient_user` may read this one entry from then on; `recipient` names
    somebody outside. Only the author may do so, also when the case has gone to somebody else.
    Raises PermissionDenied, ValidationError, NotPossible for an entry that is not entrusted.
    """
    kind = entry._meta.model_name or ""
    with acting(actor), transaction.atomic():
        access.require(actor, "add", Disclosure)
        current = locked(entry)
        if current.author_id != actor.pk:
            raise PermissionDenied(f"disclose {entry._meta.label}")
        if not current.entrusted:
            raise NotPossible(
                _("This entry is not marked as entrusted: whoever works on the case reads it.")
            )
        if recipient_user is not None and recipient_user.pk == actor.pk:
            raise ValidationError(
                {"recipient_user": _("This is you. Please choose somebody else.")}
            )
        known = colleagues(today)
        if recipient_user is not None and not known.filter(pk=recipient_user.pk).exists():
            raise ValidationError(
                {"recipient_user": _("This colleague does not work on cases today.")}
            )
        row = Disclosure(
            case_id=current.case_id,
            entry_kind=kind,
            entry_id=current.pk,
            ground=ground,
            recipient_user=recipient_user,
            recipient=recipient.strip(),
            reason=required_reason(reason),
            author=actor,
            at=now,
        )
        row.full_clean()
        row.save(force_insert=True)
        trail.record(
            actor,
            "disclosure.made",
            row,
            now=now,
            ground=ground,
            user=getattr(recipient_user, "pk", None),
        )
    return row
