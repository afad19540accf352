"""Who writes, who can be asked, and where a letter goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Address, OfficeSettings, Person
from cases.papers import Contact, Recipient, Sender
from sro.ui.context import site_name


def office_settings() -> OfficeSettings:
    """Return what the administrator has set; the defaults, unsaved, before that."""
    return OfficeSettings.objects.first() or OfficeSettings()


def sender(settings: OfficeSettings) -> Sender:
    """Return the office as its papers show it; the municipality's name where nothing is set."""
    name = settings.office_name or site_name()
    town = f"{settings.postal_code} {settings.city}".strip()
    address = ", ".join(filter(None, (settings.street, town)))
    phone = _("Telephone %(number)s") % {"number": settings.phone} if settings.phone else ""
    return Sender(
        office=name,
        unit=settings.department or _("Youth welfare office"),
        lines=tuple(filter(None, (address, phone, settings.email))),
        return_line=", ".join(filter(None, (name, settings.department, address))),
        place=settings.city,
    )


def contact(user: Any, settings: OfficeSettings) -> Contact:
    """Return whom to ask; the office itself where nobody is in charge."""
    if user is None:
        return Contact(settings.office_name or site_name(), settings.phone, settings.email)
    return Contact(user.display_name, settings.phone, user.email)


def recipient(actor: Any, person: Person, day: date) -> Recipient:
    """Return where a letter to the person goes on `day`.

    If any address of the person must stay secret, or none is known, the letter is handed over in
    person and no address is printed at all.
    """
    greeting = _("Good day %(name)s,") % {"name": person.name}
    current = Address.objects.filter(person=person).valid_on(day)
    address = None
    if not Address.objects.filter(person=person, blocked=True).valid_on(day).exists():
        address = current.visible_to(actor).order_by("-valid_from", "-pk").first()
    if address is None or not (address.street or address.city):
        return Recipient((person.name,), greeting, by_hand=True)
    town = f"{address.postal_code} {address.city}".strip()
    lines = (person.name, address.addition, address.street, town)
    return Recipient(tuple(filter(None, lines)), greeting)
