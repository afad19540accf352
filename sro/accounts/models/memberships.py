"""What a person is, where, and for how long."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.accounts.querysets import MembershipQuerySet
from sro.records import Record


@pghistory.track()
class Membership(Record):
    """One role of a person: with a district (office), a provider (free carrier) or neither."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # PROTECT: a district or provider with people in it is closed by date, not removed.
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
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
        related_name="memberships",
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("First day on which the role no longer applies."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["role", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_period",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="membership_district",
                condition=Q(role__in=DISTRICT_ROLES, district__isnull=False)
                | (~Q(role__in=DISTRICT_ROLES) & Q(district__isnull=True)),
                violation_error_message=_(
                    "Caseworkers and team leads need a district; other roles have none."
                ),
            ),
            models.CheckConstraint(
                name="membership_provider",
                condition=Q(role__in=PROVIDER_ROLES, provider__isnull=False)
                | (~Q(role__in=PROVIDER_ROLES) & Q(provider__isnull=True)),
                violation_error_message=_(
                    "Provider staff and provider leads need a provider; other roles have none."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "district", "provider", "valid_from"],
                nulls_distinct=False,
                name="membership_unique",
                violation_error_message=_("This person already has this role from that day."),
            ),
        ]

    def __str__(self) -> str:
        where = self.district or self.provider
        return f"{self.get_role_display()} – {where}" if where else self.get_role_display()
