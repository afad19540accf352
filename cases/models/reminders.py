"""What comes back on a day, and the calendar that says so."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key
from cases.querysets.cases import CaseQuerySet
from sro.records import Record, user_key


@pghistory.track()
class FollowUp(Record):
    """Something to come back to on a day."""

    case = case_key("follow_ups")
    due_on = models.DateField(_("on"))
    note = models.CharField(_("what for"), max_length=300)
    assigned_to = user_key(_("for"), related_name="follow_ups")
    author = user_key(_("entered by"), editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    done_by = user_key(_("done by"), null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                "assigned_to", "due_on", condition=Q(done_on__isnull=True), name="followup_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d.%m.%Y}"


@pghistory.track(exclude=["token_hash"])
class CalendarFeed(Record):
    """A private address under which a calendar program reads somebody's dates, without names.

    Only a hash of the secret part is kept; a lost address is revoked and a new one made.
    """

    user = user_key(_("person"), related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    last_read_at = models.DateTimeField(_("last read at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendarfeed_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y}"
