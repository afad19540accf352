"""Closing a budget year: the proposal with its sheet, and what goes on to the next year."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.years import CARRY_RULES, BudgetYear, Fund
from budgets.rules.closing import ClosingSheet
from budgets.rules.states import CLOSING_TRANSITIONS, ClosingState
from sro.records import Record, user_key
from sro.states import pairs

CLOSING_STATES = {
    ClosingState.PROPOSED.value: _("proposed"),
    ClosingState.CONFIRMED.value: _("confirmed"),
    ClosingState.REFUSED.value: _("refused"),
    ClosingState.WITHDRAWN.value: _("taken back"),
}


# The sheet is frozen by a trigger; it need not stand in the history a second time.
@pghistory.track(exclude=["sheet"])
class YearClosing(Record):
    """Somebody proposes to close a budget year with these figures; a second person decides."""

    budget_year = models.ForeignKey(
        BudgetYear, verbose_name=_("budget year"), on_delete=models.PROTECT, related_name="closings"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CLOSING_STATES,
        default=ClosingState.PROPOSED.value,
        editable=False,
    )
    reason = models.TextField(_("reason"), max_length=2000)
    sheet = models.JSONField(_("closing sheet"), editable=False)
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

    class Meta(Record.Meta):
        verbose_name = _("closing of a budget year")
        verbose_name_plural = _("closings of budget years")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="year_closing_once",
                violation_error_message=_("The closing of this year is proposed already."),
            ),
            models.CheckConstraint(
                name="year_closing_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                name="year_closing_second_person",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by"))
                | Q(state=ClosingState.WITHDRAWN.value),
                violation_error_message=_("A second person decides."),
            ),
            models.CheckConstraint(
                name="year_closing_decided",
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="year_closing_refused",
                condition=~Q(state="refused") | Q(decision_reason__regex=r"\S"),
                violation_error_message=_("Please give a reason."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="closing_states", field="state", transitions=pairs(CLOSING_TRANSITIONS)
            ),
            pgtrigger.ReadOnly(
                name="closing_as_proposed",
                fields=["budget_year", "reason", "sheet", "proposed_by", "proposed_at"],
            ),
            pgtrigger.Protect(
                name="closing_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'proposed'"),
            ),
            pgtrigger.Protect(name="closing_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.budget_year} {self.get_state_display()}"

    @property
    def figures(self) -> ClosingSheet:
        """The check list and the figures as they were proposed."""
        return ClosingSheet.from_json(self.sheet)


@pghistory.track()
class CarryOver(Record):
    """What one line had left and takes into the next year, by which rule; never changed again."""

    closing = models.ForeignKey(
        YearClosing, verbose_name=_("closing"), on_delete=models.PROTECT, related_name="carried"
    )
    source = models.ForeignKey(
        Fund, verbose_name=_("from"), on_delete=models.PROTECT, related_name="carried_on"
    )
    target = models.ForeignKey(
        Fund, verbose_name=_("to"), on_delete=models.PROTECT, related_name="carried_in"
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    left = models.DecimalField(_("left over"), max_digits=14, decimal_places=2)
    rule = models.CharField(_("rule"), max_length=20, choices=CARRY_RULES)
    percent = models.PositiveSmallIntegerField(_("per cent of it"))
    amount = models.DecimalField(_("carried over"), max_digits=14, decimal_places=2)

    class Meta(Record.Meta):
        verbose_name = _("carry-over")
        verbose_name_plural = _("carry-overs")
        ordering = ["source", "district", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "district"], name="carry_over_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="carry_over_no_more_than_left",
                condition=Q(left__gte=0, amount__gte=0, amount__lte=F("left"))
                | Q(rule="surplus_and_deficit", left__lt=0, amount__lte=0, amount__gte=F("left")),
            ),
            models.CheckConstraint(name="carry_over_elsewhere", condition=~Q(source=F("target"))),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(
                name="carry_over_kept", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
