"""Who reported a need, and what they were told."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.needs import NEED_STATES, Need, NeedOrigin
from sro.records import Record, user_key


@pghistory.track()
class NeedReport(Record):
    """One voice: somebody, a meeting, a figure or the plans of a quarter named the need.

    It stays with its need when that is merged into another one.
    """

    need = models.ForeignKey(
        Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="reports"
    )
    source = models.CharField(
        _("seen in"), max_length=10, choices=NeedOrigin, default=NeedOrigin.DIRECT, editable=False
    )
    reporter = user_key(_("reported by"), null=True, blank=True, editable=False)
    reported_on = models.DateField(_("reported on"), editable=False)
    words = models.TextField(_("in the words of the report"), max_length=2000, blank=True)
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="need_reports",
    )
    # What was counted, so that the same is not taken in twice: quarter, place and kind.
    origin_key = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("report of a need")
        verbose_name_plural = _("reports of needs")
        ordering = ["reported_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="needreport_origin",
                condition=Q(source=NeedOrigin.PLANS, origin_key__isnull=False, reporter=None)
                | ~Q(source=NeedOrigin.PLANS) & Q(origin_key=None, reporter__isnull=False),
                violation_error_message=_("Please say who reports the need."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.need)


@pghistory.track()
class NeedAnswer(Record):
    """What somebody who reported a need is told about it. Answers stay as they were given."""

    report = models.ForeignKey(
        NeedReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="answers"
    )
    state = models.CharField(_("state"), max_length=10, choices=NEED_STATES, editable=False)
    text = models.TextField(_("answer"), max_length=2000, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), editable=False)
    answered_by = user_key(_("answered by"), editable=False)
    seen_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("answer to a report")
        verbose_name_plural = _("answers to reports")
        ordering = ["-answered_at", "-pk"]
        indexes = [
            models.Index(
                fields=["report"], name="needanswer_unseen", condition=Q(seen_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.report)
