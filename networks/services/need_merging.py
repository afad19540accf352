"""Merging needs that mean the same, and taking it back.

A merged need keeps everything: its reports, its links, its own words and the state it had. Only
`merged_into` and the state say that another one stands for it; taking the merge back restores
what was there, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Need
from networks.rules.states import NEED_TRANSITIONS, OPEN_NEEDS, NeedState
from networks.services.needs import tell_reporters
from sro import access
from sro.audit.keeping import updated
from sro.records import StaleRecord
from sro.refusals import NotPossible
from sro.states import next_state

Versions = Iterable[tuple[Need, int]]


def merge(
    *, actor: Any, target: Need, target_version: int, others: Versions, now: datetime
) -> Need:
    """Let one open need stand for others of the same district: all of them, or nothing happens.

    Whoever reported one of the others hears of the target's plan if there is one already, and that
    there is none if their own need was planned. Raises NotPossible for needs that are not open or
    lie elsewhere, StaleRecord if one was changed.
    """
    versions = {need.pk: version for need, version in others}
    if target.pk in versions or not versions:
        raise ValidationError(_("Please choose at least two needs and the one that stays."))
    with transaction.atomic():
        rows = _locked([target.pk, *versions])
        head = rows[target.pk]
        for pk, row in rows.items():
            access.require(actor, "decide", row)
            if row.version != {**versions, target.pk: target_version}[pk]:
                raise StaleRecord(row)
            _require_fitting(row, head)
        sources = [rows[pk] for pk in sorted(versions)]
        planned = head.state == NeedState.PLANNED
        # To the others nothing is said that does not hold any more.
        told = [row for row in sources if planned or row.state == NeedState.PLANNED]
        for row in sources:
            changes = {
                "state": next_state(NEED_TRANSITIONS, "merge", row.state).value,
                "state_before": row.state,
                "merged_into": head,
            }
            updated(actor, row, changes, row.version, now, action="decide", verb="merged")
        # A page that shows the target must learn of what it stands for now.
        Need.objects.filter(pk=head.pk).update(decided_on=head.decided_on)
        if told:
            _tell(actor, told, head.state, now)
        head.refresh_from_db()
    return head


def split(*, actor: Any, need: Need, version: int, now: datetime) -> Need:
    """Take a merge back: the need stands for itself again, as it did before.

    Whoever reported it and was told about the other one hears where the own need stands.
    """
    with transaction.atomic():
        if need.merged_into_id is None:
            raise NotPossible(_("This need is not merged into another one."))
        rows = _locked([need.pk, need.merged_into_id])
        current = rows[need.pk]
        access.require(actor, "decide", current)
        if current.version != version:
            raise StaleRecord(current)
        if current.merged_into_id is None:
            raise NotPossible(_("This need is not merged into another one."))
        back = next_state(NEED_TRANSITIONS, f"split_{current.state_before}", current.state)
        changes = {"state": back.value, "state_before": "", "merged_into": None}
        head = rows[current.merged_into_id or 0]
        fresh = updated(actor, current, changes, version, now, action="decide", verb="split")
        Need.objects.filter(pk=head.pk).update(decided_on=head.decided_on)
        if fresh.state == NeedState.PLANNED or head.state not in (
            NeedState.REPORTED,
            NeedState.ASSESSED,
        ):
            _tell(actor, [fresh], fresh.state, now)
    return fresh


def _locked(keys: Iterable[int]) -> dict[int, Need]:
    """Lock needs in one order for everybody; merging takes place under these locks only."""
    rows = Need.objects.filter(pk__in=set(keys)).order_by("pk").select_for_update(of=("self",))
    return {row.pk: row for row in rows}


def _require_fitting(row: Need, head: Need) -> None:
    if row.state not in OPEN_NEEDS:
        raise NotPossible(
            _("“%(need)s” is %(state)s. Only open needs can be merged.")
            % {"need": row.title, "state": row.get_state_display()}
        )
    if row.district_id != head.district_id:
        raise NotPossible(
            _("“%(need)s” lies in another district. Needs are merged within a district.")
            % {"need": row.title}
        )


def _tell(actor: Any, needs: Sequence[Need], state: str, now: datetime) -> None:
    members = Need.objects.members_of([need.pk for need in needs])
    every = {pk for below in members.values() for pk in below}
    tell_reporters(actor=actor, needs=every, state=state, text="", now=now)
