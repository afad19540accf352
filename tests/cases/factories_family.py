"""A family for tests: case, people, ties. Everybody is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from cases.models import Case, CaseMember, MemberRole, Person, Relation
from networks.models import District
from sro.access import Role
from sro.accounts.models import User
from tests import people
from tests.networks.factories import make_district

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
_number = count(1)


def worker(district: District | None = None) -> User:
    """A caseworker of a district."""
    return people.person(Role.CASEWORKER, district=district or make_district())


def make_case(responsible: User | None = None, **values: Any) -> Case:
    """A case somebody is in charge of, in that person's district."""
    responsible = responsible or worker()
    number = next(_number)
    district = values.pop("district", None) or responsible.memberships.get().district
    return Case.objects.create(
        name=values.pop("name", f"Familie Musterhaus {number}"),
        reference=f"F-2026-{number:05}",
        reference_year=2026,
        reference_number=number,
        concern="Es wird gerade viel.",
        district=district,
        responsible=responsible,
        opened_on=date(2026, 1, 5),
        **values,
    )


def make_person(case: Case | None, given: str, role: str = MemberRole.PARENT, **values: Any):
    """A person, as part of the case if there is one."""
    values.setdefault("family_name", "Musterhaus")
    person = Person.objects.create(given_name=given, **values)
    if case is not None:
        CaseMember.objects.create(case=case, person=person, role=role)
    return person


def make_child(case: Case | None, given: str, **values: Any) -> Person:
    """A young person of the case."""
    return make_person(case, given, MemberRole.YOUNG_PERSON, **values)


def tie(case: Case, person: Person, kind: str, other: Person) -> Relation:
    """A relation as the case knows it."""
    return Relation.objects.create(case=case, person=person, kind=kind, other=other)
