"""Networks and bodies: who works together in a place, in which rhythm."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.models.areas import District, SocialSpace
from networks.querysets.bodies import MemberManager, NetworkQuerySet
from sro.records import Record, user_key

_ALL_PLACES = _("whole municipality")


class NetworkKind(models.TextChoices):
    """What a network is."""

    TOPIC = "topic", _("topic network")
    WORKING_GROUP_78 = "ag78", _("working group § 78")
    SPACE_CONFERENCE = "space_conference", _("social-space conference")
    NETWORK_CONFERENCE = "network_conference", _("network conference")
    LOCAL_GROUP = "local_group", _("local working group")
    STEERING = "steering", _("steering group")


class MemberKind(models.TextChoices):
    """Who somebody is in a network."""

    INSTITUTION = "institution", _("institution")
    PROVIDER = "provider", _("provider")
    OFFICE = "office", _("office")
    RESIDENT = "resident", _("resident")
    VOLUNTEER = "volunteer", _("volunteer")


#: Private people: kept by name with their consent, and for a time only.
PRIVATE = (MemberKind.RESIDENT, MemberKind.VOLUNTEER)


class MemberRole(models.TextChoices):
    """What a member does in a network."""

    CHAIR = "chair", _("chair")
    MINUTES = "minutes", _("takes the minutes")
    MEMBER = "member", _("member")
    GUEST = "guest", _("guest")


@pghistory.track()
class Network(Record):
    """A body that meets: of the whole municipality, of a district or of one social space."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=NetworkKind)
    # PROTECT: areas end by date.
    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="networks",
        help_text=_("Without a district it works for the whole municipality."),
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="networks",
    )
    aim = models.TextField(_("what it is for"), max_length=4000, blank=True)
    rhythm_weeks = models.PositiveSmallIntegerField(
        _("meets at least every … weeks"), null=True, blank=True
    )
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(
        _("ended from"), null=True, blank=True, help_text=_("First day on which it is over.")
    )
    coordinator = user_key(_("coordinated by"), null=True, blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="network_period",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="network_place",
                condition=Q(social_space__isnull=True) | Q(district__isnull=False),
                violation_error_message=_("Please choose the district of the social space."),
            ),
            models.CheckConstraint(
                name="network_rhythm",
                condition=Q(rhythm_weeks__isnull=True) | Q(rhythm_weeks__gt=0),
                violation_error_message=_("The rhythm is one week or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_name(self) -> str:
        """Where it works: a social space, a district or the whole municipality."""
        if self.social_space is not None:
            return str(self.social_space.name)
        return str(self.district.name) if self.district is not None else _ALL_PLACES

    def is_over_on(self, day: date) -> bool:
        """Return whether it no longer exists on that day."""
        return self.valid_until is not None and self.valid_until <= day


# Name and address of residents and volunteers go when their time is over: no history keeps them.
@pghistory.track(exclude=["name", "email"])
class NetworkMember(Record):
    """An organisation, a colleague, a resident or a volunteer in a network, for a time.

    Of residents and volunteers a name and, if they wish, an e-mail address are kept: with their
    consent and until a day that is set from the beginning.
    """

    network = models.ForeignKey(
        Network, verbose_name=_("network"), on_delete=models.CASCADE, related_name="members"
    )
    kind = models.CharField(_("who"), max_length=12, choices=MemberKind)
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="network_memberships",
    )
    user = user_key(_("colleague"), null=True, blank=True, related_name="network_memberships")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    consent_on = models.DateField(_("agreed to being kept here on"), null=True, blank=True)
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(
        _("until before"), null=True, blank=True, help_text=_("First day after.")
    )
    erased_on = models.DateField(_("name erased on"), null=True, blank=True, editable=False)

    objects = MemberManager()

    class Meta(Record.Meta):
        verbose_name = _("member of a network")
        verbose_name_plural = _("members of networks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="networkmember_period",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="networkmember_who",
                condition=Q(kind=MemberKind.INSTITUTION, institution__isnull=False)
                | Q(kind=MemberKind.PROVIDER, provider__isnull=False)
                | Q(kind=MemberKind.OFFICE, user__isnull=False)
                | Q(kind__in=["resident", "volunteer"], name__regex=r"\S")
                | Q(kind__in=["resident", "volunteer"], erased_on__isnull=False),
                violation_error_message=_("Please say who it is."),
            ),
            models.CheckConstraint(
                name="networkmember_consent",
                condition=~Q(kind__in=["resident", "volunteer"])
                | Q(consent_on__isnull=False, valid_until__isnull=False),
                violation_error_message=_(
                    "For residents and volunteers please enter their consent and until when."
                ),
            ),
        ]

    def __str__(self) -> str:
        named = self.institution or self.provider or self.user or self.name
        return str(named or self.get_kind_display())

    @property
    def address(self) -> str:
        """Where an invitation goes; empty where there is none."""
        if self.user is not None and not self.user.is_active:
            # Whoever has left the office gets nothing of it any more.
            return ""
        for owner in (self.institution, self.provider, self.user):
            if not self.email and owner is not None:
                return str(owner.email)
        return self.email

    @property
    def is_private(self) -> bool:
        """Whether it is a resident or a volunteer."""
        return self.kind in PRIVATE
