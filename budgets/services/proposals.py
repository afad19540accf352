"""Proposing an allocation and deciding about it: two people, one frozen snapshot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import AllocationRun
from budgets.rules.states import RUN_TRANSITIONS
from budgets.services.checking import difference_of
from budgets.services.errors import refused
from budgets.services.inside import amount_gaps, free_inside, require_enough
from budgets.services.years import require_open
from sro import access
from sro.audit import trail
from sro.records import locked
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


def propose(*, actor: Any, run: AllocationRun, now: datetime) -> AllocationRun:
    """Lay a calculated run before a second person; from now on it cannot be changed."""
    with transaction.atomic():
        current = _locked(actor, "propose", run)
        state = _next("propose", current)
        _require_sound(current)
        for gap in amount_gaps(current):
            raise NotPossible(gap.text)
        current.state, current.proposed_by, current.proposed_at = state, actor, now
        current.save(update_fields=["state", "proposed_by", "proposed_at"])
        trail.record(actor, "allocation_run.proposed", current, now=now, checksum=current.checksum)
    return _fresh(current)


def withdraw(*, actor: Any, run: AllocationRun, now: datetime) -> AllocationRun:
    """Take one's own proposal back before anybody has decided about it."""
    with transaction.atomic():
        current = _locked(actor, "propose", run)
        state = _next("withdraw", current)
        if current.proposed_by_id != actor.pk:
            raise NotPossible(_("Only the person who proposed an allocation can withdraw it."))
        current.state, current.proposed_by, current.proposed_at = state, None, None
        current.save(update_fields=["state", "proposed_by", "proposed_at"])
        trail.record(actor, "allocation_run.withdrawn", current, now=now)
    return _fresh(current)


def approve(*, actor: Any, run: AllocationRun, now: datetime) -> AllocationRun:
    """Put a proposed run in force; the one in force before is superseded and kept.

    Raises NotPossible for the person who proposed it, when somebody has decided already, when the
    snapshot cannot be recomputed bit for bit, or when a district no longer has what it hands on.
    """
    with transaction.atomic():
        access.require(actor, "approve", run)
        current = _locked(actor, "approve", run)
        before = free_inside(current)
        state = _next("approve", current)
        if current.proposed_by_id == actor.pk:
            raise NotPossible(_("Whoever proposes an allocation cannot approve it."))
        _require_sound(current)
        earlier = (
            AllocationRun.objects.select_for_update(of=("self",))
            .approved()
            .of_same_money(current)
            .first()
        )
        if earlier is not None:
            earlier.state = _next("supersede", earlier)
            earlier.superseded_by, earlier.superseded_at = current, now
            earlier.save(update_fields=["state", "superseded_by", "superseded_at"])
            trail.record(
                actor, "allocation_run.superseded", earlier, now=now, superseded_by=current.pk
            )
        current.state, current.approved_by, current.approved_at = state, actor, now
        current.save(update_fields=["state", "approved_by", "approved_at"])
        require_enough(current, before)
        trail.record(
            actor,
            "allocation_run.approved",
            current,
            now=now,
            checksum=current.checksum,
            proposed_by=current.proposed_by_id,
        )
    return _fresh(current)


def reject(*, actor: Any, run: AllocationRun, reason: str, now: datetime) -> AllocationRun:
    """Decline a proposed run for a reason; it is kept. Raises as :func:`approve`."""
    reason = required_reason(reason)
    with transaction.atomic():
        current = _locked(actor, "reject", run)
        state = _next("reject", current, reason)
        if current.proposed_by_id == actor.pk:
            raise NotPossible(
                _("Whoever proposes an allocation cannot decide about it, but can withdraw it.")
            )
        current.state, current.rejected_by, current.rejected_at = state, actor, now
        current.decision_reason = reason
        current.save(update_fields=["state", "rejected_by", "rejected_at", "decision_reason"])
        trail.record(actor, "allocation_run.rejected", current, now=now, reason=reason)
    return _fresh(current)


def _locked(actor: Any, action: str, run: AllocationRun) -> AllocationRun:
    """Lock year, fund and run in this order: decisions about one fund follow one another.

    Nobody moves, grants or pays money of the year meanwhile: they all hold it open.
    """
    access.require(actor, action, run)
    require_open(run.fund.budget_year)
    locked(run.fund)
    current = locked(run)
    access.require(actor, action, current)
    return current


def _next(action: str, run: AllocationRun, reason: str = "") -> str:
    try:
        return next_state(RUN_TRANSITIONS, action, run.state, reason).value
    except TransitionRefused as error:
        raise refused(error) from error


def _require_sound(run: AllocationRun) -> None:
    found = difference_of(run)
    if found is not None:
        raise NotPossible(
            _("The stored result does not match its calculation (%(place)s). Calculate it again.")
            % {"place": found.place}
        )


def _fresh(run: AllocationRun) -> AllocationRun:
    return AllocationRun.objects.with_people().get(pk=run.pk)
