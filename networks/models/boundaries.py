"""The boundary of an area, as GeoJSON in degrees (WGS 84)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.areas import District, SocialSpace
from networks.models.periods import Period, ends_after_beginning
from networks.models.ranges import no_overlap
from networks.querysets.periods import PeriodQuerySet
from sro.records import Record


@pghistory.track()
class Boundary(Period, Record):
    """Where an area lies. A better survey of the same area is a further boundary, valid later."""

    # CASCADE: a boundary says nothing without its area.
    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="boundaries",
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="boundaries",
    )
    geometry = models.JSONField(
        _("boundary line"), help_text=_("GeoJSON MultiPolygon, longitude before latitude.")
    )
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=80, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="boundary_one_area",
                condition=Q(district__isnull=False, social_space__isnull=True)
                | Q(district__isnull=True, social_space__isnull=False),
                violation_error_message=_(
                    "A boundary belongs to one district or to one social space."
                ),
            ),
            ends_after_beginning("boundary_period"),
            no_overlap(
                "boundary_district_once",
                "district",
                condition=Q(district__isnull=False),
                message=_("The district has another boundary at this time."),
            ),
            no_overlap(
                "boundary_socialspace_once",
                "social_space",
                condition=Q(social_space__isnull=False),
                message=_("The social space has another boundary at this time."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def area(self) -> District | SocialSpace:
        """The district or social space it surrounds."""
        return self.district or self.social_space
