"""The decision of the office on supports (§§ 5, 27, 36, 36a SGB VIII).

The team lead of the district decides in the office's name, after at least two professionals have
consulted. Money is no ground: nothing here knows an amount. The database holds the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    DecisionResult,
    Support,
    SupportDecision,
    SupportPlan,
    TeamConsultation,
)
from cases.rules.states import SupportState
from cases.services.guards import working_case
from cases.services.supports import agreement_for, next_of
from cases.services.team import AT_LEAST
from networks.models import Provider
from sro import access
from sro.access import PROVIDER_ROLES, Role
from sro.accounts.models import Membership
from sro.audit import trail
from sro.records import acting, create_record, locked, update_record
from sro.refusals import NotPossible

#: These may be changed by a decision; everything else would be another support.
EXTENT = ("minutes", "minutes_per", "planned_end")


@dataclass(frozen=True)
class Granted:
    """A proposed support the decision is about, with the provider that was chosen."""

    support: Support
    provider: Provider | None = None


@dataclass(frozen=True)
class NewExtent:
    """A support that goes on with other hours (minutes) or another planned end."""

    support: Support
    minutes: int | None
    minutes_per: str
    planned_end: date | None


def decide(
    *,
    actor: Any,
    case: Case,
    consultation: TeamConsultation,
    result: str,
    suitable: str,
    necessary: str,
    wish_and_choice: str,
    decided_on: date,
    now: datetime,
    refusal_ground: str = "",
    plan: SupportPlan | None = None,
    supports: Sequence[Granted] = (),
    changes: Sequence[NewExtent] = (),
) -> SupportDecision:
    """Decide on proposed supports, or on another extent of supports under way, in one step.

    A grant turns `supports` into granted ones with their provider and writes `changes`; a refusal
    turns `supports` into declined ones and changes nothing else. Any provider can be chosen.
    Raises PermissionDenied for anybody but a team lead of the case's district, and for whoever
    also works for a provider; ValidationError for a consultation of fewer than two, of another
    case or of a later day, a refusal without its ground, or a decision about nothing.
    """
    may_decide(actor, case, decided_on)
    with acting(actor), transaction.atomic():
        case = working_case(actor, case)
        may_decide(actor, case, decided_on)
        _rests_on(case, consultation, decided_on, now)
        _about(case, result, plan, supports, changes)
        decision = create_record(
            actor,
            SupportDecision(
                case=case,
                plan=plan,
                consultation=consultation,
                result=result,
                refusal_ground=refusal_ground,
                suitable=suitable,
                necessary=necessary,
                wish_and_choice=wish_and_choice,
                decided_by=actor,
                decided_on=decided_on,
            ),
        )
        refused = result == DecisionResult.REFUSED
        for each in supports:
            if refused:
                _decline(actor, each, decision, now)
            else:
                _grant(actor, each, decision, now)
        for change in changes:
            _change(actor, change, decision, now)
        trail.record(
            actor,
            "supportdecision.decided",
            decision,
            now=now,
            case=case.pk,
            result=result,
            supports=[row.pk for row in _rows_of(supports, changes)],
        )
    return decision


def may_decide(actor: Any, case: Case, day: date) -> None:
    """Raise PermissionDenied unless the actor may decide in this case in the office's name.

    Today as well as on the day of the decision.
    """
    access.require(actor, "add", SupportDecision)
    leads = Membership.objects.valid_on(day).filter(
        user=actor, role=Role.TEAM_LEAD, district=case.district_id
    )
    provider = Membership.objects.valid_on(day).filter(user=actor, role__in=PROVIDER_ROLES)
    today = access.has_role(actor, *PROVIDER_ROLES)
    if not leads.exists() or provider.exists() or today:
        raise PermissionDenied("add cases.SupportDecision")


def _rests_on(case: Case, consultation: TeamConsultation, decided_on: date, now: datetime) -> None:
    if decided_on > timezone.localdate(now):
        raise ValidationError({"decided_on": _("Please enter today or an earlier day.")})
    current = locked(consultation)
    if current.case_id != case.pk:
        raise ValidationError({"consultation": _("Please choose a consultation of this case.")})
    if current.held_on > decided_on:
        raise ValidationError({"decided_on": _("The decision follows the consultation.")})
    if current.participants.values("user_id").distinct().count() < AT_LEAST:
        raise ValidationError(
            {"consultation": _("At least two professionals consult before a decision.")}
        )


def _rows_of(supports: Sequence[Granted], changes: Sequence[NewExtent]) -> list[Support]:
    return [*(each.support for each in supports), *(each.support for each in changes)]


def _about(
    case: Case,
    result: str,
    plan: SupportPlan | None,
    supports: Sequence[Granted],
    changes: Sequence[NewExtent],
) -> None:
    if not supports and not changes:
        raise ValidationError({"supports": _("Please choose what is decided about.")})
    if result == DecisionResult.REFUSED and changes:
        raise ValidationError(_("A support under way goes on as it is when the change is refused."))
    rows = _rows_of(supports, changes)
    if any(row.case_id != case.pk for row in rows) or (plan and plan.case_id != case.pk):
        raise ValidationError(_("This does not belong to the case."))


def _grant(actor: Any, each: Granted, decision: SupportDecision, now: datetime) -> None:
    current = locked(each.support)
    provider = each.provider or current.provider
    changes = {
        "state": next_of(current, "grant"),
        "decision": decision,
        "provider": provider,
        "agreement": agreement_for(provider, current.support_type, current.start),
    }
    fresh = update_record(actor, current, changes, current.version)
    trail.record(actor, "support.granted", fresh, now=now, decision=decision.pk)


def _decline(actor: Any, each: Granted, decision: SupportDecision, now: datetime) -> None:
    current = locked(each.support)
    changes = {"state": next_of(current, "decline"), "decision": decision}
    fresh = update_record(actor, current, changes, current.version)
    trail.record(actor, "support.declined", fresh, now=now, decision=decision.pk)


def _change(actor: Any, change: NewExtent, decision: SupportDecision, now: datetime) -> None:
    current = locked(change.support)
    if current.state not in (SupportState.GRANTED, SupportState.RUNNING):
        raise NotPossible(_("Only a support under way can go on with other hours."))
    wanted = {name: getattr(change, name) for name in EXTENT}
    differs = [name for name, value in wanted.items() if getattr(current, name) != value]
    if not differs:
        raise ValidationError(_("Nothing of “%(support)s” changes.") % {"support": current})
    fresh = update_record(actor, current, {**wanted, "decision": decision}, current.version)
    trail.record(
        actor, "support.extent_changed", fresh, now=now, decision=decision.pk, fields=differs
    )
