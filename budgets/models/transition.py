"""The way from outflow to indicators, laid out step by step."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.allocation.transition import Interval
from budgets.models.runs import AllocationRun
from sro.records import Record, user_key

INTERVALS = {Interval.YEARLY.value: _("yearly"), Interval.QUARTERLY.value: _("quarterly")}


@pghistory.track()
class TransitionPath(Record):
    """A planned series of runs in which the indicator share rises from start to target."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    # PROTECT: the run that the steps are copied from.
    template = models.ForeignKey(
        AllocationRun,
        verbose_name=_("allocation to start from"),
        on_delete=models.PROTECT,
        related_name="transition_paths",
        help_text=_("Its indicators, weights and bounds are taken over into every step."),
    )
    start_share = models.DecimalField(_("first indicator share"), max_digits=7, decimal_places=6)
    target_share = models.DecimalField(_("last indicator share"), max_digits=7, decimal_places=6)
    step = models.DecimalField(_("step"), max_digits=7, decimal_places=6)
    interval = models.CharField(
        _("interval"), max_length=10, choices=INTERVALS, default=Interval.YEARLY.value
    )
    first_year = models.PositiveSmallIntegerField(_("first year"))
    first_quarter = models.PositiveSmallIntegerField(
        _("first quarter"), default=1, help_text=_("1 for steps that last a whole year.")
    )
    created_by = user_key(
        _("created by"),
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("transition path")
        verbose_name_plural = _("transition paths")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="transition_path_shares",
                condition=Q(
                    start_share__gte=0, start_share__lte=1, target_share__gte=0, target_share__lte=1
                ),
                violation_error_message=_("The indicator share lies between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                name="transition_path_begin",
                condition=Q(first_quarter=1)
                | Q(first_quarter__in=[2, 3, 4], interval=Interval.QUARTERLY.value),
                violation_error_message=_("Yearly steps begin with the first quarter."),
            ),
            models.CheckConstraint(
                name="transition_path_step",
                condition=Q(step__gt=0, step__lte=1),
                violation_error_message=_("A step must be larger than 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.template.district_id:
            raise ValidationError(
                {
                    "template": _(
                        "Inside a district only indicators count; there is no path to lay out."
                    )
                }
            )


@pghistory.track()
class TransitionStep(Record):
    """One step: from this day on this share, calculated in its own run."""

    # CASCADE: a step is part of its path.
    path = models.ForeignKey(
        TransitionPath,
        verbose_name=_("transition path"),
        on_delete=models.CASCADE,
        related_name="steps",
    )
    position = models.PositiveSmallIntegerField(_("position"))
    share = models.DecimalField(_("indicator share"), max_digits=7, decimal_places=6)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text=_("First day of the next step."))
    run = models.OneToOneField(
        AllocationRun,
        verbose_name=_("allocation run"),
        # SET_NULL: a draft may be thrown away, the plan stays.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="transition_step",
    )

    class Meta(Record.Meta):
        verbose_name = _("transition step")
        verbose_name_plural = _("transition steps")
        ordering = ["path", "position"]
        constraints = [
            models.UniqueConstraint(fields=["path", "position"], name="transition_step_unique")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.position}"
