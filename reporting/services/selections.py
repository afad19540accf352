"""Keeping selections of indicators: one's own, and shared with the office by a tick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from reporting.models import SavedSelection
from sro.audit import trail
from sro.records import create_record, delete_record, update_record
from sro.refusals import only_known

_FIELDS = frozenset({"name", "shared", "indicators", "level", "districts", "days"})


def create_selection(*, actor: Any, now: datetime, **fields: Any) -> SavedSelection:
    """Keep a selection for the actor. Raises ValidationError."""
    only_known(fields, _FIELDS)
    with transaction.atomic():
        kept = create_record(actor, SavedSelection(owner_id=actor.pk, changed_at=now, **fields))
        trail.record(actor, "savedselection.created", kept, now=now)
    return kept


def update_selection(
    *,
    actor: Any,
    selection: SavedSelection,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> SavedSelection:
    """Change one's own selection. Raises ValidationError, StaleRecord."""
    only_known(changes, _FIELDS)
    with transaction.atomic():
        after = update_record(actor, selection, {**changes, "changed_at": now}, version)
        trail.record(actor, "savedselection.changed", after, now=now, fields=sorted(changes))
    return after


def delete_selection(*, actor: Any, selection: SavedSelection, version: int, now: datetime) -> None:
    """Remove one's own selection; the indicators and their values stay."""
    with transaction.atomic():
        trail.record(actor, "savedselection.deleted", selection, now=now)
        delete_record(actor, selection, version)


def chosen_of(selection: SavedSelection) -> dict[str, Any]:
    """Return what a selection holds, without its name."""
    return {
        "indicators": selection.indicators,
        "level": selection.level,
        "districts": selection.districts,
        "days": selection.days,
    }
