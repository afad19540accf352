"""Areas with networked work, and since when; what the evaluation compares with all others."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.models import District, SocialSpace
from sro.records import Record


class AreaLevel(models.TextChoices):
    """Of which kind the areas of a group are."""

    DISTRICT = "bezirk", _("Districts")
    SPACE = "sozialraum", _("Social spaces")


@pghistory.track()
class AreaGroup(Record):
    """Areas that work in the same networked way."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    level = models.CharField(
        _("level"),
        max_length=12,
        choices=AreaLevel,
        default=AreaLevel.SPACE,
        help_text=_("A group is made of districts or of social spaces. This stays as it is."),
    )
    description = models.TextField(
        _("What networked work means there"),
        max_length=4000,
        help_text=_("Who works with whom, how, with which means. It stands beside each result."),
    )

    class Meta(Record.Meta):
        verbose_name = _("area group")
        verbose_name_plural = _("area groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AreaGroupMember(Record):
    """An area of a group, from the first day of networked work on."""

    # CASCADE: membership is a part of the group; the areas themselves stay.
    group = models.ForeignKey(
        AreaGroup, verbose_name=_("area group"), on_delete=models.CASCADE, related_name="members"
    )
    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="area_groups",
        null=True,
        blank=True,
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        related_name="area_groups",
        null=True,
        blank=True,
    )
    since = models.DateField(_("networked work since"), help_text=_("The first day."))
    until = models.DateField(
        _("no longer from"),
        null=True,
        blank=True,
        help_text=_("First day without networked work; empty means until further notice."),
    )

    class Meta(Record.Meta):
        verbose_name = _("area of a group")
        verbose_name_plural = _("areas of groups")
        ordering = ["district__key", "social_space__key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="area_member_one_area",
                condition=Q(district__isnull=False, social_space__isnull=True)
                | Q(district__isnull=True, social_space__isnull=False),
                violation_error_message=_("Please choose one area."),
            ),
            models.CheckConstraint(
                name="area_member_period",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.UniqueConstraint(
                fields=["group", "district"],
                name="area_member_district_once",
                violation_error_message=_("This area is in the group already."),
            ),
            models.UniqueConstraint(
                fields=["group", "social_space"],
                name="area_member_space_once",
                violation_error_message=_("This area is in the group already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def area(self) -> District | SocialSpace:
        """The district or social space."""
        return self.district or self.social_space

    @property
    def last_day(self) -> date | None:
        """The last day of networked work, as people write the end of a period."""
        return None if self.until is None else self.until - timedelta(days=1)

    def clean(self) -> None:
        level = AreaLevel.DISTRICT if self.district_id else AreaLevel.SPACE
        if (self.district_id or self.social_space_id) and level != self.group.level:
            raise ValidationError(_("This group is made of areas of another level."))
