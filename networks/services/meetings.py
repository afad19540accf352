"""Meetings of a network: one, a series, moving, calling off, approving, sharing the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import Network, NetworkMeeting
from networks.rules.meetings import HELD_MEETINGS, MOST_DATES, OPEN_MEETINGS, series
from networks.rules.states import MeetingState
from networks.services.invitations import tell_again
from networks.services.meeting_guards import open_meeting, step
from sro.audit.keeping import created, updated
from sro.records import StaleRecord, acting, locked
from sro.refusals import NotPossible, only_known, required_reason

HEAD = frozenset({"starts_at", "ends_at", "place"})


@dataclass(frozen=True)
class Dates:
    """The meetings that were made, and the days on which the network meets already."""

    made: tuple[NetworkMeeting, ...]
    taken: tuple[date, ...]


def plan_meeting(
    *,
    actor: Any,
    network: Network,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    place: str = "",
) -> NetworkMeeting:
    """Plan one meeting; nobody is invited by it.

    Raises NotPossible before the network begins and once it is over.
    """
    _in_its_time(network, starts_at)
    meeting = NetworkMeeting(
        network=network, starts_at=starts_at, ends_at=ends_at, place=place, created_by=actor
    )
    return created(actor, meeting, now, network=network.pk)


def _in_its_time(network: Network, starts_at: datetime) -> None:
    day = timezone.localdate(starts_at)
    if network.valid_from is not None and day < network.valid_from:
        raise NotPossible(_("The network did not exist yet on that day. Is the year right?"))
    if network.is_over_on(day):
        raise NotPossible(_("The network no longer exists on that day."))


def plan_series(
    *,
    actor: Any,
    network: Network,
    first: date,
    number: int,
    weeks: int,
    begins: time,
    ends: time,
    now: datetime,
    place: str = "",
) -> Dates:
    """Plan several meetings, `weeks` apart. Days with a meeting are told and not used twice.

    Raises ValidationError for a number or rhythm that makes no series.
    """
    with transaction.atomic():
        # Two people who plan at once do not make each date twice.
        locked(network)
        rows = NetworkMeeting.objects.filter(network=network).exclude(state=MeetingState.CANCELLED)
        known = {timezone.localdate(at) for at in rows.values_list("starts_at", flat=True)}
        try:
            dates = series(first, weeks, number, known)
        except ValueError as error:
            raise ValidationError(
                _("Please choose a rhythm in weeks and at most %(most)s dates.")
                % {"most": MOST_DATES}
            ) from error
        made = tuple(
            plan_meeting(
                actor=actor,
                network=network,
                starts_at=moment(day, begins),
                ends_at=moment(day, ends),
                place=place,
                now=now,
            )
            for day in dates.days
        )
    return Dates(made, dates.taken)


def moment(day: date, at: time) -> datetime:
    """Return day and time of the office's clock as a moment."""
    return timezone.make_aware(datetime.combine(day, at))


def move_meeting(
    *,
    actor: Any,
    meeting: NetworkMeeting,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> NetworkMeeting:
    """Change time or place; whoever was invited is told, unless the new time is over.

    Raises NotPossible once the meeting was held or called off.
    """
    only_known(changes, HEAD)
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        if current.state not in OPEN_MEETINGS:
            raise NotPossible(_("The meeting was held; its date stays as it is."))
        differs = any(getattr(current, name) != value for name, value in changes.items())
        if differs and "starts_at" in changes:
            _in_its_time(current.network, changes["starts_at"])
        more = {"edition": current.edition + 1} if differs else {}
        fresh = updated(actor, current, {**changes, **more}, version, now)
        if more:
            tell_again(fresh, now)
    return fresh


def cancel_meeting(
    *, actor: Any, meeting: NetworkMeeting, reason: str, version: int, now: datetime
) -> NetworkMeeting:
    """Call a meeting off; whoever was invited is told. Raises ValidationError without a reason."""
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        text = required_reason(reason)
        changes = {
            "state": step(current, "cancel", text),
            "cancel_reason": text,
            "edition": current.edition + 1,
        }
        fresh = updated(actor, current, changes, version, now, verb="cancelled")
        tell_again(fresh, now)
    return fresh


def approve_minutes(
    *,
    actor: Any,
    meeting: NetworkMeeting,
    approved_in: NetworkMeeting,
    version: int,
    now: datetime,
) -> NetworkMeeting:
    """Note that a later meeting has approved the minutes; from now on they stay as they are.

    Raises NotPossible for a meeting that is not a later one of the same network, or has not begun.
    """
    with acting(actor), transaction.atomic():
        if meeting.state == MeetingState.APPROVED and meeting.approved_in_id == approved_in.pk:
            return meeting
        current = open_meeting(actor, meeting, version)
        later = (
            approved_in.network_id == current.network_id
            and approved_in.starts_at > current.starts_at
            and approved_in.state != MeetingState.CANCELLED
        )
        if not later:
            raise NotPossible(_("Minutes are approved by a later meeting of the same network."))
        if timezone.localdate(approved_in.starts_at) > timezone.localdate(now):
            raise NotPossible(_("The meeting that approves the minutes has not taken place yet."))
        changes = {"state": step(current, "approve"), "approved_in": approved_in}
        return updated(actor, current, changes, version, now, verb="approved")


def share_minutes(
    *, actor: Any, meeting: NetworkMeeting, shared: bool, version: int, now: datetime
) -> NetworkMeeting:
    """Let guests and providers who were invited read the minutes, or no longer."""
    with acting(actor), transaction.atomic():
        current = locked(meeting)
        if current.version != version:
            raise StaleRecord(current)
        if current.state not in HELD_MEETINGS:
            raise NotPossible(_("There are no minutes yet."))
        verb = "minutes_shared" if shared else "minutes_unshared"
        return updated(actor, current, {"minutes_shared": shared}, version, now, verb=verb)
