"""Projects in a place: milieu and structural work with partners and volunteers."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models.areas import District, SocialSpace
from networks.querysets.projects import ProjectQuerySet
from networks.rules.states import PROJECT_TRANSITIONS, ProjectState
from sro.records import Record, user_key
from sro.states import pairs

PROJECT_STATES = {
    ProjectState.IDEA.value: _("idea"),
    ProjectState.PLANNED.value: pgettext_lazy("project", "planned"),
    ProjectState.RUNNING.value: pgettext_lazy("project", "running"),
    ProjectState.ENDED.value: pgettext_lazy("project", "ended"),
    ProjectState.DROPPED.value: pgettext_lazy("project", "dropped"),
}

#: What has begun can have sessions and an outcome.
BEGUN = (ProjectState.RUNNING.value, ProjectState.ENDED.value)


@pghistory.track()
class Project(Record):
    """Something people do together in a place, from the idea to an honest outcome."""

    title = models.CharField(_("title"), max_length=200)
    aim = models.TextField(_("what it is for"), max_length=4000)
    # PROTECT: areas end by date.
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="projects"
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("place"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("carried by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    volunteers = models.PositiveSmallIntegerField(
        _("volunteers"),
        null=True,
        blank=True,
        help_text=_("How many people take part without pay; no names."),
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends before"), null=True, blank=True, help_text=_("First day after the project.")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PROJECT_STATES,
        default=ProjectState.IDEA.value,
        editable=False,
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    created_by = user_key(_("entered by"), editable=False)

    #: One or two volunteers are shown to nobody but those who work on it: no history tells them.
    history_without = ("volunteers",)

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_period",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="project_words",
                condition=Q(title__regex=r"\S", aim__regex=r"\S"),
                violation_error_message=_("Please say what the project is called and is for."),
            ),
            models.CheckConstraint(
                name="project_dropped",
                condition=~Q(state=ProjectState.DROPPED.value) | Q(reason__regex=r"\S"),
                violation_error_message=_("Please say why the project was dropped."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="project_states", field="state", transitions=pairs(PROJECT_TRANSITIONS)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Where the project is, in words."""
        return f"{self.social_space}, {self.district}" if self.social_space else str(self.district)

    @property
    def takes_sessions(self) -> bool:
        """Whether there can be sessions: the project has begun."""
        return self.state in BEGUN
