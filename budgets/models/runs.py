"""Allocation runs: parameters, results, decision, frozen snapshot."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.indicators import DIRECTIONS, METHODS, Indicator
from budgets.models.problems import problem_text
from budgets.models.triggers import frozen_children, frozen_run, run_begins_as_draft
from budgets.models.years import BudgetYear, Fund, FundKind
from budgets.querysets import RunQuerySet
from budgets.rules.states import ACTIVE, RUN_TRANSITIONS, RunState
from sro.records import Record, user_key
from sro.states import pairs

RUN_STATES = {
    RunState.DRAFT.value: _("draft"),
    RunState.QUEUED.value: _("waiting"),
    RunState.RUNNING.value: _("being calculated"),
    RunState.COMPLETE.value: _("calculated"),
    RunState.FAILED.value: _("not calculated"),
    RunState.CANCELLED.value: _("cancelled"),
    RunState.PROPOSED.value: _("proposed"),
    RunState.APPROVED.value: _("approved"),
    RunState.REJECTED.value: _("rejected"),
    RunState.SUPERSEDED.value: _("superseded"),
}
DECIDED = [RunState.APPROVED.value, RunState.SUPERSEDED.value]


class ReferenceKind(models.TextChoices):
    """Against what floor and cap are measured."""

    OUTFLOW = "outflow", _("outflow of the year chosen")
    RUN = "run", _("another allocation")


def _person(label: str) -> models.ForeignKey:
    return user_key(
        label,
        null=True,
        blank=True,
        editable=False,
    )


def _moment(label: str) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True, editable=False)


# The snapshot stays out of the history: it is written with its checksum, which is in it.
@pghistory.track(exclude=["snapshot"])
class AllocationRun(Record):
    """One way of dividing money: an idea, a result, at last a decision.

    Without a district the whole fund is divided among the districts; with one, `amount` of what the
    district has in the fund is divided among its social spaces.
    """

    # PROTECT: a fund whose money was divided is not removed.
    fund = models.ForeignKey(
        Fund, verbose_name=_("fund"), on_delete=models.PROTECT, related_name="runs"
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("inside the district"),
        # PROTECT: what was divided inside a district stays explainable.
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("what this scenario assumes"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=RUN_STATES,
        default=RunState.DRAFT.value,
        editable=False,
    )
    created_by = _person(_("created by"))
    created_at = _moment(_("created at"))

    # Parameters; the indicators with their weights are in IndicatorSelection.
    amount = models.DecimalField(
        _("amount to divide"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Inside a district only: the part of its money that the social spaces get."),
    )
    indicator_share = models.DecimalField(
        _("indicator share"),
        max_digits=7,
        decimal_places=6,
        help_text=_("Part of the fund that follows the indicators; the rest follows the outflow."),
    )
    outflow_year = models.PositiveSmallIntegerField(
        _("year of the outflow"),
        null=True,
        blank=True,
        help_text=_("The last year for which the outflow is known."),
    )
    floor_percent = models.DecimalField(
        _("at least (per cent)"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    cap_percent = models.DecimalField(
        _("at most (per cent)"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    reference_kind = models.CharField(
        _("measured against"), max_length=10, choices=ReferenceKind, blank=True
    )
    # PROTECT: bounds must stay explainable.
    reference_run = models.ForeignKey(
        "self",
        verbose_name=_("allocation measured against"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    # Calculation.
    job = models.ForeignKey(
        "ui.Job",
        verbose_name=_("background job"),
        # SET_NULL: finished jobs are tidied away, the result stays.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    formula_version = models.CharField(
        _("formula version"), max_length=40, blank=True, editable=False
    )
    calculated_at = _moment(_("calculated at"))
    problem = models.JSONField(_("why not calculated"), null=True, blank=True, editable=False)
    snapshot = models.JSONField(_("snapshot"), null=True, blank=True, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)

    # Decision.
    proposed_by = _person(_("proposed by"))
    proposed_at = _moment(_("proposed at"))
    approved_by = _person(_("approved by"))
    approved_at = _moment(_("approved at"))
    rejected_by = _person(_("rejected by"))
    rejected_at = _moment(_("rejected at"))
    decision_reason = models.TextField(_("reason for the decision"), blank=True, editable=False)
    # PROTECT: what replaced an approved allocation is part of its story.
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("superseded by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="supersedes",
    )
    superseded_at = _moment(_("superseded at"))

    objects = RunQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="run_state",
                condition=Q(state__in=[state.value for state in RunState]),
                violation_error_message=_("This state is not known."),
            ),
            models.UniqueConstraint(
                fields=["fund", "district", "name"],
                nulls_distinct=False,
                name="run_name_unique",
                violation_error_message=_("This fund already has an allocation of this name."),
            ),
            models.UniqueConstraint(
                fields=["fund", "district"],
                nulls_distinct=False,
                condition=Q(state__in=[state.value for state in sorted(ACTIVE)]),
                name="run_one_active",
                violation_error_message=_("Another calculation of this fund is under way."),
            ),
            models.UniqueConstraint(
                fields=["fund", "district"],
                nulls_distinct=False,
                condition=Q(state=RunState.APPROVED.value),
                name="run_one_approved",
                violation_error_message=_("This fund already has an approved allocation."),
            ),
            models.CheckConstraint(
                name="run_indicator_share",
                condition=Q(indicator_share__gte=0, indicator_share__lte=1),
                violation_error_message=_("The indicator share lies between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                name="run_bounds",
                condition=Q(floor_percent__isnull=True)
                | Q(cap_percent__isnull=True)
                | Q(floor_percent__lte=F("cap_percent")),
                violation_error_message=_("The lower bound must not lie above the upper bound."),
            ),
            models.CheckConstraint(
                name="run_floor",
                condition=Q(floor_percent__isnull=True) | Q(floor_percent__gte=-100),
                violation_error_message=_("Nobody can lose more than 100 per cent."),
            ),
            models.CheckConstraint(
                name="run_cap",
                condition=Q(cap_percent__isnull=True) | Q(cap_percent__gte=-100),
                violation_error_message=_("Nobody can lose more than 100 per cent."),
            ),
            models.CheckConstraint(
                name="run_reference",
                condition=Q(
                    reference_kind="",
                    reference_run__isnull=True,
                    floor_percent__isnull=True,
                    cap_percent__isnull=True,
                )
                | Q(reference_kind=ReferenceKind.OUTFLOW.value, reference_run__isnull=True)
                | Q(reference_kind=ReferenceKind.RUN.value, reference_run__isnull=False),
                violation_error_message=_(
                    "Please choose what the lower and upper bounds are measured against."
                ),
            ),
            models.CheckConstraint(
                name="run_inside_amount",
                condition=Q(district__isnull=True, amount__isnull=True)
                | Q(
                    district__isnull=False,
                    amount__isnull=False,
                    amount__gte=0,
                    amount__lt=10**12,
                ),
                violation_error_message=_(
                    "Please enter how much of the district's money is to be divided."
                ),
            ),
            models.CheckConstraint(
                name="run_inside_by_indicators",
                # Bookings name no social space: there is no outflow that could have a share.
                condition=Q(district__isnull=True)
                | Q(indicator_share=1, outflow_year__isnull=True)
                & ~Q(reference_kind=ReferenceKind.OUTFLOW.value),
                violation_error_message=_(
                    "Inside a district only indicators count: bookings name no social space."
                ),
            ),
            # The second pair of eyes, whichever way the row is written.
            models.CheckConstraint(
                name="run_four_eyes",
                condition=Q(approved_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("Whoever proposes an allocation cannot approve it."),
            ),
            models.CheckConstraint(
                name="run_approved_complete",
                condition=~Q(state__in=DECIDED)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    snapshot__isnull=False,
                    checksum__regex=r"^[0-9a-f]{64}$",
                ),
                violation_error_message=_("An approval needs a person, a time and a snapshot."),
            ),
            models.CheckConstraint(
                name="run_rejected_complete",
                condition=~Q(state=RunState.REJECTED.value)
                | Q(rejected_by__isnull=False, decision_reason__regex=r"\S"),
                violation_error_message=_("A rejection needs a person and a reason."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="run_states", field="state", transitions=pairs(RUN_TRANSITIONS)),
            run_begins_as_draft(),
            *frozen_run(),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def budget_year(self) -> BudgetYear:
        """The year of the fund."""
        return self.fund.budget_year

    @property
    def problem_text(self) -> str:
        """Why the calculation failed, in the language of the reader; empty if it did not."""
        return problem_text(self.problem) if self.problem else ""

    def clean(self) -> None:
        if self.district_id and self.fund.kind == FundKind.FALL:
            raise ValidationError(
                _("The case budget follows the families; it is not divided among social spaces.")
            )
        reference = self.reference_run
        if reference is None:
            return
        if reference.pk == self.pk:
            raise ValidationError(
                {"reference_run": _("An allocation cannot be measured against itself.")}
            )
        if reference.fund.kind != self.fund.kind:
            raise ValidationError(
                {"reference_run": _("This allocation belongs to another kind of fund.")}
            )
        if reference.district_id != self.district_id:
            raise ValidationError({"reference_run": _("This allocation divides other money.")})


@pghistory.track()
class IndicatorSelection(Record):
    """One indicator as a run uses it: how heavy, by which method, as of which day."""

    # CASCADE: part of the run's parameters.
    run = models.ForeignKey(
        AllocationRun,
        verbose_name=_("allocation run"),
        on_delete=models.CASCADE,
        related_name="selections",
    )
    # PROTECT: an indicator in use stays in the catalogue.
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="selections"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=6, default=1)
    method = models.CharField(_("method"), max_length=20, choices=METHODS)
    direction = models.CharField(_("direction"), max_length=10, choices=DIRECTIONS)
    base = models.ForeignKey(
        Indicator,
        verbose_name=_("base count"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reference_date = models.DateField(_("as of"))

    class Meta(Record.Meta):
        verbose_name = _("indicator of a run")
        verbose_name_plural = _("indicators of a run")
        ordering = ["run", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "indicator"],
                name="selection_unique",
                violation_error_message=_("This indicator is already part of the allocation."),
            ),
            models.CheckConstraint(
                name="selection_weight",
                condition=Q(weight__gte=0, weight__lt=10**6),
                violation_error_message=_("The weight must not be negative."),
            ),
            models.CheckConstraint(
                name="selection_base",
                condition=~Q(method="range_weighted") | Q(base__isnull=False),
                violation_error_message=_("This method needs a base count."),
            ),
            models.CheckConstraint(
                name="selection_direction",
                condition=~Q(method="proportional", direction="inverse"),
                violation_error_message=_(
                    "Proportional has no inverse direction. Please choose another method."
                ),
            ),
        ]
        triggers = [*Record.Meta.triggers, *frozen_children("selection", "{row}.run_id")]

    def __str__(self) -> str:
        return f"{self.indicator} × {self.weight.normalize():f}"
