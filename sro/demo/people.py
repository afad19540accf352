"""Invented people for the demo, one account per role and more, made by the product's services.

Names and addresses are visibly invented; everybody has the same password, printed at the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from networks.models import District, Provider
from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.accounts.models import User
from sro.accounts.services.administrators import create_first_administrator
from sro.accounts.services.memberships import add_membership
from sro.accounts.services.users import create_user

PASSWORD = "Sozialraum-Demo-2018"  # noqa: S105 - the demo's documented password
DOMAIN = "sro.example"


@dataclass(frozen=True)
class Person:
    """Somebody invented. `place` counts districts or providers, in their alphabetical order."""

    mailbox: str
    name: str
    role: Role
    place: int = 0

    @property
    def email(self) -> str:
        """The address to log in with."""
        return f"{self.mailbox}@{DOMAIN}"


#: The first person of each role is the one whose login is printed.
PEOPLE = (
    Person("verwaltung", "Ada Beispiel", Role.ADMINISTRATOR),
    Person("verwaltung2", "Bert Beispiel", Role.ADMINISTRATOR),
    Person("controlling", "Cora Musterfrau", Role.CONTROLLER),
    Person("controlling2", "Conrad Mustermann", Role.CONTROLLER),
    Person("planung", "Paula Probe", Role.PLANNER),
    Person("teamleitung", "Tilda Erfunden", Role.TEAM_LEAD, place=0),
    Person("fachkraft", "Fabian Erfunden", Role.CASEWORKER, place=0),
    Person("teamleitung2", "Theo Ausgedacht", Role.TEAM_LEAD, place=1),
    Person("fachkraft2", "Friederike Ausgedacht", Role.CASEWORKER, place=1),
    Person("traegerleitung", "Lena Platzhalter", Role.PROVIDER_LEAD, place=0),
    Person("traeger", "Tarek Platzhalter", Role.PROVIDER_STAFF, place=0),
    Person("traegerleitung2", "Lars Vorlage", Role.PROVIDER_LEAD, place=1),
    Person("traeger2", "Tanja Vorlage", Role.PROVIDER_STAFF, place=1),
    Person("datenschutz", "Dana Probestück", Role.AUDITOR),
)

#: Colleagues in every district: somebody who leads, and two who stand in for each other.
_FIRST_NAMES = [
    "Alma",
    "Benno",
    "Cilli",
    "Dario",
    "Edda",
    "Falk",
    "Gesa",
    "Hanno",
    "Imke",
    "Joris",
    "Karla",
    "Lasse",
    "Mieke",
    "Nils",
    "Ota",
    "Pelle",
    "Quirin",
    "Rieke",
    "Sönke",
    "Thea",
    "Ulf",
    "Viola",
    "Wanja",
    "Xenia",
    "Yorick",
    "Zita",
    "Arne",
    "Birte",
    "Claas",
    "Dörte",
    "Enno",
    "Frauke",
    "Gunnar",
    "Heike",
    "Ingo",
    "Jette",
]
DISTRICTS = 12


def _colleagues() -> tuple[Person, ...]:
    known = {(person.role, person.place) for person in PEOPLE}
    names = iter(_FIRST_NAMES)
    found = []
    for place in range(DISTRICTS):
        number = place + 1
        for mailbox, role, surname in (
            (f"teamleitung{number}", Role.TEAM_LEAD, "Muster"),
            (f"fachkraft{number}", Role.CASEWORKER, "Beispiel"),
            (f"vertretung{number}", Role.CASEWORKER, "Probe"),
        ):
            name = f"{next(names)} {surname}"
            if mailbox.startswith("vertretung") or (role, place) not in known:
                found.append(Person(mailbox, name, role, place))
    return tuple(found)


COLLEAGUES = _colleagues()

# One proposes an allocation, another approves it.
DECIDED_BY_TWO = (Role.CONTROLLER,)
AT_PLACES = (
    *(p for p in PEOPLE if p.role in (*DISTRICT_ROLES, *PROVIDER_ROLES)),
    *COLLEAGUES,
)
OFFICE = tuple(p for p in PEOPLE if p not in AT_PLACES)
#: At work since before the years of the published figures, so that there is something to tell.
SINCE = date(2015, 1, 1)


def create_office(now: datetime) -> None:
    """Create those who need neither district nor provider: they fill the registry."""
    _create(OFFICE, now, {})


def create(now: datetime) -> None:
    """Create everybody who is missing; people who exist already stay as they are.

    Raises ObjectDoesNotExist while the registry has no two districts and providers.
    """
    create_office(now)
    districts, providers = _in_order(District, DISTRICTS), _in_order(Provider, 2)
    places = {
        **dict.fromkeys(DISTRICT_ROLES, ("district", districts)),
        **dict.fromkeys(PROVIDER_ROLES, ("provider", providers)),
    }
    _create(AT_PLACES, now, places)


def logins() -> list[tuple[str, str, str]]:
    """Return role in words, address and password: one person per role, two where two decide."""
    shown: list[Person] = []
    for person in PEOPLE:
        needed = 2 if person.role in DECIDED_BY_TWO else 1
        if sum(other.role == person.role for other in shown) < needed:
            shown.append(person)
    return [(str(person.role.label), person.email, PASSWORD) for person in shown]


@transaction.atomic
def _create(people: tuple[Person, ...], now: datetime, places: dict[Role, Any]) -> None:
    administrator = _administrator(now)
    for person in people:
        if User.objects.filter(email=person.email).exists():
            continue
        user = create_user(
            actor=administrator, email=person.email, display_name=person.name, now=now
        )
        _set_password(user)
        field, rows = places.get(person.role, ("", []))
        where: dict[str, Any] = {field: rows[person.place]} if field else {}
        add_membership(
            actor=administrator,
            user=user,
            role=person.role,
            valid_from=SINCE,
            now=now,
            **where,
        )


def _administrator(now: datetime) -> User:
    """Return the first person of the list, who then creates all others."""
    first = PEOPLE[0]
    user = User.objects.filter(email=first.email).first()
    if user is None:
        user = create_first_administrator(email=first.email, display_name=first.name, now=now)
        _set_password(user)
    return user


def _set_password(user: User) -> None:
    # No service sets somebody else's password: outside the demo people do that themselves.
    user.password = _hashed()
    user.save(update_fields=["password"])


@cache
def _hashed() -> str:
    """The one password of all, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def _in_order(model: type[District | Provider], number: int) -> list[Any]:
    rows = list(model.objects.order_by("sort_key", "pk")[:number])
    if len(rows) < number:
        raise ObjectDoesNotExist(
            f"The demo's people need {number} {model._meta.verbose_name_plural} of the registry."
        )
    return rows
