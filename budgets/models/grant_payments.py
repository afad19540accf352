"""What was paid for small grants, and what happened to them in order; both are only added to."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.grants import SmallGrant
from budgets.models.outflow import Outflow
from sro.records import Record, user_key


class PaymentKind(models.TextChoices):
    """Which way the money of a booking went."""

    PAYMENT = "payment", _("payment")
    REPAYMENT = "repayment", _("paid back")


@pghistory.track()
class GrantPayment(Record):
    """Which booking of the ledger was made for a grant; a reversal follows what it takes back."""

    grant = models.ForeignKey(
        SmallGrant,
        verbose_name=_("small grant"),
        on_delete=models.PROTECT,
        related_name="payments",
    )
    outflow = models.OneToOneField(
        Outflow,
        verbose_name=_("booking"),
        on_delete=models.PROTECT,
        related_name="grant_payment",
        error_messages={"unique": _("This booking belongs to a small grant already.")},
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PaymentKind)

    class Meta(Record.Meta):
        verbose_name = _("payment of a small grant")
        verbose_name_plural = _("payments of small grants")
        ordering = ["outflow__booked_on", "pk"]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(
                name="grant_payment_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.outflow}"


class GrantAction(models.TextChoices):
    """What happened to a grant."""

    APPLIED = "applied", _("application recorded")
    CHANGED = "changed", _("application changed")
    GRANTED = "granted", _("granted")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAID = "paid", _("paid out")
    REVERSED = "reversed", _("booking reversed")
    PROVEN = "proven", _("proof of use handed in")
    RETURNED = "returned", _("proof of use returned")
    EXTENDED = "extended", _("more time for the proof of use")
    REPAID = "repaid", _("paid back")
    CLOSED = "closed", _("proof checked, closed")


class GrantStep(Record):
    """What happened to a grant, in order; only added to, so it needs no history of its own."""

    grant = models.ForeignKey(
        SmallGrant,
        verbose_name=_("small grant"),
        on_delete=models.PROTECT,
        related_name="steps",
    )
    action = models.CharField(_("step"), max_length=10, choices=GrantAction)
    by = user_key(_("by"))
    at = models.DateTimeField(_("at"))
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("step of a small grant")
        verbose_name_plural = _("steps of small grants")
        ordering = ["at", "pk"]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(
                name="grant_step_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_action_display())
