"""Supports: proposing, changing the proposal, beginning, prolonging, ending.

Only a decision grants a support (cases.services.decisions); what was granted changes by a decision
only, except that a planned end may be moved with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, EndReason, Person, Support
from cases.rules.states import SUPPORT_TRANSITIONS, SupportState
from cases.services.guards import working_case
from networks.models import Agreement, Provider, Setting, SupportType
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated
from sro.records import StaleRecord, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason
from sro.states import TransitionRefused, next_state

FIELDS = frozenset(
    {
        *("person", "support_type", "setting", "provider", "agreement", "plan", "start"),
        *("planned_end", "minutes", "minutes_per", "combined_with"),
    }
)


def propose_support(
    *,
    actor: Any,
    case: Case,
    person: Person,
    support_type: SupportType,
    start: date,
    now: datetime,
    setting: str = "",
    **values: Any,
) -> Support:
    """Propose a support for a person of the case; nothing is granted by it.

    The legal basis is taken from the kind of support as it is today, the setting too unless the
    kind allows any. Further values: provider, agreement, plan, planned_end, minutes, minutes_per,
    combined_with. Raises ValidationError for a kind no longer in use, a missing setting, or
    people, plans and supports of another case.
    """
    only_known(values, FIELDS)
    with transaction.atomic():
        case = working_case(actor, case)
        support = Support(
            case=case,
            person=person,
            support_type=support_type,
            setting=setting,
            start=start,
            created_by=actor,
            **values,
        )
        _complete(support)
        return created(actor, support, now, case=case.pk, kind=support_type.code)


def update_support(
    *, actor: Any, support: Support, changes: Mapping[str, Any], version: int, now: datetime
) -> Support:
    """Change a proposal. Raises NotPossible once it was decided about, StaleRecord like others."""
    only_known(changes, FIELDS)
    with transaction.atomic():
        _case, current = _open(actor, support)
        if current.state != SupportState.PROPOSED:
            raise NotPossible(_("What was decided changes by a new decision only."))
        if current.version != version:
            raise StaleRecord(current)
        wanted = Support(pk=current.pk, case=current.case, created_by=current.created_by)
        for name in FIELDS:
            setattr(wanted, name, changes.get(name, getattr(current, name)))
        _complete(wanted, before=current.support_type)
        values = {name: getattr(wanted, name) for name in (*FIELDS, "legal_basis")}
        return updated(actor, current, values, version, now)


def withdraw_support(*, actor: Any, support: Support, version: int, now: datetime) -> None:
    """Take a proposal back that was not decided about."""
    with transaction.atomic():
        _case, current = _open(actor, support)
        if current.state != SupportState.PROPOSED:
            raise NotPossible(_("This was decided about; it stays in the file."))
        deleted(actor, current, version, now)


def begin_support(
    *, actor: Any, support: Support, start: date, version: int, now: datetime
) -> Support:
    """Begin a granted support on `start`, today or an earlier day.

    Raises NotPossible before it is granted, ValidationError for a day to come.
    """
    with transaction.atomic():
        _case, current = _open(actor, support)
        if start > timezone.localdate(now):
            raise ValidationError({"start": _("Please enter today or an earlier day.")})
        changes: dict[str, Any] = {"state": next_of(current, "begin"), "start": start}
        if current.planned_end is not None and current.planned_end <= start:
            raise ValidationError({"start": _("By then the support would be over as planned.")})
        fresh = update_record(actor, current, changes, version, "begin")
        trail.record(actor, "support.begun", fresh, now=now, case=fresh.case_id)
    return fresh


def prolong_support(
    *,
    actor: Any,
    support: Support,
    planned_end: date | None,
    reason: str,
    version: int,
    now: datetime,
) -> Support:
    """Move the planned end (first day without the support) of a support under way, with a reason.

    Kind, provider and hours stay as they were granted. Raises ValidationError without a reason or
    for an end before the beginning.
    """
    with transaction.atomic():
        _case, current = _open(actor, support)
        if current.state not in (SupportState.GRANTED, SupportState.RUNNING):
            raise NotPossible(_("Only a support under way can be prolonged."))
        text = required_reason(reason)
        if planned_end == current.planned_end:
            raise ValidationError({"planned_end": _("This is the planned end already.")})
        changes = {"planned_end": planned_end, "planned_end_reason": text}
        return updated(actor, current, changes, version, now, verb="prolonged")


def end_support(
    *,
    actor: Any,
    support: Support,
    end: date,
    end_reason: str,
    version: int,
    now: datetime,
    end_note: str = "",
) -> Support:
    """End a support; `end` is the first day without it, tomorrow at the latest.

    Raises ValidationError for an end before the beginning or without a reason, NotPossible for a
    support that was not granted.
    """
    with transaction.atomic():
        _case, current = _open(actor, support)
        if end > timezone.localdate(now) + timedelta(days=1):
            raise ValidationError(
                {"end": _("This day is still to come; please enter it as the planned end.")}
            )
        if end < current.start:
            raise ValidationError({"end": _("The end cannot lie before the beginning.")})
        if end_reason not in EndReason.values or not end_reason:
            raise ValidationError({"end_reason": _("Please choose why the support ends.")})
        changes = {
            "state": next_of(current, "end"),
            "end": end,
            "end_reason": end_reason,
            "end_note": end_note.strip(),
        }
        fresh = update_record(actor, current, changes, version, "end")
        trail.record(actor, "support.ended", fresh, now=now, case=fresh.case_id, kind=end_reason)
    return fresh


def agreement_for(
    provider: Provider | None, support_type: SupportType, day: date
) -> Agreement | None:
    """Return the agreement under which a provider delivers a kind of support on a day.

    The one that names the kind, else the only one in force; None where it is not clear. Which
    amounts it holds plays no part.
    """
    if provider is None:
        return None
    in_force = Agreement.objects.valid_on(day).filter(provider=provider).order_by("pk")
    naming = list(in_force.filter(rates__support_type=support_type).distinct()[:2])
    found = naming or list(in_force[:2])
    return found[0] if len(found) == 1 else None


def next_of(support: Support, action: str) -> str:
    """Return the state an action leads to; raises NotPossible where it does not start here."""
    try:
        return next_state(SUPPORT_TRANSITIONS, action, support.state)
    except TransitionRefused as refused:
        raise NotPossible(
            _("“%(support)s” is in the state “%(state)s”; this step does not start there.")
            % {"support": support, "state": support.get_state_display()}
        ) from refused


def _open(actor: Any, support: Support) -> tuple[Case, Support]:
    case = working_case(actor, support.case)
    return case, locked(support)


def _complete(support: Support, before: SupportType | None = None) -> None:
    """Fill in what follows from the kind of support, and refuse what does not fit together."""
    kind = support.support_type
    if not kind.is_active and kind != before:
        raise ValidationError({"support_type": _("This kind of support is no longer in use.")})
    support.legal_basis = kind.legal_basis
    if kind.setting != Setting.ANY:
        support.setting = kind.setting
    elif support.setting not in Setting.values or support.setting == Setting.ANY:
        raise ValidationError({"setting": _("Please say where this support takes place.")})
    case = support.case
    if not case.members.filter(person=support.person).exists():
        raise ValidationError({"person": _("Please choose a person of this case.")})
    if support.plan is not None and support.plan.case_id != case.pk:
        raise ValidationError({"plan": _("Please choose a plan of this case.")})
    partner = support.combined_with
    if partner is not None and (partner.case_id != case.pk or partner.pk == support.pk):
        raise ValidationError({"combined_with": _("Please choose another support of this case.")})
    if support.agreement is not None and support.agreement.provider_id != support.provider_id:
        raise ValidationError({"agreement": _("Please choose an agreement of this provider.")})
