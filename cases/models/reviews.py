"""How far goals were reached."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.plans import Goal
from cases.querysets.cases import CaseQuerySet
from sro.records import Record, user_key


class Attainment(models.IntegerChoices):
    """How far a goal was reached, on a goal attainment scale (Kiresuk/Sherman 1968)."""

    WORSE = -2, _("much less than hoped for")
    LESS = -1, _("less than hoped for")
    REACHED = 0, _("reached as hoped for")
    MORE = 1, _("more than hoped for")
    MUCH_MORE = 2, _("much more than hoped for")


class Consequence(models.TextChoices):
    """What follows from a review."""

    CONTINUE = "continue", _("goes on")
    CHANGE = "change", _("goes on, changed")
    DONE = "done", _("reached; finished")
    DROP = "drop", _("dropped")


@pghistory.track()
class GoalReview(Record):
    """How far a goal was reached at a conference, how that was seen, and what follows."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.PROTECT, related_name="reviews"
    )
    conference = models.ForeignKey(
        "cases.PlanConference",
        verbose_name=_("plan conference"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
    )
    reviewed_on = models.DateField(_("reviewed on"))
    attainment = models.SmallIntegerField(_("attainment"), choices=Attainment)
    evidence = models.TextField(_("how it is seen"), max_length=4000, blank=True)
    consequence = models.CharField(
        _("consequence"), max_length=10, choices=Consequence, default=Consequence.CONTINUE
    )
    author = user_key(_("entered by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("goal review")
        verbose_name_plural = _("goal reviews")
        ordering = ["reviewed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "conference"],
                name="goalreview_once",
                violation_error_message=_("This goal is already reviewed at this conference."),
            ),
            models.CheckConstraint(
                name="goalreview_scale", condition=Q(attainment__gte=-2, attainment__lte=2)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attainment:+d} {self.reviewed_on:%d.%m.%Y}"
