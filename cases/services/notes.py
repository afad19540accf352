"""Entries in the file: written, corrected by their author, marked as entrusted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.models import Case, CaseNote, Entrusted, NoteKind, WillStatement
from cases.services.guards import not_passed_on, working_case
from cases.services.statements import set_entrusted
from sro.audit.keeping import created, deleted, updated
from sro.refusals import only_known

_FIELDS = frozenset({"kind", "noted_on", "subject", "text", "entrusted"})


def add_note(
    *,
    actor: Any,
    case: Case,
    text: str,
    noted_on: date,
    now: datetime,
    kind: str = NoteKind.NOTE,
    subject: str = "",
    entrusted: bool = False,
) -> CaseNote:
    """Write a note into the file of an open case."""
    with transaction.atomic():
        current = working_case(actor, case)
        note = CaseNote(
            case=current,
            author=actor,
            kind=kind,
            noted_on=noted_on,
            subject=subject,
            text=text,
            entrusted=entrusted,
        )
        return created(actor, note, now)


def update_note(
    *, actor: Any, note: CaseNote, changes: Mapping[str, Any], version: int, now: datetime
) -> CaseNote:
    """Correct a note of one's own; the history keeps what stood there. Raises StaleRecord."""
    only_known(changes, _FIELDS)
    with transaction.atomic():
        working_case(actor, note.case)
        return updated(actor, note, changes, version, now)


def delete_note(*, actor: Any, note: CaseNote, version: int, now: datetime) -> None:
    """Delete a note of one's own that was written by mistake.

    Raises NotPossible when its content has been disclosed: then it has to stay provable.
    """
    with transaction.atomic():
        working_case(actor, note.case)
        not_passed_on(note)
        deleted(actor, note, version, now)


def mark_entrusted(
    *, actor: Any, entry: Entrusted, entrusted: bool, version: int, now: datetime
) -> Entrusted:
    """Mark an entry of one's own as entrusted (§ 65 SGB VIII), or take the mark away.

    For notes, statements, diagnosis entries and hypotheses, whenever the author notices; of a
    statement all versions together. Raises PermissionDenied for everybody else, StaleRecord,
    NotPossible in a closed case.
    """
    with transaction.atomic():
        working_case(actor, entry.case)
        if entry.author_id != actor.pk:
            raise PermissionDenied(f"change {entry._meta.label}")
        if isinstance(entry, WillStatement):
            return set_entrusted(
                actor=actor, statement=entry, entrusted=entrusted, version=version, now=now
            )
        verb = "entrusted" if entrusted else "unentrusted"
        return updated(actor, entry, {"entrusted": entrusted}, version, now, verb=verb)
