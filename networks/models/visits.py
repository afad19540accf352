"""When somebody last looked at a place, to be told what has changed since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.areas import District, SocialSpace
from sro.records import RecordQuerySet


class PlaceVisit(models.Model):
    """One's own bookmark in the life of a place. Nobody else ever reads it; it has no history."""

    # CASCADE: a bookmark is of no use without its owner or its place.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    social_space = models.ForeignKey(
        SocialSpace, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    #: What happened until then is known to the person.
    seen_at = models.DateTimeField(_("seen until"))
    #: When the page was last open.
    visited_at = models.DateTimeField(_("last visit"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of a place")
        verbose_name_plural = _("visits of places")
        constraints = [
            models.CheckConstraint(
                name="placevisit_one_place",
                condition=Q(district__isnull=False, social_space__isnull=True)
                | Q(district__isnull=True, social_space__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "district", "social_space"],
                nulls_distinct=False,
                name="placevisit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district or self.social_space}"
