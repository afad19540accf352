"""What was spent: the ledger, and figures entered by hand where the ledger has none."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import waits_for_its_support
from budgets.models.years import Fund, FundKind
from budgets.querysets import OutflowQuerySet
from sro.records import Record, user_key


def own_number() -> str:
    """A number for a booking that the finance system does not know."""
    return f"SRO-{uuid4().hex[:16]}"


# Statement-level triggers for the mass of rows that an import brings.
@pghistory.track(
    pghistory.InsertEvent(level=pghistory.Statement),
    pghistory.UpdateEvent(level=pghistory.Statement),
    pghistory.DeleteEvent(level=pghistory.Statement),
)
class Outflow(Record):
    """One booking of money spent. Never changed: a wrong one is reversed by another."""

    fund_kind = models.CharField(_("fund"), max_length=30, choices=FundKind)
    year = models.PositiveSmallIntegerField(_("budget year"))
    # PROTECT: money stays where it was spent.
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="outflows",
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        help_text=_("In euro. Money that came back is negative."),
    )
    booked_on = models.DateField(_("booked on"))
    external_id = models.CharField(
        _("number in the finance system"),
        max_length=80,
        unique=True,
        default=own_number,
        error_messages={"unique": _("A booking with this number is already there.")},
        help_text=_("Keeps a booking from being counted twice. Entries by hand get their own."),
    )
    source = models.CharField(_("source"), max_length=300)
    text = models.CharField(_("text"), max_length=300, blank=True)
    file_reference = models.CharField(
        _("file reference"),
        max_length=80,
        blank=True,
        help_text=_("As the finance system writes it. The booking's support is found by it."),
    )
    # PROTECT: who was paid stays nameable.
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outflows",
    )
    provider_number = models.CharField(
        _("number of the provider in the finance system"), max_length=40, blank=True
    )
    # As the file says it: the registry may know the provider by another name, or not yet.
    provider_name = models.CharField(_("payee"), max_length=200, blank=True)
    service_from = models.DateField(_("paid for the days from"), null=True, blank=True)
    service_until = models.DateField(
        _("paid for the days until"),
        null=True,
        blank=True,
        help_text=_("The first day that was not paid for."),
    )
    cost_centre = models.CharField(_("cost centre"), max_length=40, blank=True)
    # PROTECT: a reversal without its booking would turn the balance over.
    reversal_of = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        error_messages={"unique": _("This booking has been reversed already.")},
    )
    entered_by = user_key(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    objects = OutflowQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("booking")
        verbose_name_plural = _("outflow ledger")
        ordering = ["-booked_on", "-pk"]
        indexes = [
            models.Index(fields=["fund_kind", "year", "district"], name="outflow_sum"),
            # What was booked in a quarter is added up without reading the rows themselves.
            models.Index(
                fields=["fund_kind", "booked_on"],
                include=["district", "amount"],
                name="outflow_days",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outflow_amount",
                # Zero is allowed: it says that nothing was spent, which no booking does not say.
                condition=Q(amount__gt=-(10**12), amount__lt=10**12),
                violation_error_message=_("This amount is too large."),
            ),
            models.CheckConstraint(
                name="outflow_external_id",
                condition=~Q(external_id=""),
                violation_error_message=_("A booking needs a number."),
            ),
            models.CheckConstraint(
                name="outflow_year",
                condition=Q(year__gte=1990, year__lte=2100),
                violation_error_message=_("Please enter a year between 1990 and 2100."),
            ),
            models.CheckConstraint(
                name="outflow_service_days",
                condition=Q(service_from__isnull=True, service_until__isnull=True)
                | Q(
                    service_from__isnull=False,
                    service_until__isnull=False,
                    service_until__gt=F("service_from"),
                ),
                violation_error_message=_(
                    "The days that were paid for need a beginning and an end after it."
                ),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(
                name="ledger_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            waits_for_its_support(),
        ]

    @property
    def last_day_paid(self) -> date | None:
        """The last day that was paid for, as people write it."""
        return self.service_until and self.service_until - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.booked_on:%d.%m.%Y} · {self.district} · {self.amount}"


@pghistory.track()
class PreviousOutflow(Record):
    """Last year's outflow of a district entered by hand; goes before the ledger's sum.

    Stays visible beside the ledger wherever it is used.
    """

    # CASCADE: a figure for a fund's calculation means nothing without the fund.
    fund = models.ForeignKey(
        Fund, verbose_name=_("fund"), on_delete=models.CASCADE, related_name="previous_outflows"
    )
    year = models.PositiveSmallIntegerField(_("year of the outflow"))
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="previous_outflows",
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reason = models.TextField(_("reason"))
    entered_by = user_key(
        _("entered by"),
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered at"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("outflow by hand")
        verbose_name_plural = _("outflow by hand")
        ordering = ["year", "district", "pk"]
        constraints = [
            models.CheckConstraint(
                name="previous_outflow_amount",
                condition=Q(amount__gte=0, amount__lt=10**12),
                violation_error_message=_("The amount must not be negative."),
            ),
            models.CheckConstraint(
                name="previous_outflow_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message=_("A figure by hand needs a reason."),
            ),
            models.UniqueConstraint(
                fields=["fund", "year", "district"],
                name="previous_outflow_unique",
                violation_error_message=_(
                    "There is already a figure by hand for this district and year."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.year}"
