"""Settling by hand what a booking was paid for, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import FundKind, MatchHow, Outflow, OutflowMatch
from budgets.rules.matching import Finding
from budgets.rules.states import MATCH_TRANSITIONS
from budgets.services.errors import refused
from cases.models import Support
from cases.rules.states import SHARED_SUPPORT
from sro import access
from sro.audit import trail
from sro.records import create_record, locked, update_record
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


def assign(
    *, actor: Any, match: OutflowMatch, support: int, version: int, now: datetime
) -> OutflowMatch:
    """Say which granted support a booking was paid for.

    Raises NotPossible where it is settled already, ValidationError for a support that was not
    granted, StaleRecord if somebody was faster.
    """
    with transaction.atomic():
        access.require(actor, "match", match)
        found = Support.objects.filter(pk=support, state__in=SHARED_SUPPORT).first()
        if found is None:
            raise ValidationError({"support": _("Please choose a support that was granted.")})
        after = _step(actor, match, "assign", version, now, support=found)
        trail.record(actor, "outflowmatch.assigned", after, now=now, support=found.pk)
    return after


def set_aside(
    *, actor: Any, match: OutflowMatch, reason: str, version: int, now: datetime
) -> OutflowMatch:
    """Say that a booking belongs to no support, and why. Raises like :func:`assign`."""
    reason = required_reason(reason)
    with transaction.atomic():
        access.require(actor, "match", match)
        after = _step(actor, match, "set_aside", version, now, reason=reason)
        trail.record(actor, "outflowmatch.set_aside", after, now=now)
    return after


def set_all_aside(
    *, actor: Any, matches: Iterable[OutflowMatch], reason: str, now: datetime
) -> int:
    """Say of several open bookings that they belong to no support; returns of how many.

    What somebody has settled meanwhile is left as it is.
    """
    reason = required_reason(reason)
    with transaction.atomic():
        access.require(actor, "match", OutflowMatch)
        wanted = [match.pk for match in matches]
        rows = OutflowMatch.objects.select_for_update(of=("self",)).order_by("pk").unsettled()
        done = 0
        for row in rows.filter(pk__in=wanted):
            set_aside(actor=actor, match=row, reason=reason, version=row.version, now=now)
            done += 1
    return done


def take_back(*, actor: Any, match: OutflowMatch, version: int, now: datetime) -> OutflowMatch:
    """Open a settled booking again; from now on only people settle it.

    Raises NotPossible for one that is open, or for a booking that was reversed.
    """
    with transaction.atomic():
        access.require(actor, "match", match)
        booking = match.outflow
        if booking.reversal_of_id is not None or hasattr(booking, "reversed_by"):
            raise NotPossible(_("A booking and its reversal stay where they were assigned."))
        after = _step(actor, match, "take_back", version, now)
        trail.record(actor, "outflowmatch.taken_back", after, now=now)
    return after


def follow_reversal(*, actor: Any, original: Outflow, reversal: Outflow, now: datetime) -> None:
    """Give a reversal what the booking has that it takes back, so that both cancel out."""
    if original.fund_kind != FundKind.FALL:
        return
    before = OutflowMatch.objects.filter(outflow=original).exclude(state="open").first()
    if before is None:
        return
    create_record(
        actor,
        OutflowMatch(
            outflow=reversal,
            state=before.state,
            support=before.support,
            finding=before.finding,
            how=MatchHow.REVERSAL,
            reason=before.reason,
            matched_by=actor,
            matched_at=now,
        ),
    )


def _step(
    actor: Any, match: OutflowMatch, action: str, version: int, now: datetime, **values: Any
) -> OutflowMatch:
    current = locked(match)
    try:
        state = next_state(MATCH_TRANSITIONS, action, current.state, values.get("reason", ""))
    except TransitionRefused as error:
        raise refused(error) from error
    settled = action != "take_back"
    changes = {
        "state": str(state),
        "support": None,
        "reason": "",
        "how": MatchHow.HAND.value if settled else "",
        "matched_by": actor if settled else None,
        "matched_at": now if settled else None,
        **values,
    }
    if not settled:
        changes["finding"] = Finding.TAKEN_BACK.value
    return update_record(actor, match, changes, version, action="match")
