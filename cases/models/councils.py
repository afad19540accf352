"""The family group conference (Familienrat): the family finds its own plan.

The time a family has for itself has a beginning and an end here, and nothing else: there is no
field for what was said in it.
"""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.models.cases import state_steps
from cases.models.council_triggers import apart_from_those_who_decide, family_words_stand
from cases.models.triggers import kept_with
from cases.querysets.cases import CaseQuerySet
from cases.rules.councils import COUNCIL_TRANSITIONS, PLAN_STANDS, CouncilState
from sro.records import Record, user_key

COUNCIL_STATES = [
    (CouncilState.REFERRED, _("suggested")),
    (CouncilState.ACCEPTED_BY_FAMILY, _("the family wants it")),
    (CouncilState.NOT_WANTED, _("the family does not want it")),
    (CouncilState.PREPARING, _("in preparation")),
    (CouncilState.HELD, _("held")),
    (CouncilState.PLAN_ACCEPTED, _("plan accepted")),
    (CouncilState.PLAN_NOT_ACCEPTED, _("plan not accepted")),
    (CouncilState.FOLLOW_UP, _("follow-up meetings")),
    (CouncilState.ENDED, _("ended")),
]
_STANDS = ", ".join(f"'{state}'" for state in sorted(PLAN_STANDS))


class Referral(models.TextChoices):
    """Where the thought of a family group conference came up."""

    CONSULTATION = "consultation", _("in a consultation")
    SUPPORT_PLAN = "support_plan", _("in help planning")
    CHILD_PROTECTION = "child_protection", _("in child protection")
    GUARDIANSHIP = "guardianship", _("in guardianship")
    CITIZEN = "citizen", _("by the wish of the family itself")


class PlanRefusalGround(models.TextChoices):
    """The only grounds on which the office may not accept a family's plan."""

    LEGAL = "legal", _("a law stands against it")
    SAFETY = "safety", _("a child would not be safe")


@pghistory.track()
class FamilyGroupConference(Record):
    """A family invites whom it trusts and makes its own plan; a coordinator prepares it."""

    case = case_key("councils")
    # The same for what the plan becomes: goals know by it where they came from.
    origin = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField(
        _("for whom"),
        max_length=120,
        help_text=_("As the family is called on invitations, and by the coordinator."),
    )
    referral = models.CharField(_("where it came up"), max_length=20, choices=Referral)
    referral_note = models.CharField(
        _("remark on it"),
        max_length=300,
        blank=True,
        help_text=_("For colleagues who work on the case; the coordinator does not see it."),
    )
    referred_on = models.DateField(_("suggested on"), editable=False)
    concern = models.TextField(
        _("question to the family"),
        max_length=2000,
        help_text=_("What is it about? In plain words, so that everybody invited understands it."),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=COUNCIL_STATES,
        default=CouncilState.REFERRED,
        editable=False,
    )
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("coordinating provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="councils",
    )
    coordinator = user_key(
        _("coordinator"), related_name="coordinated_councils", null=True, blank=True
    )
    scheduled_at = models.DateTimeField(_("day and time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    arrangements = models.TextField(
        _("what the family wishes for the day"),
        max_length=1000,
        blank=True,
        help_text=_("For example food, childcare, interpreting, a certain order."),
    )
    information_from = models.TimeField(_("information from"), null=True, blank=True)
    information_until = models.TimeField(_("information until"), null=True, blank=True)
    information_note = models.TextField(
        _("what was told in the information phase"), max_length=4000, blank=True
    )
    private_from = models.TimeField(_("private family time from"), null=True, blank=True)
    private_until = models.TimeField(_("private family time until"), null=True, blank=True)
    decision_from = models.TimeField(_("talking about the plan from"), null=True, blank=True)
    decision_until = models.TimeField(_("talking about the plan until"), null=True, blank=True)
    aim = models.TextField(
        _("what we want to reach"), max_length=2000, blank=True, help_text=_("In your own words.")
    )
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    answered_by = user_key(_("answered by"), null=True, editable=False)
    refusal_ground = models.CharField(
        _("why not accepted"), max_length=10, choices=PlanRefusalGround, blank=True, editable=False
    )
    refusal_reason = models.TextField(
        _("reason for not accepting"), max_length=4000, blank=True, editable=False
    )
    follow_up_on = models.DateField(_("next meeting"), null=True, blank=True)
    end_note = models.TextField(_("how it ended"), max_length=2000, blank=True, editable=False)
    author = user_key(_("suggested by"), editable=False)

    objects = CaseQuerySet.as_manager()

    #: What keeps goals and conference together tells nobody anything.
    history_without = ("origin",)

    class Meta(Record.Meta):
        verbose_name = _("family group conference")
        verbose_name_plural = _("family group conferences")
        ordering = ["-referred_on", "-pk"]
        indexes = [
            models.Index("state", "scheduled_at", name="council_due"),
            models.Index("coordinator", "state", name="council_coordinator"),
        ]
        constraints = [
            models.CheckConstraint(
                name="council_refused",
                # Nothing but law or safety speaks against a plan, and it is written down.
                condition=~Q(state="plan_not_accepted")
                | (~Q(refusal_ground="") & Q(refusal_reason__regex=r"\S")),
                violation_error_message=_("A family's plan is not accepted for a written reason."),
            ),
            models.CheckConstraint(
                name="council_held",
                condition=~Q(state__in=("held", "plan_accepted", "plan_not_accepted", "follow_up"))
                | Q(scheduled_at__isnull=False),
                violation_error_message=_("Please enter the day of the family group conference."),
            ),
            models.CheckConstraint(
                name="council_private_time",
                condition=Q(private_from__isnull=True)
                | Q(private_until__isnull=True)
                | Q(private_until__gt=F("private_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            state_steps(COUNCIL_TRANSITIONS, "council_steps"),
            apart_from_those_who_decide(),
            family_words_stand(),
            pgtrigger.Protect(name="council_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name


class CouncilPart(Record):
    """A row of a family group conference."""

    council = models.ForeignKey(
        FamilyGroupConference,
        verbose_name=_("family group conference"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True


class GuestPart(models.TextChoices):
    """As what somebody comes."""

    FAMILY = "family", _("family or friend: the whole time")
    PROFESSIONAL = "professional", _("professional: information phase and decision only")
    HELP = "help", _("helps on the day (interpreting, childcare)")


@pghistory.track()
class CouncilGuest(CouncilPart):
    """Somebody the family invites: a person of the case, or anybody by name."""

    part = models.CharField(_("comes as"), max_length=15, choices=GuestPart)
    person = person_key(_("person"), related_name="+", null=True, blank=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    relation = models.CharField(
        _("who this is for the family"),
        max_length=120,
        blank=True,
        help_text=_("For example aunt, neighbour, trainer."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    invited_on = models.DateField(_("invited on"), null=True, blank=True, editable=False)
    attended = models.BooleanField(_("took part"), null=True, blank=True, editable=False)

    class Meta(CouncilPart.Meta):
        verbose_name = _("person invited by the family")
        verbose_name_plural = _("people invited by the family")
        ordering = ["part", "pk"]
        constraints = [
            models.CheckConstraint(
                name="councilguest_named",
                condition=Q(person__isnull=False) | Q(name__regex=r"\S"),
                violation_error_message=_("Please say who is invited."),
            ),
            models.UniqueConstraint(
                fields=["council", "person"],
                name="councilguest_once",
                violation_error_message=_("This person is already on the list."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.name)


@pghistory.track()
class PreparationTalk(CouncilPart):
    """A talk in which the coordinator prepares the conference with somebody."""

    held_on = models.DateField(_("held on"))
    with_whom = models.CharField(_("with whom"), max_length=200)
    note = models.TextField(
        _("what was arranged"),
        max_length=4000,
        blank=True,
        help_text=_("What the day needs. What somebody confides to you does not belong here."),
    )
    author = user_key(_("entered by"), editable=False)

    class Meta(CouncilPart.Meta):
        verbose_name = _("preparation talk")
        verbose_name_plural = _("preparation talks")
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


@pghistory.track()
class CouncilPoint(CouncilPart):
    """A point of the family's plan, in the family's words: who does what until when."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    origin = models.UUIDField(default=uuid.uuid4, editable=False)
    aim = models.CharField(_("what for"), max_length=300, blank=True)
    what = models.TextField(_("what we do"), max_length=1000)
    who = models.CharField(_("who does it"), max_length=120, blank=True)
    until = models.DateField(_("until when"), null=True, blank=True)

    history_without = ("origin", "position")

    class Meta(CouncilPart.Meta):
        verbose_name = _("point of the family's plan")
        verbose_name_plural = _("points of the family's plan")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "origin"], name="councilpoint_origin_once")
        ]
        triggers = [
            *Record.Meta.triggers,
            kept_with(
                "councilpoint_accepted",
                "EXISTS (SELECT FROM cases_familygroupconference AS c"
                f" WHERE c.id = changed.council_id AND c.state IN ({_STANDS}))",
                insert=True,
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]


@pghistory.track()
class CouncilMeeting(CouncilPart):
    """A later meeting of the family: what became of its plan."""

    held_on = models.DateField(_("held on"))
    note = models.TextField(_("what the family says about it"), max_length=4000, blank=True)
    author = user_key(_("entered by"), editable=False)

    class Meta(CouncilPart.Meta):
        verbose_name = _("follow-up meeting")
        verbose_name_plural = _("follow-up meetings")
        ordering = ["held_on", "pk"]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(name="councilmeeting_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


class Outcome(models.TextChoices):
    """What became of a point."""

    DONE = "done", _("done")
    PARTLY = "partly", _("partly done")
    CHANGED = "changed", _("done in another way")
    OPEN = "open", _("not done yet")
    DROPPED = "dropped", _("no longer needed")


@pghistory.track()
class PointOutcome(Record):
    """What became of one point, as said at a follow-up meeting."""

    meeting = models.ForeignKey(
        CouncilMeeting,
        verbose_name=_("follow-up meeting"),
        on_delete=models.PROTECT,
        related_name="outcomes",
    )
    point = models.ForeignKey(
        CouncilPoint,
        verbose_name=_("point"),
        on_delete=models.PROTECT,
        related_name="outcomes",
    )
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("what became of a point")
        verbose_name_plural = _("what became of points")
        ordering = ["meeting", "point__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "point"], name="pointoutcome_once")
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
