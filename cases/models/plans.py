"""The support plan (§ 36 SGB VIII): versions, goals in three levels, consent, review."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.models.cases import state_steps
from cases.models.triggers import frozen_plan, frozen_with_plan, plan_is_complete
from cases.querysets.cases import CaseQuerySet
from cases.rules.states import PLAN_TRANSITIONS, PlanState
from sro.records import Record, user_key

PLAN_STATES = [
    (PlanState.DRAFT, _("draft")),
    (PlanState.AGREED, _("agreed")),
    (PlanState.IN_FORCE, _("in force")),
    (PlanState.SUPERSEDED, _("superseded")),
]


@pghistory.track()
class SupportPlan(Record):
    """One version of a young person's support plan. What was agreed is never changed."""

    case = case_key("plans")
    young_person = person_key(_("young person"), related_name="plans")
    also_for = models.ManyToManyField(
        "cases.Person",
        verbose_name=_("also for"),
        blank=True,
        related_name="+",
        through="cases.PlanSibling",
        help_text=_("Siblings for whom the same plan is made."),
    )
    number = models.PositiveSmallIntegerField(_("plan version"), default=1, editable=False)
    previous = models.OneToOneField(
        "self",
        verbose_name=_("continues"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="next_plan",
        error_messages={"unique": _("There is already a next version of this plan.")},
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PLAN_STATES, default=PlanState.DRAFT, editable=False
    )
    need = models.TextField(
        _("need"), max_length=12000, blank=True, help_text=_("What is needed, and why.")
    )
    kind_of_support = models.TextField(
        _("kind of support"), max_length=4000, blank=True, help_text=_("What suits the need.")
    )
    support_types = models.ManyToManyField(
        "networks.SupportType",
        verbose_name=_("kinds of support"),
        blank=True,
        related_name="+",
        through="cases.PlanSupportType",
    )
    necessary_services = models.TextField(
        _("necessary services"), max_length=8000, blank=True, help_text=_("What is to be done.")
    )
    period_from = models.DateField(_("from"))
    period_until = models.DateField(
        _("until"), help_text=_("The day of the next review; goals are dated before it.")
    )
    no_ordinary_offers = models.BooleanField(
        _("no ordinary offer of the place is used"), default=False
    )
    no_missing_offers = models.BooleanField(_("no offer is missing"), default=False)
    open_points_reason = models.TextField(
        _("why it is agreed with open points"), max_length=2000, blank=True, editable=False
    )
    created_by = user_key(_("begun by"), editable=False)
    created_at = models.DateTimeField(_("begun at"), editable=False)
    agreed_by = user_key(_("agreed by"), null=True, editable=False)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, editable=False)
    in_force_at = models.DateTimeField(_("in force since"), null=True, editable=False)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("support plan")
        verbose_name_plural = _("support plans")
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "young_person", "number"], name="plan_number_once"
            ),
            models.UniqueConstraint(
                fields=["case", "young_person"],
                condition=Q(state="draft"),
                name="plan_one_draft",
                violation_error_message=_("There is already a draft for this young person."),
            ),
            models.UniqueConstraint(
                fields=["case", "young_person"],
                condition=Q(state="in_force"),
                name="plan_one_in_force",
            ),
            models.CheckConstraint(
                name="plan_period",
                condition=Q(period_until__gt=F("period_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="plan_agreed",
                condition=Q(state="draft", agreed_at__isnull=True)
                | (~Q(state="draft") & Q(agreed_at__isnull=False)),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            state_steps(PLAN_TRANSITIONS, "plan_steps"),
            plan_is_complete(),
            *frozen_plan(),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s, version %(number)s") % {
            "name": self.young_person,
            "number": self.number,
        }


class GoalLevel(models.TextChoices):
    """How near a goal is to what people do."""

    DIRECTION = "direction", _("direction goal")
    ACTION = "action", _("action goal")


class PlanPart(Record):
    """A row that is part of a version and frozen with it."""

    plan = models.ForeignKey(
        SupportPlan,
        verbose_name=_("support plan"),
        # CASCADE: only a draft can be discarded; triggers keep the others.
        on_delete=models.CASCADE,
        related_name="%(class)s_set",
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True


@pghistory.track()
class Goal(PlanPart):
    """A direction goal (the good state by the next conference) or an action goal beneath one."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
    )
    level = models.CharField(_("level"), max_length=10, choices=GoalLevel)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # The same goal in all versions of the plan.
    origin = models.UUIDField(editable=False)
    text = models.TextField(_("goal"), max_length=2000)
    owner = person_key(_("whose goal"), related_name="goals", null=True, blank=True)
    owner_name = models.CharField(_("whose goal, if somebody else's"), max_length=120, blank=True)
    indicator = models.TextField(
        _("how we notice"),
        max_length=2000,
        blank=True,
        help_text=_("How will those involved notice that the goal is reached?"),
    )
    will = models.ForeignKey(
        "cases.WillStatement",
        verbose_name=_("rests on this will"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
    )
    own_contribution = models.TextField(
        _("own contribution"),
        max_length=2000,
        blank=True,
        help_text=_("What those whose goal it is do for it themselves."),
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    resources = models.ManyToManyField(
        "cases.Resource",
        verbose_name=_("resources used"),
        blank=True,
        related_name="goals",
        through="cases.GoalResource",
    )

    #: How goals are kept together over versions tells nobody anything.
    history_without = ("origin", "position")

    class Meta(PlanPart.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "pk"]
        indexes = [models.Index("plan", "position", name="goal_plan")]
        constraints = [
            models.CheckConstraint(
                name="goal_parent",
                condition=Q(level="direction", parent__isnull=True)
                | Q(level="action", parent__isnull=False),
                violation_error_message=_("An action goal belongs to a direction goal."),
            ),
            models.UniqueConstraint(fields=["plan", "origin"], name="goal_origin_once"),
        ]
        triggers = [*Record.Meta.triggers, *frozen_with_plan("goal", "changed.plan_id")]

    def __str__(self) -> str:
        return self.text[:80]


@pghistory.track()
class ActionStep(PlanPart):
    """A concrete small thing that somebody does, on which big goals can fail."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.CASCADE, related_name="steps"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    origin = models.UUIDField(editable=False)
    text = models.TextField(_("step"), max_length=1000)
    owner = person_key(_("who"), related_name="+", null=True, blank=True)
    owner_name = models.CharField(_("who, if somebody else"), max_length=120, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)

    history_without = ("origin", "position")

    class Meta(PlanPart.Meta):
        verbose_name = _("action step")
        verbose_name_plural = _("action steps")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "origin"], name="actionstep_origin_once")
        ]
        triggers = [*Record.Meta.triggers, *frozen_with_plan("actionstep", "changed.plan_id")]

    def __str__(self) -> str:
        return self.text[:80]


@pghistory.track()
class StepDone(Record):
    """That a step was done. Apart from the step, which stays as it was agreed."""

    step = models.OneToOneField(
        ActionStep, verbose_name=_("step"), on_delete=models.CASCADE, related_name="done"
    )
    done_on = models.DateField(_("done on"))
    author = user_key(_("entered by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")

    def __str__(self) -> str:
        return f"{self.done_on:%d.%m.%Y}"


class Consent(models.TextChoices):
    """What a participant says to a goal."""

    CONSENT = "consent", _("agrees")
    DISSENT = "dissent", _("does not agree")
    OPEN = "open", _("still thinking")


@pghistory.track()
class GoalConsent(PlanPart):
    """What one participant says to one goal; dissent stays visible."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("goal"), on_delete=models.CASCADE, related_name="consents"
    )
    person = person_key(_("participant"), related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Consent)
    note = models.CharField(_("in own words"), max_length=500, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["goal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "person"],
                name="goalconsent_once",
                violation_error_message=_("This person's answer is already noted."),
            )
        ]
        triggers = [*Record.Meta.triggers, *frozen_with_plan("goalconsent", "changed.plan_id")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"


class SpaceQuestion(models.TextChoices):
    """The two social-space questions of every plan."""

    USED = "used", _("ordinary offers of the place that are used")
    MISSING = "missing", _("offers that would help and do not exist")


@pghistory.track()
class SpaceAnswer(PlanPart):
    """An ordinary offer that is used, or one that is missing (for planning, §§ 79, 80)."""

    question = models.CharField(_("question"), max_length=10, choices=SpaceQuestion)
    offer = models.ForeignKey(
        "networks.Offer",
        verbose_name=_("offer of the registry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    category = models.ForeignKey(
        "networks.InstitutionCategory",
        verbose_name=_("kind"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.CharField(_("in words"), max_length=500, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("answer to a social-space question")
        verbose_name_plural = _("answers to social-space questions")
        ordering = ["question", "pk"]
        constraints = [
            models.CheckConstraint(
                name="spaceanswer_said",
                condition=Q(offer__isnull=False) | Q(text__regex=r"\S"),
                violation_error_message=_("Please choose an offer or describe it in words."),
            )
        ]
        triggers = [*Record.Meta.triggers, *frozen_with_plan("spaceanswer", "changed.plan_id")]

    def __str__(self) -> str:
        return self.text or str(self.offer)


class Section(models.TextChoices):
    """Sections that the law asks for with some supports."""

    TRANSITION = "36b", _("§ 36b: transition to another service provider")
    PERSPECTIVE = "37c", _("§ 37c: perspective of a support outside the family")
    AFTERCARE = "41a", _("§ 41a: aftercare of young adults")


@pghistory.track()
class PlanSection(PlanPart):
    """What was agreed for one of the sections."""

    section = models.CharField(_("section"), max_length=4, choices=Section)
    text = models.TextField(_("what was agreed"), max_length=8000)
    with_whom = models.CharField(_("with whom"), max_length=300, blank=True)
    due_on = models.DateField(_("look at it again on"), null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("section of the plan")
        verbose_name_plural = _("sections of the plan")
        ordering = ["section"]
        constraints = [models.UniqueConstraint(fields=["plan", "section"], name="plansection_once")]
        triggers = [*Record.Meta.triggers, *frozen_with_plan("plansection", "changed.plan_id")]

    def __str__(self) -> str:
        return self.get_section_display()
