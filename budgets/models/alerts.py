"""Thresholds from which on somebody is told, and the telling."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.years import Fund
from sro.records import Record


class AlertScope(models.TextChoices):
    """What is compared with the threshold."""

    FUND = "fund", _("the fund as a whole")
    DISTRICTS = "districts", _("each district by itself")


@pghistory.track()
class Threshold(Record):
    """From which share of the plan on those responsible are told. It stops nothing."""

    fund = models.ForeignKey(
        Fund,
        verbose_name=_("fund"),
        # CASCADE: a threshold means nothing without its fund.
        on_delete=models.CASCADE,
        related_name="thresholds",
    )
    percent = models.PositiveSmallIntegerField(
        _("per cent of the plan"),
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("Compared with the forecast for the end of the year."),
    )
    scope = models.CharField(
        _("looked at"), max_length=10, choices=AlertScope, default=AlertScope.DISTRICTS
    )

    class Meta(Record.Meta):
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["fund", "scope", "percent"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "scope", "percent"],
                name="threshold_once",
                violation_error_message=_("This threshold is there already."),
            ),
            models.CheckConstraint(
                name="threshold_percent",
                condition=Q(percent__gte=1, percent__lte=500),
                violation_error_message=_("Please enter between 1 and 500 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.percent} %"


@pghistory.track()
class Alert(Record):
    """A line whose forecast has crossed a threshold; open until it is below again."""

    threshold = models.ForeignKey(
        Threshold, verbose_name=_("threshold"), on_delete=models.CASCADE, related_name="alerts"
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2)
    forecast = models.DecimalField(_("forecast"), max_digits=14, decimal_places=2)
    raised_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("over since"), null=True)
    mailed_at = models.DateTimeField(_("told by e-mail"), null=True)

    class Meta(Record.Meta):
        verbose_name = _("budget alert")
        verbose_name_plural = _("budget alerts")
        ordering = ["-raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["threshold", "district"],
                condition=Q(closed_at__isnull=True),
                name="alert_once_per_crossing",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return str(self.threshold)

    @property
    def place(self) -> str:
        """What has crossed the threshold: a district or the whole fund, in words."""
        fund = self.threshold.fund
        return f"{fund} – {self.district}" if self.district else str(fund)
