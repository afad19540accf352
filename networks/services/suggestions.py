"""Corrections by institutions: planning takes them over field by field, or leaves the entry.

A second click is no second decision: the same decision by the same hand changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import (
    EntrySuggestion,
    Institution,
    Offer,
    SuggestionKind,
    SuggestionState,
)
from networks.rules.corrections import to_write
from networks.services.institutions import (
    create_offer,
    delete_offer,
    update_institution,
    update_offer,
)
from sro import access
from sro.audit.keeping import updated
from sro.records import StaleRecord, locked
from sro.refusals import NotPossible

#: What is accepted of a suggestion that is no list of fields: an end, a new offer.
WHOLE = "whole"


def entry_of(suggestion: EntrySuggestion) -> Institution | Offer | None:
    """Return the entry a suggestion is about; None for a new offer, or one that is gone."""
    if suggestion.kind == SuggestionKind.INSTITUTION:
        return suggestion.institution
    return suggestion.offer if suggestion.kind != SuggestionKind.NEW else None


def decide(
    *,
    actor: Any,
    suggestion: EntrySuggestion,
    accepted: Collection[str],
    version: int,
    entry_version: int,
    today: date,
    now: datetime,
) -> EntrySuggestion:
    """Write the fields that were accepted, and note the decision: both or neither.

    Raises StaleRecord when suggestion or entry are no longer what the person saw, NotPossible when
    somebody else has decided, ValidationError for values that do not fit, ValueError for a field
    that was not suggested.
    """
    with transaction.atomic():
        access.require(actor, "decide", suggestion)
        current = locked(suggestion)
        chosen = sorted(accepted)
        if current.state != SuggestionState.OPEN:
            if current.decided_by_id == actor.pk and current.accepted == chosen:
                return current
            raise NotPossible(_("Somebody has already decided about this correction."))
        if current.version != version:
            raise StaleRecord(current)
        written: dict[str, Any] = {}
        if chosen:
            written = _write(actor, current, chosen, entry_version, today, now)
        return updated(
            actor,
            current,
            {
                "state": SuggestionState.TAKEN if chosen else SuggestionState.DECLINED,
                "accepted": chosen,
                "decided_by": actor,
                "decided_at": now,
                **written,
            },
            version,
            now,
            action="decide",
            verb="decided",
        )


def _write(
    actor: Any,
    suggestion: EntrySuggestion,
    chosen: Collection[str],
    entry_version: int,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Write what was accepted; returns what the suggestion keeps of it, for taking it back."""
    if suggestion.kind in (SuggestionKind.NEW, SuggestionKind.END):
        to_write({WHOLE: True}, chosen)
    if suggestion.kind == SuggestionKind.NEW:
        made = create_offer(
            actor=actor,
            now=now,
            institution=suggestion.institution,
            last_verified=suggestion.received_on,
            **suggestion.after,
        )
        return {"offer": made, "written_version": made.version}
    entry = entry_of(suggestion)
    if entry is None:
        raise NotPossible(_("The offer has been removed from the registry since."))
    if suggestion.kind == SuggestionKind.END:
        # Somebody may have ended it meanwhile; that day stays.
        ended = entry.active_until is not None and entry.active_until <= today
        values: dict[str, Any] = {} if ended else {"active_until": today}
    else:
        values = to_write(suggestion.after, chosen)
        # Whoever has asked there since knows it better than the letter.
        known = entry.last_verified or suggestion.received_on
        values["last_verified"] = max(known, suggestion.received_on)
    replaced = {name: getattr(entry, name) for name in values}
    fresh = _update(actor, entry, values, entry_version, now)
    day = replaced.get("last_verified")
    if isinstance(day, date):
        replaced["last_verified"] = day.isoformat()
    end = replaced.get("active_until")
    if isinstance(end, date):
        replaced["active_until"] = end.isoformat()
    return {"replaced": replaced, "written_version": fresh.version}


def _update(
    actor: Any, entry: Institution | Offer, values: Mapping[str, Any], version: int, now: datetime
) -> Institution | Offer:
    if isinstance(entry, Institution):
        return update_institution(
            actor=actor, institution=entry, changes=values, version=version, now=now
        )
    return update_offer(actor=actor, offer=entry, changes=values, version=version, now=now)


def take_back(
    *, actor: Any, suggestion: EntrySuggestion, version: int, now: datetime
) -> EntrySuggestion:
    """Take a decision back: the entry says what it said before, the suggestion is open again.

    Raises NotPossible when the entry was changed since, StaleRecord.
    """
    with transaction.atomic():
        access.require(actor, "decide", suggestion)
        current = locked(suggestion)
        if current.state == SuggestionState.OPEN:
            return current
        if current.version != version:
            raise StaleRecord(current)
        if current.accepted:
            _restore(actor, current, now)
        return updated(
            actor,
            current,
            {
                "state": SuggestionState.OPEN,
                "accepted": [],
                "replaced": {},
                "written_version": None,
                "decided_by": None,
                "decided_at": None,
            },
            # Removing the offer it had led to has raised it under the lock.
            current.version,
            now,
            action="decide",
            verb="taken_back",
        )


def _restore(actor: Any, suggestion: EntrySuggestion, now: datetime) -> None:
    refusal = NotPossible(
        _("The entry was changed since. Please edit it on its page instead of taking this back.")
    )
    entry = suggestion.offer if suggestion.kind == SuggestionKind.NEW else entry_of(suggestion)
    if entry is None:
        raise refusal
    try:
        if suggestion.kind == SuggestionKind.NEW and isinstance(entry, Offer):
            delete_offer(actor=actor, offer=entry, version=suggestion.written_version or 0, now=now)
            suggestion.refresh_from_db()
            return
        values = dict(suggestion.replaced)
        for name in ("last_verified", "active_until"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        _update(actor, entry, values, suggestion.written_version or 0, now)
    except StaleRecord as stale:
        raise refusal from stale
