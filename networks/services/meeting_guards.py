"""What every step of a meeting asks first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from networks.models import NetworkMeeting
from networks.rules.states import MEETING_TRANSITIONS, MeetingState
from sro import access
from sro.records import StaleRecord, locked, update_record
from sro.refusals import NotPossible
from sro.states import TransitionRefused, next_state


def open_meeting(actor: Any, meeting: NetworkMeeting, version: int) -> NetworkMeeting:
    """Return the meeting, locked, if it can still be written to and nobody was faster.

    Raises StaleRecord, NotPossible once the minutes are approved or the meeting was called off.
    """
    access.require(actor, "change", meeting)
    current = locked(meeting)
    if current.version != version:
        raise StaleRecord(current)
    if current.state == MeetingState.APPROVED:
        raise NotPossible(_("The minutes are approved; they stay as they are."))
    if current.state == MeetingState.CANCELLED:
        raise NotPossible(_("This meeting was called off."))
    return current


def step(meeting: NetworkMeeting, action: str, reason: str = "") -> str:
    """Return the state an action leads to. Raises NotPossible where it does not start."""
    try:
        return next_state(MEETING_TRANSITIONS, action, meeting.state, reason)
    except TransitionRefused as refused:
        raise NotPossible(
            _("This step is not possible while the meeting is in the state “%(state)s”.")
            % {"state": meeting.get_state_display()}
        ) from refused


def touch(actor: Any, meeting: NetworkMeeting, version: int, **changes: Any) -> NetworkMeeting:
    """Write to the meeting so that its version rises whatever belongs to it has changed."""
    if changes:
        fresh = update_record(actor, meeting, changes, version)
        if fresh.version != version:
            return fresh
    meeting.save(update_fields=["version"])
    meeting.refresh_from_db()
    return meeting
