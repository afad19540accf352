"""Settling by hand what a booking was paid for, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from budgets.models import BaseBudget, FundKind, MatchHow, Outflow, OutflowMatch
from budgets.rules.matching import Finding
from budgets.rules.states import MATCH_TRANSITIONS, MatchState
from budgets.services.errors import refused
from cases.models import Support
from cases.rules.states import SHARED_SUPPORT
from sro import access
from sro.audit import trail
from sro.records import StaleRecord, acting, create_record, locked, update_record
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


def base_budgets_for(*, actor: Any, booking: Outflow) -> list[BaseBudget]:
    """Return the base budgets that a booking may be a payment for, its payee's first."""
    access.require(actor, "match", OutflowMatch)
    if hasattr(booking, "grant_payment"):
        return []
    found = BaseBudget.objects.filter(
        year=booking.year, district=booking.district_id, fund_kind=booking.fund_kind
    ).select_related("provider", "district")
    return sorted(
        found.order_by("provider__sort_key", "pk"),
        key=lambda each: each.provider_id != booking.provider_id,
    )


def charge(
    *, actor: Any, booking: Outflow, base_budget: int, version: int, now: datetime
) -> OutflowMatch:
    """Say which base budget a booking was a payment for.

    `version` is that of what the booking was paid for; any where nothing has been said yet. Raises
    NotPossible where it is settled already or reversed, ValidationError for a base budget of
    another district, year or fund, StaleRecord if somebody was faster.
    """
    with transaction.atomic():
        access.require(actor, "match", OutflowMatch)
        # Waits for whoever changes the base budget: it stays where its payments were booked.
        # A reversal only needs its key, and does not wait.
        rows = BaseBudget.objects.select_for_update(of=("self",), no_key=True)
        found = rows.filter(
            pk=base_budget,
            year=booking.year,
            district=booking.district_id,
            fund_kind=booking.fund_kind,
        ).first()
        if found is None:
            raise ValidationError(
                {"support": _("Please choose a base budget of this district, year and fund.")}
            )
        match = OutflowMatch.objects.filter(outflow=booking).first()
        if match is None:
            after = _first_charge(actor, locked(booking), found, now)
        else:
            after = _step(actor, match, "charge", version, now, base_budget=found)
        trail.record(actor, "outflowmatch.charged", after, now=now, base_budget=found.pk)
    return after


def _first_charge(actor: Any, booking: Outflow, budget: BaseBudget, now: datetime) -> OutflowMatch:
    if booking.reversal_of_id is not None or hasattr(booking, "reversed_by"):
        raise NotPossible(_("A booking that was reversed is a payment for nothing."))
    if hasattr(booking, "grant_payment"):
        raise NotPossible(_("This booking belongs to a small grant already."))
    return create_record(
        actor,
        OutflowMatch(
            outflow=booking,
            state=MatchState.BASE_BUDGET.value,
            base_budget=budget,
            finding=Finding.NO_REFERENCE.value,
            how=MatchHow.HAND,
            matched_by=actor,
            matched_at=now,
        ),
    )


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

    Outside the Fall fund a booking may stay unsettled: what was said of it is removed. Raises
    NotPossible for one that is open, or for a booking that was reversed.
    """
    with transaction.atomic():
        access.require(actor, "match", match)
        if match.outflow.fund_kind == FundKind.FALL:
            match = _step(actor, match, "take_back", version, now)
        else:
            _forget(actor, match, version)
        trail.record(actor, "outflowmatch.taken_back", match, now=now)
    return match


def follow_reversal(*, actor: Any, original: Outflow, reversal: Outflow, now: datetime) -> None:
    """Give a reversal what the booking has that it takes back, so that both cancel out."""
    rows = OutflowMatch.objects.select_for_update(of=("self",)).filter(outflow=original)
    before = rows.first()
    if before is None:
        return
    # Whoever looked at it before (a rule, a stale page) must look again.
    OutflowMatch.objects.filter(pk=before.pk).update(version=F("version"))
    if before.state == MatchState.OPEN:
        return
    create_record(
        actor,
        OutflowMatch(
            outflow=reversal,
            state=before.state,
            support=before.support,
            base_budget=before.base_budget,
            finding=before.finding,
            how=MatchHow.REVERSAL,
            reason=before.reason,
            matched_by=actor,
            matched_at=now,
        ),
    )


def _forget(actor: Any, match: OutflowMatch, version: int) -> None:
    with acting(actor):
        current = locked(match)
        _require_not_reversed(current)
        if current.version != version:
            raise StaleRecord(current)
        current.delete()


def _require_not_reversed(match: OutflowMatch) -> None:
    """Refuse to part a booking from its reversal; to be asked when the row is locked."""
    booking = match.outflow
    if booking.reversal_of_id is not None or Outflow.objects.filter(reversal_of=booking).exists():
        raise NotPossible(_("A booking and its reversal stay where they were assigned."))


def _step(
    actor: Any, match: OutflowMatch, action: str, version: int, now: datetime, **values: Any
) -> OutflowMatch:
    current = locked(match)
    _require_not_reversed(current)
    try:
        state = next_state(MATCH_TRANSITIONS, action, current.state, values.get("reason", ""))
    except TransitionRefused as error:
        raise refused(error) from error
    settled = action != "take_back"
    changes = {
        "state": str(state),
        "support": None,
        "base_budget": None,
        "reason": "",
        "how": MatchHow.HAND.value if settled else "",
        "matched_by": actor if settled else None,
        "matched_at": now if settled else None,
        **values,
    }
    if not settled:
        changes["finding"] = Finding.TAKEN_BACK.value
    return update_record(actor, match, changes, version, action="match")
