"""What belongs to a project: partners, milestones, sessions, and what came of it."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.catalogue import SupportType
from networks.models.projects import Project
from networks.rules.projects import LONGEST_SESSION, MOST_AVOIDED, MOST_PEOPLE
from sro.records import Record, user_key


def _project(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name=name
    )


@pghistory.track()
class ProjectPartner(Record):
    """An organisation that takes part; private people are not named."""

    project = _project("partners")
    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("institution"),
        # SET_NULL: the name stays; the registry may be tidied up.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="project_partnerships",
    )

    class Meta(Record.Meta):
        verbose_name = _("partner of a project")
        verbose_name_plural = _("partners of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="projectpartner_once",
                violation_error_message=_("This partner is named already."),
            ),
            models.CheckConstraint(name="projectpartner_name", condition=Q(name__regex=r"\S")),
            models.CheckConstraint(
                name="projectpartner_one",
                condition=Q(institution__isnull=True) | Q(provider__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProjectMilestone(Record):
    """Something that is to be reached by a day."""

    project = _project("milestones")
    title = models.CharField(_("what is to be reached"), max_length=200)
    due = models.DateField(_("to be reached by"))
    done_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                name="projectmilestone_title",
                condition=Q(title__regex=r"\S"),
                violation_error_message=_("Please say what is to be reached."),
            )
        ]

    def __str__(self) -> str:
        return self.title


def _people(text: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        text, null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )


@pghistory.track()
class ProjectSession(Record):
    """One day on which people met; who came is counted, nobody is named."""

    project = _project("sessions")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SESSION)],
    )
    # Empty: nobody has counted. Zero: nobody came.
    children = _people(_("children"))
    parents = _people(_("parents"))
    others = _people(_("others"))
    note = models.CharField(
        _("short note"), max_length=200, blank=True, help_text=_("Please without names of people.")
    )

    class Meta(Record.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "day"],
                name="projectsession_once",
                violation_error_message=_(
                    "There is a session on this day already. Please change that one."
                ),
            ),
            models.CheckConstraint(
                name="projectsession_minutes",
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_SESSION),
                violation_error_message=_("A session lasts between one minute and 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


@pghistory.track()
class ProjectOutcome(Record):
    """What changed, in the words of those who did it."""

    project = models.OneToOneField(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="outcome"
    )
    for_children = models.TextField(_("what changed for children"), max_length=4000, blank=True)
    for_parents = models.TextField(_("what changed for parents"), max_length=4000, blank=True)
    for_service = models.TextField(_("what changed for the service"), max_length=4000, blank=True)
    written_by = user_key(_("written by"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("outcome of a project")
        verbose_name_plural = _("outcomes of projects")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="projectoutcome_words",
                condition=Q(for_children__regex=r"\S")
                | Q(for_parents__regex=r"\S")
                | Q(for_service__regex=r"\S"),
                violation_error_message=_("Please write into at least one of the fields."),
            )
        ]

    def __str__(self) -> str:
        return str(self.project)


@pghistory.track()
class AvoidedSupport(Record):
    """Formal supports that became unnecessary: a professional judgement, no measurement.

    A row without a kind of support says that there were none. No person stands behind a number:
    what it counts has never been.
    """

    project = _project("avoided")
    support_type = models.ForeignKey(
        SupportType,
        verbose_name=_("kind of support"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    number = models.PositiveSmallIntegerField(
        _("number of supports"), validators=[MaxValueValidator(MOST_AVOIDED)]
    )
    basis = models.TextField(
        _("basis of the judgement"),
        max_length=2000,
        help_text=_("How do you know? Please without names of families."),
    )
    judged_by = user_key(_("judged by"), editable=False)
    judged_on = models.DateField(_("judged on"))

    class Meta(Record.Meta):
        verbose_name = _("judgement on avoided supports")
        verbose_name_plural = _("judgements on avoided supports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "support_type"],
                nulls_distinct=False,
                name="avoidedsupport_once",
                violation_error_message=_(
                    "There is a judgement on this kind already. Please change that one."
                ),
            ),
            models.CheckConstraint(
                name="avoidedsupport_number",
                condition=Q(number=0, support_type__isnull=True)
                | Q(number__gt=0, support_type__isnull=False),
                violation_error_message=_("Please choose a kind of support and a number, or none."),
            ),
            models.CheckConstraint(
                name="avoidedsupport_basis",
                condition=Q(basis__regex=r"\S"),
                violation_error_message=_("Please say what the judgement rests on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} × {self.support_type}" if self.support_type else str(_("none"))
