"""Providers (freie Träger): who can help, and where each has its focus.

§ 5 SGB VIII gives families the choice among all suitable providers. Nothing here ranks them, and
a focus on a social space is a duty of the focus provider, not a privilege against the others.
"""

from __future__ import annotations

from datetime import date

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models.periods import Period, ends_after_beginning
from networks.models.ranges import no_overlap
from networks.models.search import SEARCH_COLUMNS, Searchable
from networks.querysets.periods import PeriodQuerySet
from networks.querysets.providers import ProviderQuerySet
from sro.records import Record

PHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()/.-]{2,}$", _("Please write the number with digits, such as 030 123456.")
)
POSTAL_CODE = RegexValidator(r"^[0-9]{5}$", _("A postal code has five digits."))


class LegalForm(models.TextChoices):
    """How a provider is constituted."""

    ASSOCIATION = "association", _("registered association (e. V.)")
    COMPANY = "company", _("non-profit company (gGmbH, gUG)")
    FOUNDATION = "foundation", _("foundation")
    COOPERATIVE = "cooperative", _("cooperative")
    PUBLIC_BODY = "public_body", _("corporation under public law (such as a church)")
    PRIVATE = "private", _("private for-profit company or person")
    OTHER = "other", _("other")


class Recognition(models.TextChoices):
    """Whether the provider is a recognised one of free youth welfare (§ 75 SGB VIII)."""

    UNKNOWN = "unknown", _("not known yet")
    RECOGNISED = "recognised", _("recognised (§ 75 (1))")
    BY_LAW = "by_law", _("recognised by law (§ 75 (3))")
    NONE = "none", _("not recognised")


@pghistory.track(exclude=SEARCH_COLUMNS)
class Provider(Period, Searchable):
    """A free carrier the office works with."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, blank=True)
    umbrella = models.CharField(
        _("umbrella association"),
        max_length=120,
        blank=True,
        help_text=_("For example Caritas, Diakonie, Parität."),
    )
    recognition = models.CharField(
        _("recognition"), max_length=20, choices=Recognition, default=Recognition.UNKNOWN
    )
    recognised_on = models.DateField(_("recognised on"), null=True, blank=True)
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.CharField(
        _("postal code"), max_length=5, blank=True, validators=[POSTAL_CODE]
    )
    city = models.CharField(_("place"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(
        _("what the provider offers"),
        blank=True,
        max_length=4000,
        help_text=_("In plain words, as a family could read it."),
    )

    objects = ProviderQuerySet.as_manager()

    class Meta(Searchable.Meta):
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["sort_key", "pk"]
        constraints = [
            ends_after_beginning("provider_period"),
            models.UniqueConstraint(
                fields=["name"],
                name="provider_name_unique",
                violation_error_message=_("There is already a provider with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> tuple[str, ...]:
        return (self.name, self.short_name, self.umbrella, self.city)

    @property
    def town(self) -> str:
        """Postal code and place in one line."""
        return f"{self.postal_code} {self.city}".strip()


@pghistory.track()
class ProviderTeam(Record):
    """A team of a provider, with the social spaces it works in."""

    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        # CASCADE: a team is a part of its provider.
        on_delete=models.CASCADE,
        related_name="teams",
    )
    name = models.CharField(_("name"), max_length=120)
    social_spaces = models.ManyToManyField(
        "networks.SocialSpace",
        verbose_name=_("social spaces"),
        through="networks.TeamPlace",
        related_name="provider_teams",
        blank=True,
        help_text=_("Where the team works. This does not keep it from working elsewhere."),
    )
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"],
                name="providerteam_name_unique",
                violation_error_message=_("This provider already has a team with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class TeamPlace(models.Model):
    """A social space a team works in. A model of its own so that its changes have a history."""

    team = models.ForeignKey(ProviderTeam, on_delete=models.CASCADE, related_name="places")
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        # PROTECT: an area in use ends by date.
        on_delete=models.PROTECT,
        related_name="team_places",
    )

    class Meta:
        verbose_name = _("place of a team")
        verbose_name_plural = _("places of teams")
        constraints = [
            models.UniqueConstraint(fields=["team", "social_space"], name="teamplace_once")
        ]

    def __str__(self) -> str:
        return f"{self.team} – {self.social_space}"


@pghistory.track()
class FocusProvider(Period, Record):
    """A provider with a focus on a social space (Schwerpunktträger); several at once are possible.

    It says who is especially bound to work there. Every other suitable provider stays selectable
    (§ 5); no query may use this table to leave somebody out.
    """

    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        related_name="focus_providers",
    )
    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        # PROTECT: the focus is part of the social space's story; it ends by date.
        on_delete=models.PROTECT,
        related_name="focuses",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("focus provider")
        verbose_name_plural = _("focus providers")
        ordering = ["social_space", "provider__sort_key", "valid_from", "pk"]
        constraints = [
            ends_after_beginning("focusprovider_period"),
            no_overlap(
                "focusprovider_once",
                "social_space",
                "provider",
                message=_("This provider already has the focus there in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.social_space} – {self.provider}"

    def is_running_on(self, day: date) -> bool:
        """Return whether the focus is in force on `day`."""
        return self.phase_on(day) == "running"
