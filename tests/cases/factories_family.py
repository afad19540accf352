"""A family for tests, by given names: parents, young people, ties. Everybody is invented."""

from __future__ import annotations

from typing import Any

from cases.models import Case, MemberRole, Person, Relation
from tests.cases import factories
from tests.cases.factories import NOW, TODAY, make_case
from tests.cases.factories import make_caseworker as worker

__all__ = ["NOW", "TODAY", "make_case", "make_child", "make_person", "tie", "worker"]


def make_person(
    case: Case | None, given: str, role: str = MemberRole.PARENT, **values: Any
) -> Person:
    """A person with a given name, a parent unless the role says something else."""
    values.setdefault("family_name", "Musterhaus")
    return factories.make_person(case, role, given_name=given, **values)


def make_child(case: Case | None, given: str, **values: Any) -> Person:
    """A young person of the case."""
    return make_person(case, given, MemberRole.YOUNG_PERSON, **values)


def tie(case: Case, person: Person, kind: str, other: Person) -> Relation:
    """A relation as the case knows it."""
    return Relation.objects.create(case=case, person=person, kind=kind, other=other)
