"""The resource map: what a person has and whom, as the person sees it."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.querysets.cases import CaseQuerySet
from sro.records import Record, user_key


class ResourceField(models.TextChoices):
    """The four fields of the map."""

    PERSONAL = "personal", _("my skills and strengths")
    SOCIAL = "social", _("people around me")
    MATERIAL = "material", _("what I have")
    INFRASTRUCTURE = "infrastructure", _("places and institutions")


class Tie(models.TextChoices):
    """How strong the tie is."""

    UNKNOWN = "", _("not known")
    STRONG = "strong", _("strong")
    WEAK = "weak", _("weak")
    STRAINED = "strained", _("strained")


@pghistory.track()
class ResourceMap(Record):
    """A person's map on a day. A later map copies this one and goes on; older ones stay."""

    case = case_key("resource_maps")
    person = person_key(_("whose map"), related_name="resource_maps")
    drawn_on = models.DateField(_("drawn on"))
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="next_map",
        error_messages={"unique": _("There is already a newer map.")},
    )
    author = user_key(_("drawn with"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("resource map")
        verbose_name_plural = _("resource maps")
        ordering = ["-drawn_on", "-pk"]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Protect(name="map_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.drawn_on:%d.%m.%Y}"


@pghistory.track()
class Resource(Record):
    """One thing or person on a map; it is a resource because the person sees it as one."""

    resource_map = models.ForeignKey(
        ResourceMap,
        verbose_name=_("resource map"),
        # PROTECT: the map is kept anyway.
        on_delete=models.PROTECT,
        related_name="resources",
    )
    field = models.CharField(_("field"), max_length=20, choices=ResourceField)
    name = models.CharField(_("name"), max_length=120)
    tie = models.CharField(_("tie"), max_length=10, choices=Tie, blank=True)
    closeness = models.PositiveSmallIntegerField(
        _("closeness"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("1 is very close, 3 is farther away."),
    )
    angle = models.PositiveSmallIntegerField(
        _("place on the circle"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(359)],
        help_text=_("In degrees within the map; empty: placed by itself."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    offer = models.ForeignKey(
        "networks.Offer",
        verbose_name=_("offer of the registry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("institution of the registry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    found_here = models.BooleanField(
        _("found in this case"),
        default=False,
        help_text=_("Unknown to the registry so far, and useful for other families, too."),
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["field", "closeness", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resource_closeness", condition=Q(closeness__gte=1, closeness__lte=3)
            ),
            models.CheckConstraint(
                name="resource_angle", condition=Q(angle__isnull=True) | Q(angle__lte=359)
            ),
        ]

    def __str__(self) -> str:
        return self.name
