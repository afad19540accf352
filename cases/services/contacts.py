"""How people are reached and where they live. An address may have to stay secret.

Changing something takes an open case of the person, or the team lead (`guards.known_person`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases.models import Address, Contact, Person
from cases.services.guards import known_person
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated


def add_contact(*, actor: Any, person: Person, now: datetime, **values: Any) -> Contact:
    """Enter a way to reach a person; where an address is secret, only those in charge do so."""
    with transaction.atomic():
        known_person(actor, person)
        return created(actor, Contact(person=person, **values), now, person=person.pk)


def update_contact(
    *, actor: Any, contact: Contact, changes: Mapping[str, Any], version: int, now: datetime
) -> Contact:
    """Change a way to reach a person."""
    with transaction.atomic():
        access.require(actor, "change", contact)
        known_person(actor, contact.person)
        return updated(actor, contact, changes, version, now)


def delete_contact(*, actor: Any, contact: Contact, version: int, now: datetime) -> None:
    """Delete a way that no longer leads to the person."""
    with transaction.atomic():
        access.require(actor, "delete", contact)
        known_person(actor, contact.person)
        deleted(actor, contact, version, now)


def add_address(
    *,
    actor: Any,
    person: Person,
    now: datetime,
    replaces: bool = False,
    **values: Any,
) -> Address:
    """Enter where a person lives. With `replaces` the addresses so far end when this one begins.

    A blocked address can be entered only by those who may see it afterwards.
    """
    with transaction.atomic():
        known_person(actor, person)
        if replaces:
            _end_addresses(actor, person, values.get("valid_from") or now.date(), now)
        return created(actor, Address(person=person, **values), now, person=person.pk)


def _end_addresses(actor: Any, person: Person, day: date, now: datetime) -> None:
    # Only those in sight: nobody ends a secret address without knowing it.
    mine = Address.objects.allowing(actor, "change").filter(person=person, valid_until=None)
    for row in mine.select_for_update(of=("self",)):
        if row.valid_from is None or row.valid_from < day:
            updated(actor, row, {"valid_until": day}, row.version, now, verb="ended")


def update_address(
    *, actor: Any, address: Address, changes: Mapping[str, Any], version: int, now: datetime
) -> Address:
    """Change an address, or whether it must stay secret."""
    with transaction.atomic():
        access.require(actor, "change", address)
        known_person(actor, address.person)
        return updated(actor, address, changes, version, now)


def delete_address(*, actor: Any, address: Address, version: int, now: datetime) -> None:
    """Delete an address entered by mistake. Who moved away leaves it by date."""
    with transaction.atomic():
        access.require(actor, "delete", address)
        known_person(actor, address.person)
        deleted(actor, address, version, now)


def look_at_address(*, actor: Any, address: Address, now: datetime) -> Address:
    """Return a blocked address for looking at it; that somebody did stays in the log."""
    access.require(actor, "view", address)
    trail.record_read(actor, address.person, "view_blocked_address", now=now, address=address.pk)
    return address
