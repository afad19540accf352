"""Steps in the life of a case: each with actor, day and, where the table asks for one, a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, CaseStep, CaseTransfer, FamilyGroupConference, Support
from cases.rules.councils import RUNNING
from cases.rules.states import CASE_TRANSITIONS, CaseState, SupportState, TransferState
from sro import access
from sro.audit import trail
from sro.records import StaleRecord, locked, update_record
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state, possible_actions

_PARTICIPLES = {
    "clarify": "clarified",
    "plan": "planned",
    "run": "running",
    "wind_down": "wound_down",
    "resume": "resumed",
    "close": "closed",
    "reopen": "reopened",
}


def take_step(
    *,
    actor: Any,
    case: Case,
    action: str,
    now: datetime,
    today: date,
    reason: str = "",
    version: int | None = None,
) -> Case:
    """Lead a case to its next state; `action` is a line of CASE_TRANSITIONS.

    Raises PermissionDenied for whoever does not work on the case, ValidationError when the reason
    is missing, NotPossible when the step does not start here or something has to be done first,
    StaleRecord when `version` is given and somebody was faster.
    """
    with transaction.atomic():
        access.require(actor, "work", case)
        current = locked(case)
        if version is not None and current.version != version:
            raise StaleRecord(current)
        if CASE_TRANSITIONS[action].needs_reason:
            reason = required_reason(reason)
        try:
            target = next_state(CASE_TRANSITIONS, action, current.state, reason)
        except TransitionRefused as refused:
            raise NotPossible(
                _("This step is not possible while the case is in the state “%(state)s”.")
                % {"state": current.get_state_display()}
            ) from refused
        if target == CaseState.CLOSED and (open_points := before_closing(current)):
            raise NotPossible(open_points)
        before = current.state
        changes: dict[str, Any] = {"state": target}
        if target == CaseState.CLOSED:
            # A case opened in advance is closed on the day it was opened at the earliest.
            changes["closed_on"] = max(today, current.opened_on)
        elif before == CaseState.CLOSED:
            changes["closed_on"] = None
        fresh = update_record(actor, current, changes, current.version, "work")
        note_step(actor=actor, case=fresh, action=action, before=before, reason=reason, now=now)
        trail.record(actor, f"case.{_PARTICIPLES[action]}", fresh, now=now)
    return fresh


def note_step(
    *, actor: Any, case: Case, action: str, before: str, now: datetime, reason: str = ""
) -> CaseStep:
    """Write down what happened to the case; part of the caller's transaction."""
    return CaseStep.objects.create(
        case=case,
        action=action,
        from_state=before,
        to_state=case.state,
        reason=reason.strip(),
        actor=actor,
        at=now,
    )


def before_closing(case: Case) -> list[str]:
    """Say what has to be done before the case can be closed; nothing: it can."""
    found = []
    running = Support.objects.filter(
        case=case, state__in=(SupportState.GRANTED, SupportState.RUNNING)
    ).count()
    if running:
        found.append(
            ngettext(
                "%(count)s support is still granted or running. Please end it first, or keep the"
                " case open until it ends.",
                "%(count)s supports are still granted or running. Please end them first, or keep"
                " the case open until they end.",
                running,
            )
            % {"count": running}
        )
    if FamilyGroupConference.objects.filter(case=case, state__in=RUNNING).exists():
        found.append(
            _(
                "A family group conference has not come to its end yet. Please end it, or note that"
                " the family does not want it."
            )
        )
    if CaseTransfer.objects.filter(case=case, state=TransferState.REQUESTED).exists():
        found.append(
            _(
                "The transfer to another district has not been decided yet. Please wait for the"
                " decision or withdraw the request."
            )
        )
    return found


def next_actions(case: Case) -> tuple[str, ...]:
    """Return the steps that start from the case's state, the usual one first."""
    return possible_actions(CASE_TRANSITIONS, case.state)
