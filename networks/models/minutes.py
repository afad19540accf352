"""What a meeting is about and what came of it: agenda, who was there, decisions, tasks."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models.bodies import Network, NetworkMember
from networks.models.meetings import NetworkMeeting
from networks.models.minute_triggers import kept_with_minutes
from networks.querysets.bodies import TaskQuerySet
from networks.rules.meetings import TaskState
from sro.records import Record

TASK_STATES = {
    TaskState.OPEN.value: pgettext_lazy("task", "open"),
    TaskState.DONE.value: pgettext_lazy("task", "done"),
    TaskState.DROPPED.value: pgettext_lazy("task", "dropped"),
}


def _meeting(related_name: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        NetworkMeeting,
        verbose_name=_("meeting"),
        on_delete=models.CASCADE,
        related_name=related_name,
        **options,
    )


@pghistory.track()
class MeetingInvitation(Record):
    """A member who is asked to come to a meeting, and whether they came."""

    meeting = _meeting("invitations")
    member = models.ForeignKey(
        NetworkMember,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    # Which edition of the date was told; higher wishes are sent by a job, once each.
    wanted_edition = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_edition = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    sent_start = models.DateTimeField(
        _("date that was told"), null=True, blank=True, editable=False
    )
    attended = models.BooleanField(_("was there"), null=True, blank=True)

    history_without = ("wanted_edition", "sent_edition", "sent_start")

    class Meta(Record.Meta):
        verbose_name = _("invitation to a meeting")
        verbose_name_plural = _("invitations to meetings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="meetinginvitation_once",
                violation_error_message=_("This member is invited already."),
            )
        ]
        triggers = [
            *Record.Meta.triggers,
            kept_with_minutes(
                "invitation_approved", "wanted_edition", "sent_edition", "sent_at", "sent_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)


@pghistory.track()
class NetworkTask(Record):
    """Something a member took on in a meeting."""

    network = models.ForeignKey(
        Network, verbose_name=_("network"), on_delete=models.PROTECT, related_name="tasks"
    )
    meeting = models.ForeignKey(
        NetworkMeeting,
        verbose_name=_("agreed in"),
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    title = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(
        NetworkMember,
        verbose_name=_("who does it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    due_on = models.DateField(_("until"), null=True, blank=True, db_index=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TASK_STATES, default=TaskState.OPEN.value
    )
    note = models.CharField(_("what became of it"), max_length=500, blank=True)
    ended_on = models.DateField(_("settled on"), null=True, blank=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("task of a network")
        verbose_name_plural = _("tasks of networks")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="networktask_dropped",
                condition=~Q(state=TaskState.DROPPED.value) | Q(note__regex=r"\S"),
                violation_error_message=_("Please say why the task is dropped."),
            ),
            models.CheckConstraint(
                name="networktask_ended",
                condition=Q(state=TaskState.OPEN.value, ended_on__isnull=True)
                | ~Q(state=TaskState.OPEN.value) & Q(ended_on__isnull=False),
                violation_error_message=_("A settled task has a day on which it was settled."),
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="networktask_open")]
        triggers = [
            *Record.Meta.triggers,
            # What was agreed stays; what becomes of it is noted later.
            kept_with_minutes("task_approved", "owner_id", "due_on", "state", "note", "ended_on"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class AgendaItem(Record):
    """A point of the agenda, and what was said about it."""

    meeting = _meeting("agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("point"), max_length=200)
    need = models.ForeignKey(
        "networks.Need",
        verbose_name=_("need"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
    )
    task = models.ForeignKey(
        NetworkTask,
        verbose_name=_("task of an earlier meeting"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
    )
    text = models.TextField(_("what was said"), max_length=10000, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of agendas")
        ordering = ["position", "pk"]
        triggers = [*Record.Meta.triggers, kept_with_minutes("agenda_approved")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class NetworkDecision(Record):
    """Something a meeting decided."""

    meeting = _meeting("decisions")
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("point of an agenda"),
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("decision"), max_length=1000)

    class Meta(Record.Meta):
        verbose_name = _("decision of a network")
        verbose_name_plural = _("decisions of networks")
        ordering = ["item__position", "position", "pk"]
        triggers = [*Record.Meta.triggers, kept_with_minutes("decision_approved")]

    def __str__(self) -> str:
        return self.text
