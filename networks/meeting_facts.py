"""What a meeting's page, its minutes on paper and the start page show, within a person's rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.models import (
    AgendaItem,
    MeetingInvitation,
    NetworkDecision,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
)
from networks.rules.meetings import HELD_MEETINGS, TaskState
from networks.rules.states import MeetingState
from sro import access


@dataclass
class MemberNames:
    """Names of members for one reader: private people only where the reader may see them."""

    visible: set[int]

    def of(self, member: NetworkMember | None) -> str:
        """Return who it is, as far as the reader may know."""
        if member is None:
            return ""
        return str(member) if member.pk in self.visible else str(member.get_kind_display())


def names_for(user: Any, network_id: int) -> MemberNames:
    """Return the names of a network's members for this reader."""
    rows = NetworkMember.objects.visible_to(user).filter(network=network_id)
    return MemberNames(set(rows.values_list("pk", flat=True)))


@dataclass(frozen=True)
class TaskLine:
    """A task with its owner's name and whether it is late."""

    task: NetworkTask
    owner: str
    late: bool
    may_follow_up: bool = False


@dataclass(frozen=True)
class PersonLine:
    """Somebody who was invited, and whether they came."""

    row: MeetingInvitation
    name: str


@dataclass
class Facts:
    """All that is shown of a meeting."""

    meeting: NetworkMeeting
    items: list[AgendaItem]
    people: list[PersonLine]
    tasks: list[TaskLine]
    earlier: list[TaskLine]
    previous: NetworkMeeting | None
    reads_minutes: bool
    changes: bool
    decisions: int = 0
    approves: list[NetworkMeeting] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the meeting's time is over: no mail about it is on its way any more."""
        return self.meeting.ends_at <= timezone.now()

    @property
    def to_approve(self) -> NetworkMeeting | None:
        """The earlier meeting whose minutes still wait, once this one has begun."""
        last = self.previous
        if last is None or last.state != MeetingState.HELD:
            return None
        begun = self.meeting.day <= timezone.localdate()
        return last if begun and self.meeting.state != MeetingState.CANCELLED else None


def facts_of(user: Any, meeting: NetworkMeeting) -> Facts:
    """Collect what this person may see of a meeting; a fixed number of queries."""
    reads = access.can(user, "read_minutes", meeting)
    names = names_for(user, meeting.network_id)
    decisions = NetworkDecision.objects.visible_to(user)
    items = list(
        AgendaItem.objects.visible_to(user)
        .filter(meeting=meeting)
        .select_related("need", "task")
        .prefetch_related(Prefetch("decisions", decisions))
    )
    if not reads:
        for item in items:
            # The agenda belongs to the invitation; what was said to it does not.
            item.text = ""
    rows = MeetingInvitation.objects.visible_to(user).filter(meeting=meeting)
    rows = rows.select_related("member__institution", "member__provider", "member__user")
    previous = (
        NetworkMeeting.objects.visible_to(user)
        .filter(
            network=meeting.network_id, state__in=HELD_MEETINGS, starts_at__lt=meeting.starts_at
        )
        .order_by("-starts_at", "-pk")
        .first()
    )
    own = NetworkTask.objects.visible_to(user).filter(meeting=meeting)
    return Facts(
        meeting=meeting,
        items=items,
        people=[PersonLine(row, names.of(row.member)) for row in rows],
        tasks=task_lines(user, own, names),
        earlier=task_lines(user, earlier_tasks(user, meeting, previous), names),
        previous=previous,
        reads_minutes=reads and meeting.has_minutes,
        changes=access.can(user, "change", meeting),
        decisions=sum(len(item.decisions.all()) for item in items),
        approves=list(
            NetworkMeeting.objects.visible_to(user)
            .filter(approved_in=meeting)
            .order_by("starts_at")
        ),
    )


def earlier_tasks(user: Any, meeting: NetworkMeeting, previous: NetworkMeeting | None) -> Any:
    """Return what earlier meetings agreed: what is still open, and what was settled since."""
    rows = NetworkTask.objects.visible_to(user).filter(
        network=meeting.network_id, meeting__starts_at__lt=meeting.starts_at
    )
    if previous is None:
        return rows
    settled = Q(ended_on__gte=timezone.localdate(previous.starts_at))
    if meeting.has_minutes:
        settled &= Q(ended_on__lte=timezone.localdate(meeting.starts_at))
    return rows.filter(Q(state=TaskState.OPEN) | Q(meeting=previous) | settled)


def task_lines(user: Any, rows: Any, names: MemberNames) -> list[TaskLine]:
    """Return tasks with names, those still open first, the most urgent on top."""
    today = timezone.localdate()
    tasks = list(rows.with_owners().order_by("due_on", "pk"))
    may = set(
        NetworkTask.objects.allowing(user, "follow_up")
        .filter(pk__in=[task.pk for task in tasks])
        .values_list("pk", flat=True)
    )
    lines = [
        TaskLine(
            task,
            names.of(task.owner),
            late=task.state == TaskState.OPEN and task.due_on is not None and task.due_on < today,
            may_follow_up=task.pk in may,
        )
        for task in tasks
    ]
    return sorted(lines, key=lambda line: line.task.state != TaskState.OPEN)


def when(meeting: NetworkMeeting) -> str:
    """Return day and time in words."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return _("%(day)s, %(begins)s to %(ends)s") % {
        "day": date_format(start, "l, j. F Y"),
        "begins": date_format(start, "H:i"),
        "ends": date_format(end, "H:i"),
    }
