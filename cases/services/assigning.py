"""Who is in charge of a case, who deputises, who steps in for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, FollowUp, StandIn
from cases.services.colleagues import require_colleague
from cases.services.guards import working_case
from cases.services.life import note_step
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, updated
from sro.records import StaleRecord, acting, update_record
from sro.refusals import NotPossible, required_reason

LONGEST_STAND_IN = 14
"""Days; whoever is needed longer becomes the deputy."""


def assign_responsible(
    *,
    actor: Any,
    case: Case,
    responsible: Any,
    now: datetime,
    today: date,
    version: int,
    reason: str = "",
) -> Case:
    """Make a colleague of the district responsible; the team lead does so.

    Open follow-ups of whoever was responsible go over. If the deputy becomes responsible, the case
    has no deputy for the time being. Raises PermissionDenied, ValidationError, StaleRecord.
    """
    with acting(actor), transaction.atomic():
        current = working_case(actor, case, "assign")
        _fresh(current, version)
        require_colleague(responsible, current.district_id, today, "responsible")
        if current.responsible_id == responsible.pk:
            return current
        before = current.responsible_id
        changes = {"responsible": responsible}
        if current.deputy_id == responsible.pk:
            changes["deputy"] = None
        fresh = update_record(actor, current, changes, current.version, "assign")
        hand_over_follow_ups(case=fresh, before=before, after=responsible)
        note_step(
            actor=actor, case=fresh, action="assign", before=fresh.state, reason=reason, now=now
        )
        trail.record(actor, "case.assigned", fresh, now=now, user=responsible.pk)
    return fresh


def assign_deputy(
    *,
    actor: Any,
    case: Case,
    deputy: Any | None,
    now: datetime,
    today: date,
    version: int,
) -> Case:
    """Name the deputy, or nobody. Whoever is responsible does so, or the team lead.

    Raises PermissionDenied for a deputy or stand-in, ValidationError, StaleRecord.
    """
    with transaction.atomic():
        current = working_case(actor, case)
        if not may_name_deputy(actor, current):
            raise PermissionDenied("assign cases.Case")
        _fresh(current, version)
        require_colleague(deputy, current.district_id, today, "deputy")
        if current.deputy_id == getattr(deputy, "pk", None):
            return current
        if deputy is not None and deputy.pk == current.responsible_id:
            raise ValidationError({"deputy": _("Somebody else has to be the deputy.")})
        fresh = update_record(actor, current, {"deputy": deputy}, current.version, "work")
        note_step(actor=actor, case=fresh, action="deputy", before=fresh.state, now=now)
        trail.record(actor, "case.deputy_named", fresh, now=now, user=deputy.pk if deputy else None)
    return fresh


def may_name_deputy(actor: Any, case: Case) -> bool:
    """Return whether somebody is responsible or leads the team."""
    return case.responsible_id == actor.pk or access.can(actor, "assign", case)


def hand_over_follow_ups(*, case: Case, before: int | None, after: Any | None) -> int:
    """Give the open follow-ups of one colleague in the case to another; returns how many."""
    if after is None or before is None:
        return 0
    rows = FollowUp.objects.filter(case=case, assigned_to_id=before, done_on=None)
    return rows.update(assigned_to=after)


def stand_in(
    *, actor: Any, case: Case, reason: str, days: int, now: datetime, today: date
) -> StandIn:
    """Open a colleague's case for some days, for a reason that those in charge can read.

    `days` counts from today, at most LONGEST_STAND_IN. Raises PermissionDenied outside the own
    district, ValidationError without a reason, NotPossible for whoever works on it already.
    """
    with transaction.atomic():
        current = working_case(actor, case, "stand_in")
        reason = required_reason(reason)
        if not 1 <= days <= LONGEST_STAND_IN:
            raise ValidationError(
                {"days": _("Please choose 1 to %(days)s days.") % {"days": LONGEST_STAND_IN}}
            )
        if access.can(actor, "work", current):
            raise NotPossible(_("You already work on this case."))
        return created(
            actor,
            StandIn(
                case=current,
                user=actor,
                reason=reason,
                valid_from=today,
                valid_until=today + timedelta(days=days),
            ),
            now,
            until=(today + timedelta(days=days)).isoformat(),
        )


def end_stand_in(*, actor: Any, row: StandIn, now: datetime, today: date, version: int) -> StandIn:
    """End a stand-in from today on; the colleague does so, or the team lead.

    One that began today holds until its end was noted: it lasts at least its first day.
    """
    until = max(today, row.valid_from + timedelta(days=1))
    if row.valid_until <= until:
        raise NotPossible(_("This stand-in ends today anyway."))
    return updated(actor, row, {"valid_until": until}, version, now, verb="ended")


def _fresh(current: Case, version: int) -> None:
    if current.version != version:
        raise StaleRecord(current)
