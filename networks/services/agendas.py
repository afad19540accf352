"""The agenda of a meeting: proposed from what is open, changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.models import AgendaItem, Need, Network, NetworkMeeting, NetworkTask
from networks.rules.meetings import HELD_MEETINGS
from networks.rules.states import OPEN_NEEDS, MeetingState
from networks.services.meeting_guards import open_meeting, touch
from sro import access
from sro.audit import trail
from sro.records import acting, create_records, delete_record, update_record
from sro.refusals import NotPossible

#: As many needs come onto one agenda; the oldest first, nobody talks about more in an evening.
MOST_NEEDS = 8
LONGEST = 200


@dataclass(frozen=True)
class Point:
    """A line of the agenda as somebody wants it; without a title it is taken off."""

    title: str
    item: AgendaItem | None = None
    need: Need | None = None


def previous_meeting(meeting: NetworkMeeting) -> NetworkMeeting | None:
    """Return the last meeting of the network that was held before this one."""
    earlier = NetworkMeeting.objects.filter(
        network=meeting.network_id, state__in=HELD_MEETINGS, starts_at__lt=meeting.starts_at
    )
    return earlier.order_by("-starts_at", "-pk").first()


def propose_agenda(
    *, actor: Any, meeting: NetworkMeeting, version: int, now: datetime
) -> NetworkMeeting:
    """Put on the agenda what is open: minutes to approve, tasks of last time, needs of the place.

    What stands there already stays, and nothing is put there twice. Raises NotPossible when there
    is nothing to add.
    """
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        items = list(current.agenda.all())
        proposed = _proposed(actor, current, items)
        if not proposed:
            raise NotPossible(_("Everything that is open stands on the agenda already."))
        _append(actor, current, items, proposed)
        fresh = touch(actor, current, version)
        trail.record(actor, "networkmeeting.agenda_proposed", fresh, now=now, rows=len(proposed))
    return fresh


def _proposed(actor: Any, meeting: NetworkMeeting, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    tasks = {item.task_id for item in items}
    needs = {item.need_id for item in items}
    titles = {item.title for item in items}
    last = previous_meeting(meeting)
    found = []
    if last is not None and last.state == MeetingState.HELD:
        day = date_format(last.day, "SHORT_DATE_FORMAT")
        found.append(AgendaItem(title=_("Approving the minutes of %(day)s") % {"day": day}))
    open_tasks = NetworkTask.objects.filter(
        network=meeting.network_id, meeting__starts_at__lt=meeting.starts_at
    ).open()
    found += [
        AgendaItem(title=_titled(_("Task: %(title)s"), task.title), task=task)
        for task in open_tasks.order_by("due_on", "pk")
        if task.pk not in tasks
    ]
    rows = needs_of(actor, meeting).order_by("reported_on", "pk")
    found += [
        AgendaItem(title=_titled(_("Need: %(title)s"), called(need, meeting.network)), need=need)
        for need in rows[:MOST_NEEDS]
        if need.pk not in needs
    ]
    return [item for item in found if item.title not in titles]


def called(need: Need, network: Network) -> str:
    """Return a need's title; with its place where the network works for more than one."""
    if network.social_space_id is not None:
        return need.title
    place = f" · {need.place}"
    return need.title[: LONGEST - len(place) - len(_("Need: %(title)s"))] + place


def needs_of(actor: Any, meeting: NetworkMeeting) -> Any:
    """Return the open needs of the place the network works for, as far as the person sees them."""
    network = meeting.network
    rows = Need.objects.visible_to(actor).filter(state__in=OPEN_NEEDS)
    rows = rows.select_related("social_space__district", "district")
    if network.social_space_id is not None:
        return rows.filter(social_space=network.social_space_id)
    if network.district_id is not None:
        return rows.filter(district=network.district_id)
    return rows


def _titled(frame: str, title: str) -> str:
    return (frame % {"title": title})[:LONGEST]


def write_agenda(
    *,
    actor: Any,
    meeting: NetworkMeeting,
    points: Sequence[Point],
    version: int,
    now: datetime,
) -> NetworkMeeting:
    """Bring the agenda into this order; points without a title are taken off.

    Raises NotPossible for a point about which something was written or decided already.
    """
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        fresh: list[AgendaItem] = []
        position = 0
        for point in points:
            if not point.title.strip():
                _take_off(actor, point.item)
                continue
            position += 1
            changes = {"title": point.title.strip(), "position": position}
            if point.item is None:
                fresh.append(AgendaItem(meeting=current, need=point.need, **changes))
            else:
                update_record(actor, point.item, changes, point.item.version)
        create_records(actor, fresh)
        saved = touch(actor, current, version)
        trail.record(actor, "networkmeeting.agenda_written", saved, now=now, rows=position)
    return saved


def _take_off(actor: Any, item: AgendaItem | None) -> None:
    if item is None:
        return
    if item.text.strip() or item.decisions.exists():
        raise NotPossible(
            _("Something is written about “%(title)s” already; it stays on the agenda.")
            % {"title": item.title}
        )
    access.require(actor, "delete", item)
    delete_record(actor, item, item.version)


def _append(
    actor: Any,
    meeting: NetworkMeeting,
    items: Sequence[AgendaItem],
    more: Sequence[AgendaItem],
) -> None:
    last = max((item.position for item in items), default=0)
    for step, item in enumerate(more, last + 1):
        item.meeting, item.position = meeting, step
    create_records(actor, more)
