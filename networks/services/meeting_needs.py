"""From a meeting to the board of needs: what people miss there is reported for their network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from networks.models import AgendaItem, Need, NeedOrigin, NetworkMeeting
from networks.rules.states import MeetingState
from networks.services.needs import report_need
from sro import access
from sro.audit.keeping import updated
from sro.records import locked


def report_from_meeting(
    *,
    actor: Any,
    meeting: NetworkMeeting,
    now: datetime,
    item: AgendaItem | None = None,
    **values: Any,
) -> Need:
    """Report a need that was named in a meeting; the point of its agenda leads to it from then on.

    `values` are those of :func:`networks.services.needs.report_need`. Minutes that are approved
    stay as they are, and a point that names a need already keeps it.
    """
    with transaction.atomic():
        access.require(actor, "view", meeting)
        need = report_need(
            actor=actor, now=now, origin=NeedOrigin.MEETING, network=meeting.network, **values
        )
        if item is not None and access.can(actor, "change", item):
            _lead_to(actor, meeting, item, need, now)
    return need


def _lead_to(
    actor: Any, meeting: NetworkMeeting, item: AgendaItem, need: Need, now: datetime
) -> None:
    # The meeting first, as whoever writes or approves its minutes.
    state = locked(meeting).state
    current = locked(item)
    fixed = state in (MeetingState.APPROVED, MeetingState.CANCELLED)
    if fixed or current.meeting_id != meeting.pk or current.need_id is not None:
        return
    updated(actor, current, {"need": need}, current.version, now, verb="need_reported")
