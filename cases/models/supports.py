"""Supports (Hilfen zur Erziehung and beside them), and what providers report about them."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.models.cases import state_steps
from cases.models.plans import Goal
from cases.models.reviews import Attainment
from cases.models.triggers import granted_as_decided, granted_by_decision, kept_with
from cases.querysets.cases import CaseQuerySet
from cases.rules.states import (
    REPORT_TRANSITIONS,
    SUPPORT_TRANSITIONS,
    ReportState,
    SupportState,
)
from networks.models.catalogue import Setting
from sro.records import Record, user_key

SUPPORT_STATES = [
    (SupportState.PROPOSED, _("proposed")),
    (SupportState.GRANTED, _("granted")),
    (SupportState.RUNNING, _("running")),
    (SupportState.ENDED, _("ended")),
    (SupportState.DECLINED, _("not granted")),
]
REPORT_STATES = [
    (ReportState.REQUESTED, _("requested")),
    (ReportState.SUBMITTED, _("submitted")),
    (ReportState.RETURNED, _("returned")),
    (ReportState.ACCEPTED, _("accepted")),
]


class HoursPeriod(models.TextChoices):
    """The time for which an amount of hours is meant."""

    WEEK = "week", _("per week")
    MONTH = "month", _("per month")
    TOTAL = "total", _("in all")


class EndReason(models.TextChoices):
    """Why a support ended; after the official statistics, in plain words."""

    NONE = "", _("not ended")
    GOALS_REACHED = "goals_reached", _("ended as planned: goals of the plan reached")
    FAMILY = "family", _("ended by the custodians or the young adult")
    YOUNG_PERSON = "young_person", _("ended by the young person")
    PROVIDER = "provider", _("ended by the provider")
    OTHER_SUPPORT = "other_support", _("another support goes on")
    MOVED = "moved", _("moved; another office goes on")
    AGE = "age", _("age limit reached")
    OTHER = "other", _("other reason")


@pghistory.track()
class Support(Record):
    """A support for a person by a provider, from one day to another (half-open)."""

    case = case_key("supports")
    person = person_key(_("for"), related_name="supports")
    support_type = models.ForeignKey(
        "networks.SupportType",
        verbose_name=_("kind of support"),
        on_delete=models.PROTECT,
        related_name="supports",
    )
    # As on the day of the decision; the catalogue may change later.
    legal_basis = models.CharField(_("legal basis"), max_length=60, editable=False)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting)
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        related_name="supports",
        null=True,
        blank=True,
        help_text=_("Every suitable provider can be chosen."),
    )
    agreement = models.ForeignKey(
        "networks.Agreement",
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        related_name="supports",
        null=True,
        blank=True,
    )
    plan = models.ForeignKey(
        "cases.SupportPlan",
        verbose_name=_("support plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
    )
    decision = models.ForeignKey(
        "cases.SupportDecision",
        verbose_name=_("decision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="supports",
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SUPPORT_STATES,
        default=SupportState.PROPOSED,
        editable=False,
    )
    start = models.DateField(_("begins on"))
    planned_end = models.DateField(
        _("planned until"), null=True, blank=True, help_text=_("First day without the support.")
    )
    planned_end_reason = models.CharField(
        _("why the planned end was moved"), max_length=500, blank=True, editable=False
    )
    end = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = models.CharField(
        _("why it ended"), max_length=20, choices=EndReason, blank=True, editable=False
    )
    end_note = models.CharField(_("note on the end"), max_length=500, blank=True, editable=False)
    minutes = models.PositiveIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    minutes_per = models.CharField(
        _("hours are meant"), max_length=5, choices=HoursPeriod, default=HoursPeriod.WEEK
    )
    combined_with = models.ForeignKey(
        "self",
        verbose_name=_("combined with"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="combinations",
        help_text=_("Supports may be combined if the need calls for it (§ 27 (2))."),
    )
    outside_district = models.BooleanField(
        _("goes on although the family has moved"),
        default=False,
        editable=False,
        help_text=_("Relationship before formal area."),
    )
    created_by = user_key(_("entered by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        ordering = ["-start", "-pk"]
        indexes = [
            models.Index("state", "start", "end", name="support_running"),
            models.Index("provider", "state", name="support_provider"),
        ]
        constraints = [
            models.CheckConstraint(
                name="support_period",
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                name="support_planned_end",
                condition=Q(planned_end__isnull=True) | Q(planned_end__gt=F("start")),
                violation_error_message=_("The planned end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="support_ended",
                condition=Q(state="ended", end__isnull=False) & ~Q(end_reason="")
                | ~Q(state="ended") & Q(end__isnull=True, end_reason=""),
                violation_error_message=_("An end needs its day and its reason."),
            ),
            models.CheckConstraint(
                name="support_not_with_itself",
                condition=Q(combined_with__isnull=True) | ~Q(combined_with=F("id")),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            state_steps(SUPPORT_TRANSITIONS, "support_steps"),
            granted_by_decision(),
            granted_as_decided(),
            pgtrigger.Protect(
                name="support_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'proposed'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_type} – {self.person}"


@pghistory.track()
class SupportStaff(Record):
    """A professional of the provider who works in a support; assigned by the provider's lead."""

    support = models.ForeignKey(
        Support, verbose_name=_("support"), on_delete=models.PROTECT, related_name="staff"
    )
    user = user_key(_("professional"), related_name="supports_worked_in")
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("professional in a support")
        verbose_name_plural = _("professionals in supports")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["support", "user"],
                condition=Q(valid_until__isnull=True),
                name="supportstaff_once",
                violation_error_message=_("This professional already works in the support."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track()
class GoalShare(Record):
    """A goal the provider of a support may see, because it works towards it."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.CASCADE, related_name="shares"
    )
    support = models.ForeignKey(
        Support, verbose_name=_("support"), on_delete=models.PROTECT, related_name="goal_shares"
    )
    author = user_key(_("shared by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("shared goal")
        verbose_name_plural = _("shared goals")
        ordering = ["goal__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["goal", "support"], name="goalshare_once")]

    def __str__(self) -> str:
        return str(self.goal)


@pghistory.track()
class DevelopmentReport(Record):
    """What the provider tells before a conference, along the shared goals.

    Until it is submitted it is the provider's own; then the office sees it.
    """

    support = models.ForeignKey(
        Support,
        verbose_name=_("support"),
        on_delete=models.PROTECT,
        related_name="development_reports",
    )
    conference = models.ForeignKey(
        "cases.PlanConference",
        verbose_name=_("plan conference"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="development_reports",
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=REPORT_STATES,
        default=ReportState.REQUESTED,
        editable=False,
    )
    development = models.TextField(_("how things have developed"), max_length=20000, blank=True)
    participation = models.TextField(
        _("how the family took part in this report"), max_length=4000, blank=True
    )
    outlook = models.TextField(
        _("what is proposed for the time to come"), max_length=8000, blank=True
    )
    requested_by = user_key(_("requested by"), editable=False)
    submitted_by = user_key(_("submitted by"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    return_reason = models.CharField(
        _("why it was returned"), max_length=500, blank=True, editable=False
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("development report")
        verbose_name_plural = _("development reports")
        ordering = ["-due_on", "-pk"]
        triggers = [
            *Record.Meta.triggers,
            state_steps(REPORT_TRANSITIONS, "report_steps"),
            pgtrigger.Trigger(
                name="report_submitted",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.state IN ('submitted', 'accepted') AND (
                        (to_jsonb(NEW) - ARRAY['state', 'version', 'return_reason'])
                        IS DISTINCT FROM
                        (to_jsonb(OLD) - ARRAY['state', 'version', 'return_reason'])
                    ) THEN
                        RAISE EXCEPTION 'A submitted report stays as it was submitted.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="report_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.support} {self.due_on:%d.%m.%Y}"


@pghistory.track()
class ReportedGoal(Record):
    """What the provider tells about one shared goal."""

    report = models.ForeignKey(
        DevelopmentReport, verbose_name=_("report"), on_delete=models.CASCADE, related_name="goals"
    )
    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.PROTECT, related_name="reported"
    )
    text = models.TextField(_("what was done and seen"), max_length=8000, blank=True)
    attainment = models.SmallIntegerField(_("how far, in our view"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("goal in a report")
        verbose_name_plural = _("goals in reports")
        ordering = ["goal__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "goal"], name="reportedgoal_once"),
            models.CheckConstraint(
                name="reportedgoal_scale",
                condition=Q(attainment__isnull=True) | Q(attainment__gte=-2, attainment__lte=2),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            kept_with(
                "reportedgoal_submitted",
                """EXISTS (
                    SELECT FROM cases_developmentreport AS report
                    WHERE report.id = changed.report_id
                      AND report.state IN ('submitted', 'accepted')
                )""",
                insert=True,
            ),
        ]

    def __str__(self) -> str:
        return str(self.goal)

    @property
    def attainment_words(self) -> str:
        """How far the goal was reached, in words; empty where nothing was said."""
        return "" if self.attainment is None else str(Attainment(self.attainment).label)
