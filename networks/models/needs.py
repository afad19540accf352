"""Needs of a place (§§ 79, 80 SGB VIII): what is missing, who said so, what became of it."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.models.areas import District, SocialSpace
from networks.models.choices import TargetGroup
from networks.models.institutions import InstitutionCategory
from networks.querysets.needs import NeedQuerySet
from networks.rules.states import NEED_TRANSITIONS, OPEN_NEEDS, NeedState
from sro.records import Record, user_key
from sro.states import pairs

NEED_STATES = {
    NeedState.REPORTED.value: _("reported"),
    NeedState.ASSESSED.value: _("assessed"),
    NeedState.PLANNED.value: _("planned"),
    NeedState.REALISED.value: _("realised"),
    NeedState.DECLINED.value: _("declined"),
    NeedState.MERGED.value: _("merged into another"),
}


class NeedOrigin(models.TextChoices):
    """Where a need was first seen."""

    PLANS = "plans", _("support plans")
    MEETING = "meeting", _("meeting of a network")
    FIGURES = "figures", _("figures")
    DIRECT = "direct", _("reported directly")


class NeedPriority(models.TextChoices):
    """How pressing a need is, in words; needs are not ranked by points."""

    URGENT = "urgent", _("pressing")
    SOON = "soon", _("soon")
    LATER = "later", _("when there is room")


@pghistory.track()
class Need(Record):
    """Something that is missing in a place. It names no family and no case, and leads to none."""

    title = models.CharField(_("what is missing"), max_length=200)
    description = models.TextField(
        _("description"),
        max_length=4000,
        blank=True,
        help_text=_("Please write nothing about single families."),
    )
    category = models.ForeignKey(
        InstitutionCategory,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    target_group = models.CharField(_("for whom"), max_length=20, choices=TargetGroup, blank=True)
    # PROTECT: areas end by date.
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="needs"
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    origin = models.CharField(
        _("seen in"), max_length=10, choices=NeedOrigin, default=NeedOrigin.DIRECT, editable=False
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=NEED_STATES,
        default=NeedState.REPORTED.value,
        editable=False,
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    # What a merged need was before; taking the merge back restores just this.
    state_before = models.CharField(
        _("state before merging"), max_length=10, choices=NEED_STATES, blank=True, editable=False
    )
    priority = models.CharField(
        _("how pressing"), max_length=10, choices=NeedPriority, blank=True, editable=False
    )
    assessment = models.TextField(_("assessment"), max_length=2000, blank=True, editable=False)
    reported_on = models.DateField(_("reported on"), db_index=True)
    reported_by = user_key(_("reported by"), null=True, blank=True, editable=False)
    # The day of the latest step; merging is none, since it decides nothing.
    decided_on = models.DateField(_("latest step on"), null=True, blank=True, editable=False)
    # How it was or is to be met.
    project = models.ForeignKey(
        "networks.Project",
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    offer = models.ForeignKey(
        "networks.Offer",
        verbose_name=_("offer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    # In words: budgets are another room, and a line may be meant that does not exist yet.
    budget_line = models.CharField(_("budget line"), max_length=200, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_declined",
                condition=~Q(state=NeedState.DECLINED.value) | Q(reason__regex=r"\S"),
                violation_error_message=_("Please say why the need is declined."),
            ),
            models.CheckConstraint(
                name="need_merged",
                condition=Q(
                    state=NeedState.MERGED.value,
                    merged_into__isnull=False,
                    state_before__in=[state.value for state in OPEN_NEEDS],
                )
                | ~Q(state=NeedState.MERGED.value) & Q(merged_into__isnull=True, state_before=""),
                violation_error_message=_("A merged need leads to the need it was merged into."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "district"], name="need_board"),
            models.Index(fields=["social_space", "state"], name="need_space"),
            models.Index(fields=["state", "-reported_on", "-id"], name="need_column"),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="need_states", field="state", transitions=pairs(NEED_TRANSITIONS)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Where it is missing, in words."""
        if self.social_space is not None:
            return f"{self.social_space.name} ({self.district.name})"
        return gettext("all of %(district)s") % {"district": self.district.name}
