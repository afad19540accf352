"""Budget lines: where the money of a fund lies, and every movement between them."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import kept_with_closed_year
from budgets.models.years import Fund
from budgets.querysets import LineQuerySet, TransferQuerySet
from budgets.rules.states import TRANSFER_TRANSITIONS, TransferState
from sro.records import Record, user_key
from sro.states import pairs

TRANSFER_STATES = {
    TransferState.PROPOSED.value: _("proposed"),
    TransferState.EXECUTED.value: _("carried out"),
    TransferState.REJECTED.value: _("rejected"),
    TransferState.WITHDRAWN.value: _("withdrawn"),
}


@pghistory.track()
class BudgetLine(Record):
    """The money of one fund in one district or social space; without either, the undivided rest.

    What was allocated to it is not repeated here: it is the approved allocation, and the rest is
    what the allocation leaves of the fund's amount. So the lines of a fund always add up to it. A
    row is written when money is moved for the first time; it holds the balance of all transfers.
    """

    fund = models.ForeignKey(
        # PROTECT: money was moved; such a fund is not removed any more.
        Fund,
        verbose_name=_("fund"),
        on_delete=models.PROTECT,
        related_name="lines",
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    transferred = models.DecimalField(
        _("transferred"), max_digits=14, decimal_places=2, default=Decimal(0)
    )

    objects = LineQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["fund", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "district", "social_space"],
                name="budget_line_once",
                nulls_distinct=False,
                violation_error_message=_("There is already a line for this place."),
            ),
            models.CheckConstraint(
                name="budget_line_place",
                condition=Q(social_space__isnull=True) | Q(district__isnull=False),
                violation_error_message=_("A social space belongs to a district."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            kept_with_closed_year(
                "(SELECT fund.budget_year_id FROM budgets_fund AS fund"
                " WHERE fund.id = {row}.fund_id)"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} – {self.place}"

    @property
    def place(self) -> str:
        """Where the money lies, in words."""
        if self.social_space is not None:
            return f"{self.district} / {self.social_space}"
        return str(self.district) if self.district is not None else str(_("not divided yet"))


@pghistory.track()
class Transfer(Record):
    """Money moved from one line to another (Umschichtung), or the proposal to do so."""

    source = models.ForeignKey(
        BudgetLine, verbose_name=_("from"), on_delete=models.PROTECT, related_name="transfers_out"
    )
    target = models.ForeignKey(
        BudgetLine, verbose_name=_("to"), on_delete=models.PROTECT, related_name="transfers_in"
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=TRANSFER_STATES, editable=False)
    rule = models.CharField(_("rule"), max_length=20, editable=False)
    proposed_by = user_key(
        _("proposed by"),
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    decided_by = user_key(
        _("decided by"),
        null=True,
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("transfer of money")
        verbose_name_plural = _("transfers of money")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transfer_amount",
                condition=Q(amount__gt=0, amount__lt=10**12),
                violation_error_message=_("An amount to be moved is more than zero."),
            ),
            models.CheckConstraint(
                name="transfer_somewhere_else",
                condition=~Q(source=F("target")),
                violation_error_message=_("The money is there already."),
            ),
            models.CheckConstraint(
                name="transfer_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                name="transfer_second_person",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by"))
                | Q(state=TransferState.WITHDRAWN.value),
                violation_error_message=_("A second person decides."),
            ),
            models.CheckConstraint(
                name="transfer_approved",
                # What needs approval is carried out with it, or not at all.
                condition=~Q(state=TransferState.EXECUTED.value)
                | Q(rule__in=["inside_district", "within_limit"], decided_by__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="transfer_states", field="state", transitions=pairs(TRANSFER_TRANSITIONS)
            ),
            pgtrigger.ReadOnly(
                name="transfer_as_proposed",
                fields=["source", "target", "amount", "reason", "rule", "proposed_by"],
            ),
            pgtrigger.Protect(name="transfer_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
