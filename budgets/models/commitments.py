"""Money that is bound (Obligo): what running supports will cost, month by month."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import makes_due
from cases.models import CaseTransfer, Support
from networks.models import Rate
from networks.models.agreements import Unit
from sro.records import Record


class Gap(models.TextChoices):
    """Why it cannot be said what a support costs."""

    NO_PROVIDER = "no_provider", _("No provider is named.")
    NO_RATE = "no_rate", _("No rate is valid.")
    NO_HOURS = "no_hours", _("There is a rate per hour, but no hours are agreed.")
    SEVERAL_UNITS = "several_units", _("Rates of several units are valid.")


@pghistory.track()
class CommitmentSchedule(Record):
    """What one support binds, up to which day it is known, and what is missing to know it."""

    support = models.OneToOneField(
        "cases.Support",
        verbose_name=_("support"),
        # PROTECT: money hangs on it; a granted support is never deleted anyway.
        on_delete=models.PROTECT,
        related_name="+",
    )
    pseudonym = models.CharField(_("sign"), max_length=20, unique=True, editable=False)
    until = models.DateField(
        _("calculated until"), help_text=_("First day that is not part of it any more.")
    )
    gap = models.CharField(_("what is missing"), max_length=20, choices=Gap, blank=True)
    gap_day = models.DateField(_("missing from"), null=True, blank=True)
    unit = models.PositiveSmallIntegerField(
        _("unit that counts"), choices=Unit, null=True, blank=True
    )
    unit_reason = models.CharField(_("reason"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("as it is since"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("commitment of a support")
        verbose_name_plural = _("commitments of supports")
        ordering = ["pseudonym"]
        indexes = [
            models.Index(fields=["gap"], name="commitment_gap", condition=~Q(gap="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="commitment_gap_day",
                condition=Q(gap="", gap_day__isnull=True) | ~Q(gap="") & Q(gap_day__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_unit_reason",
                condition=Q(unit__isnull=True) | Q(unit_reason__regex=r"\S"),
                violation_error_message=_("Please say why this unit counts."),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


@pghistory.track()
class Commitment(Record):
    """The amount that a support binds in one calendar month, and the district it belongs to."""

    schedule = models.ForeignKey(
        CommitmentSchedule,
        verbose_name=_("commitment of a support"),
        on_delete=models.CASCADE,
        related_name="months",
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta(Record.Meta):
        verbose_name = _("commitment of a month")
        verbose_name_plural = _("commitments by month")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "month"], name="commitment_month_once"),
            models.CheckConstraint(name="commitment_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="commitment_amount",
                condition=Q(amount__gte=0, amount__lt=10**12),
                violation_error_message=_("The amount must not be negative."),
            ),
        ]
        indexes = [
            # The sums by district and year read nothing else.
            models.Index(
                "month", "district", include=["schedule", "amount"], name="commitment_sums"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


class DueCommitment(models.Model):
    """A support whose commitment has to be calculated anew; written by triggers only.

    Whatever changes a support, a rate or a district (page, import, raw SQL), the calculation
    follows. Rows are only added and taken away, never changed, so nobody waits for anybody.
    """

    # A bare number: a foreign key would lock the support while the calculation runs.
    support_id = models.BigIntegerField(_("support"))

    class Meta:
        verbose_name = _("commitment to be calculated")
        verbose_name_plural = _("commitments to be calculated")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class WatchedSupport(Support):
    """The support as this app watches it: a change makes its commitment due."""

    class Meta:
        proxy = True
        triggers = [makes_due("commitment_due", "SELECT NEW.id WHERE NEW.state <> 'proposed'")]


class WatchedTransfer(CaseTransfer):
    """A case that changes its district takes its money along."""

    class Meta:
        proxy = True
        triggers = [
            makes_due(
                "commitment_due",
                "SELECT id FROM cases_support"
                " WHERE case_id = NEW.case_id AND NEW.state = 'accepted'",
            )
        ]


class WatchedRate(Rate):
    """A rate that changes, changes what its supports cost."""

    class Meta:
        proxy = True
        triggers = [
            makes_due(
                "commitment_due",
                "SELECT id FROM cases_support WHERE state <> 'proposed' AND ("
                "(provider_id = NEW.provider_id AND support_type_id = NEW.support_type_id) OR"
                " (provider_id = OLD.provider_id AND support_type_id = OLD.support_type_id))",
                delete=True,
            )
        ]
