"""The case: one file for a family, from the first conversation to the end."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key
from cases.querysets.cases import CaseQuerySet
from cases.rules.states import (
    CASE_TRANSITIONS,
    TRANSFER_TRANSITIONS,
    CaseState,
    TransferState,
)
from networks.models.search import SEARCH_COLUMNS, Searchable
from sro.records import Record, RecordQuerySet, user_key
from sro.states import pairs

CASE_STATES = [
    (CaseState.CONSULTATION, _("consultation")),
    (CaseState.CLARIFICATION, _("clarification")),
    (CaseState.PLANNING, _("planning")),
    (CaseState.RUNNING, _("support running")),
    (CaseState.ENDING, _("ending")),
    (CaseState.CLOSED, _("closed")),
]
TRANSFER_STATES = [
    (TransferState.REQUESTED, _("requested")),
    (TransferState.ACCEPTED, _("accepted")),
    (TransferState.DECLINED, _("declined")),
    (TransferState.WITHDRAWN, _("withdrawn")),
]


def state_steps(table: dict, name: str) -> pgtrigger.Trigger:
    """Return the trigger that allows only the steps of a transition table."""
    allowed = ", ".join(f"('{source}', '{target}')" for source, target in pairs(table))
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange("state"),
        func=f"""
            IF (OLD.state, NEW.state) NOT IN ({allowed}) THEN
                RAISE EXCEPTION 'No step leads from % to %.', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class ReferenceCounter(models.Model):
    """The last number given to a file in a year; locked while the next one is taken.

    The number is taken in the transaction that opens the case, so none is lost or given twice.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("counter of file references")
        verbose_name_plural = _("counters of file references")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


@pghistory.track(exclude=SEARCH_COLUMNS)
class Case(Searchable):
    """A family's file. Several children share it; who works on it sees its content."""

    reference = models.CharField(
        _("file reference"),
        max_length=60,
        unique=True,
        editable=False,
        error_messages={"unique": _("Another case has this file reference.")},
    )
    # The year and its running number once more, so that gaps can be looked for.
    reference_year = models.PositiveSmallIntegerField(editable=False)
    reference_number = models.PositiveIntegerField(editable=False)
    name = models.CharField(
        _("family"), max_length=120, help_text=_("As you call the family among colleagues.")
    )
    concern = models.TextField(
        _("concern"),
        max_length=8000,
        help_text=_("What is it about? In the words of the person who turned to you."),
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="cases",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        related_name="cases",
        null=True,
        blank=True,
        help_text=_("Where the family lives, as far as known. Offers nearby are found by it."),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CASE_STATES,
        default=CaseState.CONSULTATION,
        editable=False,
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    responsible = user_key(
        _("responsible"), related_name="responsible_cases", null=True, blank=True
    )
    deputy = user_key(_("deputy"), related_name="deputy_cases", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Searchable.Meta):
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["sort_key", "pk"]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index("district", "sort_key", "id", name="case_district_sort"),
            models.Index("district", "opened_on", "id", name="case_district_opened"),
            models.Index("responsible", "state", name="case_responsible"),
            models.Index("deputy", "state", name="case_deputy"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference_year", "reference_number"], name="case_reference_once"
            ),
            models.CheckConstraint(
                name="case_state",
                condition=Q(state__in=[str(state) for state in CaseState]),
            ),
            models.CheckConstraint(
                name="case_closed_on",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_period",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("A case cannot be closed before it was opened."),
            ),
            models.CheckConstraint(
                name="case_deputy",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("responsible")),
                violation_error_message=_("Somebody else has to be the deputy."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            state_steps(CASE_TRANSITIONS, "case_steps"),
            pgtrigger.ReadOnly(
                name="keep_reference", fields=["reference", "reference_year", "reference_number"]
            ),
            pgtrigger.Protect(name="case_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    def search_texts(self) -> tuple[str, ...]:
        return (self.name, self.reference)

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on the case."""
        return self.state != CaseState.CLOSED


@pghistory.track()
class CaseStep(models.Model):
    """A step in the life of a case: who, when, why. Only ever added."""

    case = case_key("steps")
    action = models.CharField(_("step"), max_length=20)
    from_state = models.CharField(_("state before"), max_length=20, blank=True, choices=CASE_STATES)
    to_state = models.CharField(_("state after"), max_length=20, choices=CASE_STATES)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    actor = user_key(_("by"))
    at = models.DateTimeField(_("at"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="steps_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%d.%m.%Y}"


@pghistory.track()
class StandIn(Record):
    """A colleague of the district who opens a case for a while, for a reason that is kept.

    Case content is for those who work on the case. Whoever has to step in, because everybody in
    charge is away, says so; the team lead and those in charge see it.
    """

    case = case_key("stand_ins")
    user = user_key(_("standing in"), related_name="stand_ins")
    reason = models.CharField(_("reason"), max_length=500)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("no longer from"))

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index("user", "valid_until", "case", name="standin_user")]
        constraints = [
            models.CheckConstraint(
                name="standin_period",
                condition=Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.valid_from:%d.%m.%Y}"

    @property
    def last_day(self) -> date:
        """The last day, as people say until when something lasts."""
        return self.valid_until - timedelta(days=1)


@pghistory.track()
class Absence(Record):
    """Days on which a colleague is away; the deputies' start pages then show those cases."""

    user = user_key(_("colleague"), related_name="absences")
    valid_from = models.DateField(_("first day away"))
    valid_until = models.DateField(_("back on"), help_text=_("First day back at work."))

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_period",
                condition=Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The day back must lie after the first day away."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.valid_from:%d.%m.%Y}"

    @property
    def last_day(self) -> date:
        """The last day, as people say until when something lasts."""
        return self.valid_until - timedelta(days=1)


@pghistory.track()
class CaseTransfer(Record):
    """A case handed over to another district, which accepts it or not.

    The family keeps the provider it knows: relationship goes before formal area.
    """

    case = case_key("transfers")
    from_district = models.ForeignKey(
        "networks.District",
        verbose_name=_("from district"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    to_district = models.ForeignKey(
        "networks.District",
        verbose_name=_("to district"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    handover_note = models.TextField(
        _("handover note"),
        max_length=8000,
        help_text=_("What the colleagues need to know; the family may read it as well."),
    )
    keeps_provider = models.BooleanField(
        _("the provider stays"),
        default=True,
        help_text=_("The supports go on with the people the family knows."),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=TRANSFER_STATES,
        default=TransferState.REQUESTED,
        editable=False,
    )
    requested_by = user_key(_("requested by"), editable=False)
    requested_at = models.DateTimeField(_("requested at"), editable=False)
    decided_by = user_key(_("decided by"), editable=False, null=True)
    decided_at = models.DateTimeField(_("decided at"), editable=False, null=True)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transfer_elsewhere",
                condition=~Q(to_district=F("from_district")),
                violation_error_message=_("Please choose another district."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="requested"),
                name="transfer_one_open",
                violation_error_message=_("A transfer of this case is already requested."),
            ),
        ]
        triggers = [*Record.Meta.triggers, state_steps(TRANSFER_TRANSITIONS, "transfer_steps")]

    def __str__(self) -> str:
        return f"{self.from_district} → {self.to_district}"
