"""What each booking was paid for: a support, a provider's base budget, or neither."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.outflow import Outflow
from budgets.models.packages import BaseBudget
from budgets.querysets import MatchQuerySet
from budgets.rules.matching import Finding
from budgets.rules.states import MATCH_TRANSITIONS, MatchState
from sro.records import Record, user_key
from sro.states import pairs

MATCH_STATES = [
    (MatchState.OPEN.value, _("open")),
    (MatchState.SUPPORT.value, _("belongs to a support")),
    (MatchState.BASE_BUDGET.value, _("belongs to a base budget")),
    (MatchState.NO_SUPPORT.value, _("belongs to no support")),
]
FINDINGS = [
    (Finding.WAITING.value, _("not looked at yet")),
    (Finding.FOUND.value, _("file reference, provider and days fit one support only")),
    (Finding.FOUND_BY_AMOUNT.value, _("the amount fits one support only")),
    (Finding.NO_REFERENCE.value, _("no file reference")),
    (Finding.UNKNOWN_REFERENCE.value, _("no granted support under this file reference")),
    (Finding.SEVERAL_FILES.value, _("the file reference fits several files")),
    (Finding.UNKNOWN_PROVIDER.value, _("the payee is not known as a provider")),
    (Finding.OTHER_PROVIDER.value, _("another provider delivers the support")),
    (Finding.OTHER_DAYS.value, _("no support at that time")),
    (Finding.SEVERAL.value, _("several supports fit")),
    (Finding.TAKEN_BACK.value, _("the assignment was taken back")),
]
#: What is left for people to settle.
OPEN_FINDINGS = [
    (value, words)
    for value, words in FINDINGS
    if value not in (Finding.FOUND, Finding.FOUND_BY_AMOUNT)
]


class MatchHow(models.TextChoices):
    """Who found out what a booking was paid for."""

    NOBODY = "", _("not yet")
    RULE = "rule", _("by rule")
    HAND = "hand", _("by hand")
    REVERSAL = "reversal", _("as the booking that was reversed")


# Statement-level triggers for the mass of rows that an import brings.
@pghistory.track(
    pghistory.InsertEvent(level=pghistory.Statement),
    pghistory.UpdateEvent(level=pghistory.Statement),
    pghistory.DeleteEvent(level=pghistory.Statement),
)
class OutflowMatch(Record):
    """What a booking was paid for, or that it was for no support, or that it is still open.

    Every booking of the Fall fund that is no reversal has one from its beginning (a database
    trigger sees to it); a reversal gets one when its booking has been settled. Bookings of other
    funds have one as long as they are charged to a base budget.
    """

    # CASCADE in name only: bookings are never deleted.
    outflow = models.OneToOneField(
        Outflow,
        verbose_name=_("booking"),
        on_delete=models.CASCADE,
        related_name="match",
        editable=False,
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MATCH_STATES, default=MatchState.OPEN.value
    )
    # PROTECT: money stays with what it was spent for.
    support = models.ForeignKey(
        "cases.Support",
        verbose_name=_("support"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outflow_matches",
    )
    # PROTECT: see above.
    base_budget = models.ForeignKey(
        BaseBudget,
        verbose_name=_("base budget"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outflow_matches",
    )
    finding = models.CharField(
        _("what came out"), max_length=20, choices=FINDINGS, default=Finding.WAITING.value
    )
    # The numbers of supports that come near, as they were when the booking was looked at.
    candidates = models.JSONField(_("supports that come near"), default=list, blank=True)
    how = models.CharField(_("settled"), max_length=10, choices=MatchHow, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    matched_by = user_key(
        _("settled by"),
        null=True,
        blank=True,
    )
    matched_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("assignment of a booking")
        verbose_name_plural = _("assignments of bookings")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["finding", "outflow"], condition=Q(state="open"), name="outflowmatch_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outflowmatch_state",
                condition=Q(state__in=[state.value for state in MatchState]),
                violation_error_message=_("This state is not known."),
            ),
            models.CheckConstraint(
                name="outflowmatch_support",
                condition=Q(state="support", support__isnull=False)
                | ~Q(state="support") & Q(support__isnull=True),
                violation_error_message=_("Please say which support the booking belongs to."),
            ),
            models.CheckConstraint(
                name="outflowmatch_base_budget",
                condition=Q(state="base_budget", base_budget__isnull=False)
                | ~Q(state="base_budget") & Q(base_budget__isnull=True),
                violation_error_message=_("Please say which base budget the booking belongs to."),
            ),
            models.CheckConstraint(
                name="outflowmatch_reason",
                condition=~Q(state="no_support") | Q(reason__regex=r"\S"),
                violation_error_message=_("Please say why the booking belongs to no support."),
            ),
            models.CheckConstraint(
                name="outflowmatch_settled",
                condition=Q(state="open", how="", matched_at__isnull=True)
                | ~Q(state="open") & ~Q(how="") & Q(matched_at__isnull=False),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="match_states",
                field="state",
                transitions=pairs(MATCH_TRANSITIONS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.outflow_id}"
