"""How a person can be reached, and where the person lives."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.persons import Person
from cases.querysets.cases import CaseQuerySet
from networks.models.providers import POSTAL_CODE
from sro.records import Record


class ContactKind(models.TextChoices):
    """By which way somebody can be reached."""

    MOBILE = "mobile", _("mobile phone")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    OTHER = "other", _("other way")


@pghistory.track()
class Contact(Record):
    """A way to reach a person."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(
        _("way of contact"), max_length=10, choices=ContactKind, default=ContactKind.MOBILE
    )
    value = models.CharField(_("number or address"), max_length=200)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Such as “only in the evening”.")
    )

    objects = CaseQuerySet.as_manager()
    #: A row out of sight has no history either.
    history_hidden = True

    class Meta(Record.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.value


@pghistory.track()
class Address(Record):
    """Where a person lives, from one day to another (half-open).

    A blocked address (§ 51 BMG, protection from violence) is seen only by those in charge of a
    case of the person and the team lead, and never leaves the product: not in print, not in an
    export, not by the API.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="addresses"
    )
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postal_code = models.CharField(
        _("postal code"), max_length=5, blank=True, validators=[POSTAL_CODE]
    )
    city = models.CharField(_("place"), max_length=80, blank=True)
    addition = models.CharField(_("addition"), max_length=120, blank=True)
    blocked = models.BooleanField(
        _("address must stay secret"),
        default=False,
        help_text=_("It is never printed or exported; everybody who looks at it is logged."),
    )
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()
    #: A row out of sight has no history either.
    history_hidden = True

    class Meta(Record.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="address_period",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.street, f"{self.postal_code} {self.city}".strip())))
