"""Conferences, consultation of the team, decision of the office, supports, reports."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.models.cases import state_steps
from cases.models.triggers import kept_with, only_the_office_decides, professionals_of_the_office
from cases.querysets.cases import CaseQuerySet
from cases.rules.states import CONFERENCE_TRANSITIONS, ConferenceState
from sro.records import Record, user_key

CONFERENCE_STATES = [
    (ConferenceState.PLANNED, _("planned")),
    (ConferenceState.HELD, _("held")),
    (ConferenceState.CLOSED, _("concluded")),
    (ConferenceState.CANCELLED, _("cancelled")),
]


_DECIDED = "EXISTS (SELECT FROM cases_supportdecision AS d WHERE d.consultation_id = {})"


class ChildPart(models.TextChoices):
    """How the child or young person took part (§ 8 SGB VIII)."""

    UNKNOWN = "", _("not noted yet")
    PRESENT = "present", _("was there all the time")
    PARTLY = "partly", _("was there for a part")
    BEFORE = "before", _("was asked beforehand")
    TRUSTED = "trusted", _("through a trusted person")
    WRITTEN = "written", _("in writing or with a picture")
    NOT_WANTED = "not_wanted", _("did not want to take part")
    TOO_YOUNG = "too_young", _("is too young; was observed and played with")


@pghistory.track()
class PlanConference(Record):
    """A conversation about the plan with all who belong there."""

    case = case_key("conferences")
    young_person = person_key(_("young person"), related_name="conferences")
    plan = models.ForeignKey(
        "cases.SupportPlan",
        verbose_name=_("plan talked about"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conferences",
    )
    scheduled_at = models.DateTimeField(_("on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    topic = models.CharField(_("what it is about"), max_length=300, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CONFERENCE_STATES,
        default=ConferenceState.PLANNED,
        editable=False,
    )
    child_part = models.CharField(
        _("how the young person took part"), max_length=12, choices=ChildPart, blank=True
    )
    child_statement = models.TextField(
        _("own statement of the young person"), max_length=4000, blank=True
    )
    minutes = models.TextField(_("minutes of the conversation"), max_length=20000, blank=True)
    dissent = models.TextField(
        _("where opinions differ"), max_length=4000, blank=True, help_text=_("Who sees what how.")
    )
    next_on = models.DateField(_("next conference"), null=True, blank=True)
    cancel_reason = models.CharField(
        _("why it was cancelled"), max_length=500, blank=True, editable=False
    )
    author = user_key(_("prepared by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("plan conference")
        verbose_name_plural = _("plan conferences")
        ordering = ["-scheduled_at", "-pk"]
        indexes = [models.Index("state", "scheduled_at", name="conference_due")]
        constraints = [
            models.CheckConstraint(
                name="conference_closed",
                # Closed means: how the child took part is noted, and when people meet again.
                condition=~Q(state="closed") | ~Q(child_part=""),
                violation_error_message=_("Please note how the young person took part."),
            )
        ]
        triggers = [
            *Record.Meta.triggers,
            state_steps(CONFERENCE_TRANSITIONS, "conference_steps"),
            pgtrigger.Protect(name="conference_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="conference_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state IN ('closed', 'cancelled')"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheduled_at:%d.%m.%Y}"


class ParticipantRole(models.TextChoices):
    """As what somebody takes part."""

    YOUNG_PERSON = "young_person", _("young person")
    CUSTODIAN = "custodian", _("custodian")
    OTHER_PARENT = "other_parent", _("parent without custody")
    TRUSTED = "trusted", _("trusted person of the family")
    CASEWORKER = "caseworker", _("caseworker")
    PROVIDER = "provider", _("professional of the provider")
    PROFESSIONAL = "professional", _("further professional")
    INTERPRETER = "interpreter", _("interpreter")


NEEDS_CONSENT = ("other_parent", "professional")


class CustodianConsent(models.TextChoices):
    """Whether the custodians agree that somebody takes part (§ 36 (3), (5) SGB VIII)."""

    NOT_NEEDED = "", _("not needed")
    ASKED = "asked", _("asked, no answer yet")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")


@pghistory.track()
class ConferenceParticipant(Record):
    """Somebody who is invited to a conference: a person of the case, a colleague, or by name."""

    conference = models.ForeignKey(
        PlanConference,
        verbose_name=_("plan conference"),
        on_delete=models.CASCADE,
        related_name="participants",
    )
    role = models.CharField(_("takes part as"), max_length=15, choices=ParticipantRole)
    person = person_key(_("person"), related_name="+", null=True, blank=True)
    user = user_key(_("colleague"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    institution = models.CharField(_("institution"), max_length=160, blank=True)
    consent = models.CharField(
        _("consent of the custodians"), max_length=10, choices=CustodianConsent, blank=True
    )
    consent_by = models.CharField(_("consent given by"), max_length=200, blank=True)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    invited_on = models.DateField(_("invited on"), null=True, blank=True)
    attended = models.BooleanField(_("took part"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participant_named",
                condition=Q(person__isnull=False) | Q(user__isnull=False) | Q(name__regex=r"\S"),
                violation_error_message=_("Please say who takes part."),
            ),
            models.CheckConstraint(
                name="participant_consent",
                # Without the custodians' consent nobody of these is invited or takes part.
                condition=~Q(role__in=NEEDS_CONSENT)
                | Q(consent="given")
                | (Q(invited_on__isnull=True) & (Q(attended__isnull=True) | Q(attended=False))),
                violation_error_message=_(
                    "The custodians have to agree before this person is invited or takes part."
                ),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            # Who was there is part of the minutes.
            kept_with(
                "participants_concluded",
                "EXISTS (SELECT FROM cases_planconference AS c WHERE c.id = changed.conference_id"
                " AND c.state IN ('closed', 'cancelled'))",
                insert=True,
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.user or self.name)

    @property
    def needs_consent(self) -> bool:
        """Whether the custodians have to agree."""
        return self.role in NEEDS_CONSENT


@pghistory.track()
class TeamConsultation(Record):
    """Several professionals think about need and support together (§ 36 (2) SGB VIII)."""

    case = case_key("team_consultations")
    plan = models.ForeignKey(
        "cases.SupportPlan",
        verbose_name=_("support plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="team_consultations",
    )
    held_on = models.DateField(_("on"))
    question = models.TextField(_("question"), max_length=4000)
    considerations = models.TextField(_("what was considered"), max_length=12000, blank=True)
    recommendation = models.TextField(_("recommendation"), max_length=4000, blank=True)
    author = user_key(_("entered by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("team consultation")
        verbose_name_plural = _("team consultations")
        ordering = ["-held_on", "-pk"]
        triggers = [
            *Record.Meta.triggers,
            # A decision rests on what was considered then.
            kept_with("consultation_decided", _DECIDED.format("changed.id")),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


@pghistory.track()
class ConsultationParticipant(models.Model):
    """A professional of the office who took part in a team consultation."""

    consultation = models.ForeignKey(
        TeamConsultation, on_delete=models.CASCADE, related_name="participants"
    )
    user = user_key(_("professional"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        ordering = ["user__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "user"], name="consultationparticipant_once"
            )
        ]
        triggers = [
            professionals_of_the_office(),
            kept_with(
                "consultants_decided", _DECIDED.format("changed.consultation_id"), insert=True
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class DecisionResult(models.TextChoices):
    """What the office decided."""

    GRANTED = "granted", _("granted")
    GRANTED_CHANGED = "granted_changed", _("granted, otherwise than applied for")
    REFUSED = "refused", _("refused")


class RefusalGround(models.TextChoices):
    """Why a support was refused. Money is none of them: an entitlement is not capped."""

    NONE = "", _("not refused")
    NOT_SUITABLE = "not_suitable", _("not suitable")
    NOT_NECESSARY = "not_necessary", _("not necessary")
    NO_APPLICATION = "no_application", _("the custodians do not want it")
    OTHER_OFFICE = "other_office", _("another office is responsible")


@pghistory.track()
class SupportDecision(Record):
    """The decision of the office on a support (Bewilligung). Made once, kept as it was made."""

    case = case_key("decisions")
    plan = models.ForeignKey(
        "cases.SupportPlan",
        verbose_name=_("support plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    consultation = models.ForeignKey(
        TeamConsultation,
        verbose_name=_("team consultation"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    result = models.CharField(_("result"), max_length=20, choices=DecisionResult)
    refusal_ground = models.CharField(
        _("ground of the refusal"), max_length=20, choices=RefusalGround, blank=True
    )
    suitable = models.TextField(_("why it is suitable, or not"), max_length=4000)
    necessary = models.TextField(_("why it is necessary, or not"), max_length=4000)
    wish_and_choice = models.TextField(
        _("wish and choice (§ 5)"),
        max_length=4000,
        help_text=_("Which provider and form the family wished for, and how that was followed."),
    )
    decided_by = user_key(_("decided by"), editable=False)
    decided_on = models.DateField(_("decided on"))

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_ground",
                condition=Q(result="refused")
                & ~Q(refusal_ground="")
                & Q(refusal_ground__in=[each for each in RefusalGround.values if each])
                | ~Q(result="refused") & Q(refusal_ground=""),
                violation_error_message=_("A refusal needs its ground, a grant has none."),
            )
        ]
        triggers = [
            *Record.Meta.triggers,
            only_the_office_decides(),
            pgtrigger.Protect(name="decision_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.decided_on:%d.%m.%Y}"
