"""The indicator catalogue and its values per place and date."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.allocation.inputs import BOUNDS, OUTFLOW, Direction, Method
from budgets.querysets import IndicatorValueQuerySet
from sro.records import Record

METHODS = {
    Method.PROPORTIONAL.value: _("proportional to the value"),
    Method.INVERSE.value: _("proportional to the reciprocal"),
    Method.RANGE_WEIGHTED.value: _("base count weighted by the range of the rate"),
}
DIRECTIONS = {
    Direction.DIRECT.value: _("a higher value means more money"),
    Direction.INVERSE.value: _("a higher value means less money"),
}


class IndicatorKind(models.TextChoices):
    """Whether the values of parts add up to the value of the whole."""

    COUNT = "count", _("count (adds up)")
    RATE = "rate", _("rate (does not add up)")


class IndicatorModule(models.TextChoices):
    """Which part of the family information system an indicator belongs to."""

    SOCIODEMOGRAPHIC = "sociodemographic", _("Population")
    SOCIOECONOMIC = "socioeconomic", _("Social situation")
    YOUTH_WELFARE = "youth_welfare", _("Child and youth welfare")
    SURROUNDINGS = "surroundings", _("Surroundings and places")
    OTHER = "other", _("Other")


@pghistory.track()
class Indicator(Record):
    """A figure about places: what it is, where it comes from, how it is used by default."""

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*\Z",
                _("Please use small letters, digits and underscores only."),
            )
        ],
        error_messages={"unique": _("There is already an indicator with this code.")},
    )
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind)
    module = models.CharField(
        _("module"), max_length=20, choices=IndicatorModule, default=IndicatorModule.OTHER
    )
    description = models.TextField(_("what exactly is counted"), blank=True)
    default_method = models.CharField(
        _("usual method"), max_length=20, choices=METHODS, default=Method.PROPORTIONAL.value
    )
    default_direction = models.CharField(
        _("usual direction"), max_length=10, choices=DIRECTIONS, default=Direction.DIRECT.value
    )
    # PROTECT: without its base count a rate cannot be used as intended.
    default_base = models.ForeignKey(
        "self",
        verbose_name=_("usual base count"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The count that the rate weights, for example children under 18."),
    )
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    url = models.URLField(_("address of the source"), max_length=500, blank=True)
    stale_after_months = models.PositiveSmallIntegerField(
        _("counts as out of date after (months)"), default=24, validators=[MinValueValidator(1)]
    )
    jump_percent = models.DecimalField(
        _("conspicuous change (per cent)"),
        max_digits=6,
        decimal_places=2,
        default=25,
        validators=[MinValueValidator(0)],
        help_text=_("A larger change against the date before is pointed out."),
    )

    class Meta(Record.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="indicator_code",
                condition=Q(code__regex=r"^[a-z][a-z0-9_]*$") & ~Q(code__in=[OUTFLOW, BOUNDS]),
                violation_error_message=_("This code cannot be used."),
            ),
            models.CheckConstraint(
                name="indicator_base",
                condition=~Q(default_method=Method.RANGE_WEIGHTED.value)
                | Q(default_base__isnull=False),
                violation_error_message=_("This method needs a base count."),
            ),
            models.CheckConstraint(
                name="indicator_own_base",
                condition=Q(default_base__isnull=True) | ~Q(default_base=F("pk")),
                violation_error_message=_("An indicator cannot be its own base count."),
            ),
            models.CheckConstraint(
                name="indicator_direction",
                condition=~Q(
                    default_method=Method.PROPORTIONAL.value,
                    default_direction=Direction.INVERSE.value,
                ),
                violation_error_message=_(
                    "Proportional has no inverse direction. Please choose another method."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.default_base and self.default_base.kind != IndicatorKind.COUNT:
            raise ValidationError({"default_base": _("The base must be a count, not a rate.")})


# Statement-level triggers for the mass of rows that an import brings.
@pghistory.track(
    pghistory.InsertEvent(level=pghistory.Statement),
    pghistory.UpdateEvent(level=pghistory.Statement),
    pghistory.DeleteEvent(level=pghistory.Statement),
)
class IndicatorValue(Record):
    """The value of one indicator for one district or social space on one day."""

    # PROTECT: figures somebody calculated with do not vanish with a catalogue entry or a place.
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="values"
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicator_values",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicator_values",
    )
    reference_date = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    source = models.CharField(
        _("note on the source"),
        max_length=300,
        blank=True,
        help_text=_("Only where it differs from the indicator's source."),
    )

    objects = IndicatorValueQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering = ["indicator", "-reference_date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="indicator_value_place",
                condition=Q(district__isnull=False, social_space__isnull=True)
                | Q(district__isnull=True, social_space__isnull=False),
                violation_error_message=_("Please choose either a district or a social space."),
            ),
            models.CheckConstraint(
                name="indicator_value_number",
                # NaN counts as the largest number in PostgreSQL; the upper bound keeps it out.
                condition=Q(value__gte=0, value__lt=10**14),
                violation_error_message=_("The value must not be negative."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "district", "reference_date"],
                condition=Q(district__isnull=False),
                name="indicator_value_district",
                violation_error_message=_(
                    "There is already a value for this indicator, district and date."
                ),
            ),
            models.UniqueConstraint(
                fields=["indicator", "social_space", "reference_date"],
                condition=Q(social_space__isnull=False),
                name="indicator_value_social_space",
                violation_error_message=_(
                    "There is already a value for this indicator, social space and date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.area} · {self.reference_date:%d.%m.%Y}"

    @property
    def area(self) -> models.Model:
        """The district or social space."""
        return self.district or self.social_space
