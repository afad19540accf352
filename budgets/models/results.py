"""What came out of a run: an amount for each unit, and the parts it consists of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.indicators import Indicator
from budgets.models.runs import AllocationRun
from budgets.models.triggers import frozen_children
from budgets.querysets import AllocationQuerySet
from networks.models import District, SocialSpace
from sro.records import RecordQuerySet


class Allocation(models.Model):
    """What one district gets in a run, or one social space in a run inside its district.

    Written by the calculation, whole or not at all.
    """

    # CASCADE: a result is worth nothing without its run.
    run = models.ForeignKey(
        AllocationRun,
        verbose_name=_("allocation run"),
        on_delete=models.CASCADE,
        related_name="allocations",
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="allocations",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        related_name="allocations",
    )
    position = models.PositiveSmallIntegerField(_("position"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "district", "social_space"],
                nulls_distinct=False,
                name="allocation_unique",
            ),
            models.CheckConstraint(name="allocation_amount", condition=Q(amount__gte=0)),
        ]
        triggers = frozen_children("allocation", "{row}.run_id")

    def __str__(self) -> str:
        return f"{self.unit}: {self.amount}"

    @property
    def unit(self) -> District | SocialSpace:
        """Who gets the amount."""
        return self.social_space or self.district


class AllocationPart(models.Model):
    """One summand of an amount, with everything needed to check it by hand."""

    allocation = models.ForeignKey(
        Allocation, verbose_name=_("allocation"), on_delete=models.CASCADE, related_name="parts"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    component = models.CharField(_("component"), max_length=60)
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    method = models.CharField(_("method"), max_length=20, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True)
    base_value = models.DecimalField(_("base count"), max_digits=20, decimal_places=6, null=True)
    value_date = models.DateField(_("as of"), null=True)
    source = models.CharField(_("source"), max_length=600, blank=True)
    is_manual = models.BooleanField(_("figure by hand"), default=False)
    # The exact fraction decides; the decimal is for reading and for spreadsheets.
    share_exact = models.TextField(_("share (exact)"), blank=True)
    share = models.DecimalField(_("share"), max_digits=15, decimal_places=12, null=True)
    weight_exact = models.TextField(_("weight (exact)"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=15, decimal_places=12, null=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of an allocation")
        verbose_name_plural = _("parts of an allocation")
        ordering = ["allocation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "component"], name="allocation_part_unique"
            )
        ]
        triggers = frozen_children(
            "allocation_part",
            "(SELECT run_id FROM budgets_allocation WHERE id = {row}.allocation_id)",
        )

    def __str__(self) -> str:
        return f"{self.component}: {self.amount}"
