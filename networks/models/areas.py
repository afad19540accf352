"""Where the office works: municipality, districts, social spaces."""

from __future__ import annotations

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from networks.models.periods import Period, ends_after_beginning
from networks.models.ranges import no_overlap, text_number
from networks.models.search import SEARCH_COLUMNS, Searchable
from networks.querysets.areas import AreaQuerySet
from networks.rules.areas import outlives

KEY = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z.-]*$",
    _("Official keys consist of digits and letters without spaces, such as 0101."),
)


@pghistory.track(exclude=SEARCH_COLUMNS)
class Municipality(Searchable):
    """The municipality whose youth-welfare office uses this installation; there is one."""

    key = models.CharField(_("official key"), max_length=12, unique=True, validators=[KEY])
    name = models.CharField(_("name"), max_length=120)
    area_m2 = models.BigIntegerField(
        _("area in m²"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    directory_open = models.BooleanField(
        _("public directory"),
        default=False,
        help_text=_(
            "Everybody can look up institutions and offers under /angebote/, without logging in."
        ),
    )
    directory_email = models.EmailField(
        _("e-mail address for hints"),
        blank=True,
        help_text=_("Stands in the public directory and in letters to institutions."),
    )

    class Meta(Searchable.Meta):
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.UniqueConstraint(
                Value(1),
                name="municipality_single",
                violation_error_message=_("There is one municipality in each installation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Area(Period, Searchable):
    """A part of the municipality with an official key, for as long as its boundaries stay.

    When boundaries change, the area ends and successors begin; figures, budgets and cases of the
    past keep the area they were made for.
    """

    key = models.CharField(
        _("official key"),
        max_length=12,
        validators=[KEY],
        help_text=_("As in official statistics; imports find the area by it."),
    )
    name = models.CharField(_("name"), max_length=120)
    area_m2 = models.BigIntegerField(
        _("area in m²"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    predecessors = models.ManyToManyField(
        "self",
        verbose_name=_("replaces"),
        symmetrical=False,
        related_name="successors",
        blank=True,
        help_text=_("Areas that end when this one begins, because boundaries have changed."),
    )

    objects = AreaQuerySet.as_manager()

    class Meta(Searchable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: date) -> bool:
        """Return whether the area exists on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@pghistory.track(exclude=SEARCH_COLUMNS)
class District(Area):
    """A unit of organisation and budget (Bezirk, Region); its key has two digits in Berlin."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        # PROTECT: everything hangs on the districts.
        on_delete=models.PROTECT,
        related_name="districts",
    )

    class Meta(Area.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["key", "valid_from"]
        constraints = [
            ends_after_beginning("district_period"),
            no_overlap(
                "district_key_once",
                text_number("key"),
                message=_("Another district has this key at the same time."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.pk and self.valid_until and outlives(self._last_end(), self.valid_until):
            raise ValidationError(
                {
                    "valid_until": _(
                        "Social spaces of this district are valid longer. "
                        "Please end them first or give them to another district."
                    )
                }
            )

    def _last_end(self) -> date | None:
        """Return the latest end among the district's social spaces; None for an open one."""
        ends = list(self.social_spaces.values_list("valid_until", flat=True))
        return None if None in ends else max(ends, default=date.min)


@pghistory.track(exclude=SEARCH_COLUMNS)
class SocialSpace(Area):
    """A quarter in which people live and help one another; belongs to a district.

    This is the administrative reading of "social space". Catchments of institutions and the lived
    space of a family are other readings and are kept elsewhere.
    """

    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        # PROTECT: a district ends by date; it cannot vanish under its social spaces.
        on_delete=models.PROTECT,
        related_name="social_spaces",
    )

    class Meta(Area.Meta):
        verbose_name = _("social space")
        verbose_name_plural = _("social spaces")
        ordering = ["key", "valid_from"]
        constraints = [
            ends_after_beginning("socialspace_period"),
            no_overlap(
                "socialspace_key_once",
                text_number("key"),
                message=_("Another social space has this key at the same time."),
            ),
        ]

    def search_texts(self) -> tuple[str, ...]:
        return (self.name, self.key)

    def clean(self) -> None:
        super().clean()
        if not self.district_id or not self.valid_from:
            return
        if self.valid_from < self.district.valid_from:
            raise ValidationError({"valid_from": _("The district does not exist on this day yet.")})
        if outlives(self.valid_until, self.district.valid_until):
            raise ValidationError(
                {"valid_until": _("The district ends earlier; please end the social space too.")}
            )


class DistrictPredecessorEvent(
    pghistory.create_event_model(District.predecessors.through, obj_field=None)
):
    """History of which district replaced which."""


class SocialSpacePredecessorEvent(
    pghistory.create_event_model(SocialSpace.predecessors.through, obj_field=None)
):
    """History of which social space replaced which."""
