"""What was spent: the ledger, and figures entered by hand where the ledger has none."""

from __future__ import annotations

from uuid import uuid4

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.years import Fund, FundKind
from budgets.querysets import OutflowQuerySet
from sro.records import Record


def own_number() -> str:
    """A number for a booking that the finance system does not know."""
    return f"SRO-{uuid4().hex[:16]}"


@pghistory.track()
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
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects = OutflowQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("booking")
        verbose_name_plural = _("outflow ledger")
        ordering = ["-booked_on", "-pk"]
        indexes = [models.Index(fields=["fund_kind", "year", "district"], name="outflow_sum")]
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
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(
                name="ledger_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

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
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        related_name="+",
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
