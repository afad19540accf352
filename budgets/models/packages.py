"""Hours that were agreed: for a support (Stundenkontingent), for a provider (Grundbudget)."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import makes_due
from budgets.models.years import FundKind
from networks.models.ranges import just, span
from sro.records import Record, user_key


@pghistory.track()
class HoursPackage(Record):
    """Hours for a support in a period `[start, end)`, within which the provider divides them.

    What is left of a month stays usable until the package ends.
    """

    support = models.ForeignKey(
        "cases.Support",
        verbose_name=_("support"),
        on_delete=models.PROTECT,
        related_name="hours_packages",
        editable=False,
    )
    start = models.DateField(_("from"))
    end = models.DateField(
        _("ends before"), help_text=_("First day on which these hours can no longer be used.")
    )
    minutes = models.PositiveIntegerField(
        _("hours in all"), validators=[MinValueValidator(1), MaxValueValidator(6_000_000)]
    )
    reason = models.CharField(
        _("reason"), max_length=500, help_text=_("Such as: agreed in the plan conference.")
    )
    # SET_NULL would lose where it was talked about; conferences are called off, never deleted.
    conference = models.ForeignKey(
        "cases.PlanConference",
        verbose_name=_("reviewed in the plan conference"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours_packages",
    )
    set_by = user_key(
        _("set by"),
        editable=False,
    )
    set_at = models.DateTimeField(_("set at"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("hours package")
        verbose_name_plural = _("hours packages")
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hourspackage_period",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="hourspackage_minutes",
                condition=Q(minutes__gte=1),
                violation_error_message=_("A package holds at least one minute."),
            ),
            models.CheckConstraint(
                name="hourspackage_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message=_("Please give a reason."),
            ),
            ExclusionConstraint(
                name="hourspackage_once",
                expressions=[
                    (just("support"), RangeOperators.OVERLAPS),
                    (span("start", "end"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This support already has a package in that time. Please change that one, or "
                    "begin where it ends."
                ),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            # Hours at an hourly rate are money.
            makes_due(
                "commitment_due", "SELECT COALESCE(NEW.support_id, OLD.support_id)", delete=True
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%d.%m.%Y} – {self.last_day:%d.%m.%Y}"

    @property
    def last_day(self) -> date:
        """The last day on which the hours can be used."""
        return self.end - timedelta(days=1)


#: The funds a base budget may be paid from; several for other purposes could not be told apart.
PAYING_FUNDS = [each for each in FundKind.choices if each[0] != FundKind.OTHER]


@pghistory.track()
class BaseBudget(Record):
    """What a provider gets for a district and year beside single supports, and for how much work.

    `minutes` is the work in all, `field_percent` the part of it that is agreed for work in the
    field across and independent of cases ("freie Spitzen"); `amount` in euro. Until it is paid the
    amount binds money of the fund it comes from.
    """

    # PROTECT: money that was agreed stays with whom it was agreed.
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        related_name="base_budgets",
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="base_budgets",
    )
    year = models.PositiveSmallIntegerField(_("budget year"))
    fund_kind = models.CharField(
        _("paid from"),
        max_length=30,
        choices=PAYING_FUNDS,
        default=FundKind.FALL,
        help_text=_("The fund that bookings for it are charged to."),
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    minutes = models.PositiveIntegerField(
        _("hours in all"), validators=[MinValueValidator(1), MaxValueValidator(60_000_000)]
    )
    field_percent = models.PositiveSmallIntegerField(
        _("share for work in the field"),
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent of the hours for cross-case and case-independent work."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = user_key(
        _("entered by"),
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered at"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("base budget")
        verbose_name_plural = _("base budgets")
        ordering = ["-year", "district", "provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "district", "year"],
                name="basebudget_once",
                violation_error_message=_(
                    "This provider already has a base budget for the district and year."
                ),
            ),
            models.CheckConstraint(
                name="basebudget_amount",
                condition=Q(amount__gte=0, amount__lt=10**12),
                violation_error_message=_("The amount must not be negative."),
            ),
            # Years may have several funds of other purposes; a booking could not tell them apart.
            models.CheckConstraint(
                name="basebudget_fund",
                condition=~Q(fund_kind=FundKind.OTHER.value),
                violation_error_message=_("Please choose a fund."),
            ),
            models.CheckConstraint(
                name="basebudget_hours",
                condition=Q(minutes__gte=1, field_percent__lte=100),
                violation_error_message=_("Please enter hours, and a share between 0 and 100."),
            ),
            models.CheckConstraint(
                name="basebudget_year",
                condition=Q(year__gte=1990, year__lte=2100),
                violation_error_message=_("Please enter a year between 1990 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.district} · {self.year}"
