"""Minutes: who was there, what was said and decided, who does what until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import (
    AgendaItem,
    NetworkDecision,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
)
from networks.rules.meetings import HELD_MEETINGS, TaskState
from networks.services.invitations import rows_for
from networks.services.meeting_guards import open_meeting, step, touch
from sro.audit import trail
from sro.audit.keeping import in_words, updated
from sro.records import acting, create_record, create_records, delete_record, update_record
from sro.refusals import NotPossible, required_reason


@dataclass(frozen=True)
class Agreed:
    """A task as it was written down; without a title it is taken off."""

    title: str
    owner: NetworkMember | None = None
    due_on: date | None = None
    task: NetworkTask | None = None


@dataclass(frozen=True)
class Further:
    """A point that stood on no agenda; without a title there is none."""

    title: str = ""
    text: str = ""
    decisions: Sequence[str] = ()


@dataclass(frozen=True)
class Minutes:
    """All that is written down of one meeting. Texts and decisions by agenda item."""

    present: Collection[NetworkMember] = ()
    texts: Mapping[int, str] = field(default_factory=dict)
    decisions: Mapping[int, Sequence[str]] = field(default_factory=dict)
    tasks: Sequence[Agreed] = ()
    further: Further = Further()


def write_minutes(
    *, actor: Any, meeting: NetworkMeeting, minutes: Minutes, version: int, now: datetime
) -> NetworkMeeting:
    """Write down what happened; the first time it turns the meeting into a held one.

    May be repeated until the next meeting has approved the minutes. Raises StaleRecord when
    somebody was faster, NotPossible before the day of the meeting.
    """
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        values: dict[str, Any] = {"minutes_at": now, "minutes_by": actor}
        first = current.state not in HELD_MEETINGS
        if first:
            if timezone.localdate(current.starts_at) > timezone.localdate(now):
                raise NotPossible(
                    _("This meeting lies ahead. Please change its date first if it has been held.")
                )
            values["state"] = step(current, "hold")
        _note_present(actor, current, minutes.present)
        for item in current.agenda.select_for_update(of=("self",)):
            text = minutes.texts.get(item.pk, item.text)
            update_record(actor, item, {"text": text}, item.version)
            if item.pk in minutes.decisions:
                _decide(actor, item, minutes.decisions[item.pk])
        _add(actor, current, minutes.further)
        _agree(actor, current, minutes.tasks)
        fresh = touch(actor, current, version, **values)
        verb = "held" if first else "minutes_written"
        trail.record(actor, f"networkmeeting.{verb}", fresh, now=now)
    return fresh


def _note_present(actor: Any, meeting: NetworkMeeting, present: Collection[NetworkMember]) -> None:
    """Note who was there; of everybody else who was asked that they were not."""
    here = {member.pk for member in present}
    rows_for(actor, meeting, present)
    for row in meeting.invitations.select_for_update(of=("self",)):
        update_record(actor, row, {"attended": row.member_id in here}, row.version)


def _add(actor: Any, meeting: NetworkMeeting, further: Further) -> None:
    if not further.title:
        return
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(meeting=meeting, position=last + 1, title=further.title, text=further.text)
    create_record(actor, item)
    _decide(actor, item, further.decisions)


def _decide(actor: Any, item: AgendaItem, texts: Sequence[str]) -> None:
    """Let the decisions about a point be these, in this order."""
    wanted = [text.strip() for text in texts if text.strip()]
    known = list(item.decisions.select_for_update(of=("self",)).order_by("position", "pk"))
    for position, (row, text) in enumerate(zip(known, wanted, strict=False), 1):
        update_record(actor, row, {"text": text, "position": position}, row.version)
    for row in known[len(wanted) :]:
        delete_record(actor, row, row.version)
    create_records(
        actor,
        [
            NetworkDecision(meeting=item.meeting, item=item, position=position, text=text)
            for position, text in enumerate(wanted[len(known) :], len(known) + 1)
        ],
    )


def _agree(actor: Any, meeting: NetworkMeeting, tasks: Sequence[Agreed]) -> None:
    for agreed in tasks:
        values = {"title": agreed.title.strip(), "owner": agreed.owner, "due_on": agreed.due_on}
        with in_words(NetworkTask):
            if agreed.task is None:
                if values["title"]:
                    task = NetworkTask(network=meeting.network, meeting=meeting, **values)
                    create_record(actor, task)
            elif values["title"]:
                update_record(actor, agreed.task, values, agreed.task.version)
            elif agreed.task.agenda_items.exists():
                raise NotPossible(
                    _("“%(title)s” stands on another agenda; please drop it with a reason instead.")
                    % {"title": agreed.task.title}
                )
            else:
                delete_record(actor, agreed.task, agreed.task.version)


def follow_up(
    *,
    actor: Any,
    task: NetworkTask,
    state: str,
    note: str,
    version: int,
    now: datetime,
) -> NetworkTask:
    """Say what became of a task. Raises ValidationError when it is dropped without a reason."""
    text = note.strip()
    if state == TaskState.DROPPED:
        text = required_reason(note)
    ended = None if state == TaskState.OPEN else timezone.localdate(now)
    return updated(
        actor,
        task,
        {"state": state, "note": text, "ended_on": ended},
        version,
        now,
        action="follow_up",
        verb="followed_up",
    )
