"""Meetings of networks: agenda, minutes, decisions."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models.bodies import Network
from networks.models.minute_triggers import approved_stay
from networks.querysets.bodies import MeetingQuerySet
from networks.rules.meetings import HELD_MEETINGS, OPEN_MEETINGS
from networks.rules.states import MEETING_TRANSITIONS, MeetingState
from sro.records import Record, user_key
from sro.states import pairs

MEETING_STATES = {
    MeetingState.PLANNED.value: pgettext_lazy("meeting", "planned"),
    MeetingState.INVITED.value: _("invited"),
    MeetingState.HELD.value: _("held, minutes not approved"),
    MeetingState.APPROVED.value: _("minutes approved"),
    MeetingState.CANCELLED.value: pgettext_lazy("meeting", "cancelled"),
}


@pghistory.track()
class NetworkMeeting(Record):
    """One meeting of a network."""

    network = models.ForeignKey(
        Network, verbose_name=_("network"), on_delete=models.PROTECT, related_name="meetings"
    )
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MEETING_STATES,
        default=MeetingState.PLANNED.value,
        editable=False,
    )
    cancel_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    approved_in = models.ForeignKey(
        "self",
        verbose_name=_("minutes approved in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approves",
    )
    created_by = user_key(_("entered by"), editable=False)
    # Raised when the date is moved or called off: each edition is told once to each member.
    edition = models.PositiveSmallIntegerField(_("edition of the date"), default=1, editable=False)
    minutes_by = user_key(_("minutes written by"), null=True, blank=True, editable=False)
    minutes_at = models.DateTimeField(_("minutes last written"), null=True, editable=False)
    minutes_shared = models.BooleanField(
        _("guests and providers may read the minutes"), default=False
    )

    objects = MeetingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="networkmeeting_period",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="networkmeeting_states",
                field="state",
                transitions=pairs(MEETING_TRANSITIONS),
            ),
            approved_stay("meeting_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.day:%d.%m.%Y}"

    @property
    def day(self) -> date:
        """The day on the office's calendar."""
        return timezone.localdate(self.starts_at)

    @property
    def is_open(self) -> bool:
        """Whether it can still be prepared, moved or called off."""
        return self.state in OPEN_MEETINGS

    @property
    def has_minutes(self) -> bool:
        """Whether it took place."""
        return self.state in HELD_MEETINGS
