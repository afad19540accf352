"""What there is in a social space: institutions and their offers."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple, TypedMultipleChoiceField
from django.utils.translation import gettext_lazy as _

from networks.models.areas import SocialSpace
from networks.models.choices import Language, OfferKind, TargetGroup, Wheelchair
from networks.models.providers import PHONE, POSTAL_CODE
from networks.models.search import SEARCH_COLUMNS, Searchable
from networks.querysets.entries import EntryQuerySet

MAX_AGE = 120


def new_key() -> str:
    """Return a key for an entry that has none of its own; short enough to be read out."""
    return f"SRO-{secrets.token_hex(5).upper()}"


class ChoicesField(ArrayField):
    """Several of a fixed set of words, kept as an array."""

    def __init__(self, choices: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.words = choices
        if choices is not None:
            kwargs["base_field"] = models.CharField(max_length=20, choices=choices)
            kwargs.setdefault("default", list)
            kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs

    def clean(self, value: Any, model_instance: Any) -> list[str]:
        """Keep the words in the order of the set, so that the same choice is the same value."""
        chosen = super().clean(value, model_instance)
        return [key for key in self.words.values if key in chosen] if self.words else chosen

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self,
            **{
                "form_class": TypedMultipleChoiceField,
                "choices": self.base_field.choices,
                "coerce": str,
                "widget": CheckboxSelectMultiple,
                **kwargs,
            },
        )


@pghistory.track(exclude=SEARCH_COLUMNS)
class InstitutionCategory(Searchable):
    """A kind of institution: community centre, library, school … kept by the office itself."""

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("Short word in small letters for imports, such as community_centre."),
    )
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta(Searchable.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class RegistryEntry(Searchable):
    """What institutions and offers have in common. Unknown is allowed nearly everywhere.

    Contact data are those of the institution, not of private persons.
    """

    key = models.CharField(
        _("identifier"),
        max_length=60,
        unique=True,
        default=new_key,
        help_text=_("Imports find the entry by it; it stays the same when the name changes."),
        error_messages={"unique": _("Another entry has this identifier.")},
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(
        _("description"),
        max_length=4000,
        blank=True,
        help_text=_("What people find here, in plain words."),
    )
    target_groups = ChoicesField(TargetGroup, verbose_name=_("for whom"))
    age_from = models.PositiveSmallIntegerField(
        _("age from"), null=True, blank=True, validators=[MaxValueValidator(MAX_AGE)]
    )
    age_to = models.PositiveSmallIntegerField(
        _("age to"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_AGE)],
        help_text=_("Last year of age included: “to 12” means until the 13th birthday."),
    )
    direct_access = models.BooleanField(
        _("without application"),
        null=True,
        blank=True,
        help_text=_("People can simply come; no application, no decision by the office."),
    )
    languages = ChoicesField(Language, verbose_name=_("languages"))
    opening_hours = models.TextField(_("opening hours"), max_length=1000, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[PHONE],
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("With https:// in front.")
    )
    basic_offer = models.BooleanField(
        _("basic offer"),
        default=False,
        help_text=_("Part of the basic offer that exists everywhere in the municipality."),
    )
    early_help = models.BooleanField(
        _("early help"),
        default=False,
        help_text=_("Part of the early-help network (Frühe Hilfen)."),
    )
    active_from = models.DateField(_("exists since"), null=True, blank=True)
    active_until = models.DateField(
        _("closed from"),
        null=True,
        blank=True,
        help_text=_("First day on which it no longer exists."),
    )
    last_verified = models.DateField(_("last verified"), null=True, blank=True, db_index=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta(Searchable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ages",
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                violation_error_message=_("The second age must not be below the first."),
            ),
            models.CheckConstraint(
                name="%(class)s_active",
                condition=Q(active_from__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gt=F("active_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="%(class)s_key_given",
                condition=~Q(key=""),
                violation_error_message=_("The identifier is missing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_active_on(self, day: date) -> bool:
        """Return whether it exists on `day`."""
        begun = self.active_from is None or self.active_from <= day
        return begun and (self.active_until is None or day < self.active_until)

    @property
    def target_group_words(self) -> list[str]:
        """The target groups in the reader's language."""
        return _words(TargetGroup, self.target_groups)

    @property
    def language_words(self) -> list[str]:
        """The languages in the reader's language."""
        return _words(Language, self.languages)


@pghistory.track(exclude=SEARCH_COLUMNS)
class Institution(RegistryEntry):
    """A place people can go to: kindergarten, library, family centre, counselling centre."""

    category = models.ForeignKey(
        InstitutionCategory,
        verbose_name=_("category"),
        # PROTECT: a category in use is merged or renamed, not removed.
        on_delete=models.PROTECT,
        related_name="institutions",
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        # PROTECT: areas end by date.
        on_delete=models.PROTECT,
        related_name="institutions",
    )
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("run by"),
        # PROTECT: a provider that runs institutions is ended by date.
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.CharField(
        _("postal code"),
        max_length=5,
        blank=True,
        validators=[POSTAL_CODE],
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, for the map: 52,520008"),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, for the map: 13,404954"),
    )
    wheelchair = models.CharField(
        _("wheelchair"), max_length=10, choices=Wheelchair, blank=True, default=""
    )
    accessibility_note = models.CharField(
        _("on accessibility"),
        max_length=300,
        blank=True,
        help_text=_("Steps, lift, toilet, guidance, induction loop …"),
    )
    family_centre = models.BooleanField(_("family centre"), default=False)
    unlisted = models.BooleanField(
        _("not in the public directory"),
        default=False,
        help_text=_("For places that must not be found by everybody, such as shelters."),
    )

    class Meta(RegistryEntry.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        indexes = [
            *Searchable.Meta.indexes,
            GinIndex("languages", name="%(class)s_languages"),
            GinIndex("target_groups", name="%(class)s_groups"),
            # Every list counts what exists today; the index alone answers it.
            models.Index("active_until", "active_from", name="%(class)s_active"),
        ]
        constraints = [
            *RegistryEntry.Meta.constraints,
            models.CheckConstraint(
                name="institution_place",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # A comparison with NULL would let half a place pass.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_(
                    "A place on the map needs both latitude and longitude, in degrees."
                ),
            ),
        ]

    def search_texts(self) -> tuple[str, ...]:
        space = self.social_space
        return institution_texts(
            self.name,
            self.street,
            self.postal_code,
            self.category.name,
            space.name,
            space.district.name,
        )


def institution_texts(
    name: str, street: str, postal_code: str, category: str, space: str, district: str
) -> tuple[str, ...]:
    """Return the texts an institution is found by: its name first, then its place and kind."""
    return (name, street, postal_code, category, space, district)


@pghistory.track(exclude=SEARCH_COLUMNS)
class Offer(RegistryEntry):
    """Something regular people can use at an institution: an advice hour, a group, a course."""

    institution = models.ForeignKey(
        Institution,
        verbose_name=_("institution"),
        # CASCADE: an offer happens at its institution and goes with it.
        on_delete=models.CASCADE,
        related_name="offers",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OfferKind)

    class Meta(RegistryEntry.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        indexes = [
            *Searchable.Meta.indexes,
            GinIndex("languages", name="%(class)s_languages"),
            GinIndex("target_groups", name="%(class)s_groups"),
            # Every list counts what exists today; the index alone answers it.
            models.Index("active_until", "active_from", name="%(class)s_active"),
            # Few offers are marked; looking for them reads no others.
            models.Index(F("institution"), name="offer_early_help", condition=Q(early_help=True)),
            models.Index(F("institution"), name="offer_basic", condition=Q(basic_offer=True)),
        ]

    def search_texts(self) -> tuple[str, ...]:
        space = self.institution.social_space
        return offer_texts(self.name, self.institution.name, space.name, space.district.name)


def offer_texts(name: str, institution: str, space: str, district: str) -> tuple[str, ...]:
    """Return the texts an offer is found by: its name first, then where it takes place."""
    return (name, institution, space, district)


def _words(choices: type[models.TextChoices], keys: list[str]) -> list[str]:
    labels = dict(choices.choices)
    return [str(labels.get(key, key)) for key in keys]
