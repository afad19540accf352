"""The people of a case: entering them, taking them over from another case, changing, removing.

A person is stored once and may belong to several cases. Whoever works on one of them may change
what is known about the person; who the person is to others is known case by case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pghistory.models
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    CaseMember,
    Custody,
    Entrusted,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    Relation,
    RelationKind,
)
from cases.services.guards import known_person, working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, in_words, updated
from sro.records import StaleRecord, acting, locked

# What goes with a person who is taken out of a case.
FAMILY_ROWS: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (Relation, "case", ("person", "other")),
    (Custody, "case", ("child", "holder")),
    (HouseholdMember, "household__case", ("person",)),
)


def add_person(
    *,
    actor: Any,
    case: Case,
    role: str,
    now: datetime,
    note: str = "",
    **values: Any,
) -> CaseMember:
    """Enter a new person as part of a case. Either name is enough, everything else may be unknown.

    Look for the person first (`cases.services.finding`). Raises ValidationError for wrong values,
    PermissionDenied for somebody who does not work on the case, NotPossible when it is closed.
    """
    with acting(actor), transaction.atomic(), in_words(Person):
        case = working_case(actor, case)
        person = Person(**values)
        person.full_clean()
        # Not create_record: the person comes into the actor's sight with the membership only.
        person.save(force_insert=True)
        member = CaseMember(case=case, person=person, role=role, note=note)
        created(actor, member, now, case=case.pk, person=person.pk)
        if not access.can(actor, "work", person):
            raise PermissionDenied("add cases.Person outside the own rows")
        trail.record(actor, "person.created", person, now=now, case=case.pk)
    return member


def link_person(
    *, actor: Any, case: Case, person: Person, role: str, now: datetime, note: str = ""
) -> CaseMember:
    """Take a person over who is known from another case the actor works on.

    Where an address of the person has to stay secret, whoever is in charge of such a case does so,
    or the team lead. Raises PermissionDenied for others (`may_link` asks first, `whom_to_ask` says
    who can help), ValidationError when the person belongs to the case already.
    """
    access.require(actor, "view", person)
    person = current(person)
    access.require(actor, "link", person)
    with transaction.atomic():
        case = working_case(actor, case)
        member = CaseMember(case=case, person=person, role=role, note=note)
        return created(actor, member, now, case=case.pk, person=person.pk)


def may_link(actor: Any, people: Iterable[Person]) -> set[int]:
    """Return the ids of those among `people` whom the actor may take over into another case."""
    wanted = [current(person).pk for person in people]
    if not wanted:
        return set()
    rows = Person.objects.allowing(actor, "link").filter(pk__in=wanted)
    return set(rows.order_by().values_list("pk", flat=True))


def whom_to_ask(actor: Any, person: Person) -> list[str]:
    """Return by name who is in charge of the cases of a person, as far as the actor sees them."""
    members = CaseMember.objects.visible_to(actor).filter(person=person)
    names = members.exclude(case__responsible=actor).order_by("case__responsible__sort_key")
    found = names.values_list("case__responsible__display_name", flat=True)
    return list(dict.fromkeys(filter(None, found)))


def current(person: Person) -> Person:
    """Return the entry that counts: where two were joined, the one that was kept."""
    return person if person.same_as is None else person.same_as


def add_children(
    *,
    actor: Any,
    case: Case,
    children: Sequence[Mapping[str, Any]],
    now: datetime,
    parents: Sequence[Person] = (),
) -> list[CaseMember]:
    """Enter several young people in one go, all of them children of `parents` by birth.

    All or none are entered. Raises ValidationError like :func:`add_person`.
    """
    from cases.services.relations import add_relation

    with transaction.atomic():
        members = [
            add_person(actor=actor, case=case, role=MemberRole.YOUNG_PERSON, now=now, **dict(child))
            for child in children
        ]
        for member in members:
            for parent in parents:
                add_relation(
                    actor=actor,
                    case=case,
                    person=parent,
                    kind=RelationKind.PARENT,
                    other=member.person,
                    now=now,
                )
    return members


def update_person(
    *, actor: Any, person: Person, changes: Mapping[str, Any], version: int, now: datetime
) -> Person:
    """Change what is known about a person, in all cases at once; StaleRecord when too late.

    Raises NotPossible for somebody whose cases of the person are all closed.
    """
    with transaction.atomic():
        known_person(actor, person)
        return updated(actor, person, changes, version, now)


def update_member(
    *, actor: Any, member: CaseMember, changes: Mapping[str, Any], version: int, now: datetime
) -> CaseMember:
    """Change what a person is in a case."""
    with transaction.atomic():
        working_case(actor, member.case)
        return updated(actor, member, changes, version, now)


def update_person_in_case(
    *,
    actor: Any,
    member: CaseMember,
    person_changes: Mapping[str, Any],
    member_changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> CaseMember:
    """Change a person and the part in the case in one step; `version` is that of the person."""
    with transaction.atomic():
        update_person(
            actor=actor, person=member.person, changes=person_changes, version=version, now=now
        )
        fresh = locked(member)
        return update_member(
            actor=actor, member=fresh, changes=member_changes, version=fresh.version, now=now
        )


def remove_person(*, actor: Any, member: CaseMember, version: int, now: datetime) -> None:
    """Take a person out of a case who was put there by mistake, with relations, custody and
    households of this case.

    A person who then belongs to no case is deleted, unless something else still names them.
    Raises ValidationError while entries of the case (plans, statements, maps …) are about the
    person: then they stay, as part of what happened.
    """
    access.require(actor, "delete", member)
    with acting(actor), transaction.atomic():
        working_case(actor, member.case)
        row = locked(member)
        if row.version != version:
            raise StaleRecord(row)
        named = named_in(actor, row.case, row.person)
        if named:
            raise ValidationError(
                _(
                    "Entries of this case are about this person (%(kinds)s); the person therefore"
                    " stays. You can change what the person is in this case."
                )
                % {"kinds": ", ".join(named)}
            )
        for each in family_rows(row.case, row.person):
            deleted(actor, each, each.version, now)
        person, case = row.person, row.case
        deleted(actor, row, version, now)
        _forget(actor, person, case, now)


def _forget(actor: Any, person: Person, case: Case, now: datetime) -> None:
    """Delete a person whom no case knows any more; nobody could ever see or correct them."""
    if person.memberships.exists():
        return
    pk = person.pk
    try:
        with transaction.atomic():
            person.delete()
    except models.ProtectedError:
        return
    person.pk = pk
    trail.record(actor, "person.deleted", person, now=now, case=case.pk)


def family_rows(case: Case, person: Person) -> list[Any]:
    """Return relations, custody and households of the case that concern the person."""
    found: list[Any] = []
    for model, path, columns in FAMILY_ROWS:
        concerned = models.Q()
        for column in columns:
            concerned |= models.Q(**{column: person})
        found += model._default_manager.filter(concerned, **{path: case})
    return found


def named_in(actor: Any, case: Case, person: Person) -> list[str]:
    """Return in words which other entries of the case are about the person.

    What was entrusted to somebody else does not count: a refusal would tell that it is there. It
    keeps its person, also when the person no longer belongs to the case.
    """
    family = {CaseMember, Household, *(model for model, _path, _columns in FAMILY_ROWS)}
    found = set()
    for relation in Person._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not relation.auto_created or relation.concrete or model in family:
            continue
        # The history names people, too; it is no entry about them.
        if issubclass(model, pghistory.models.Event):
            continue
        path, column = _path_to_case(model), relation.field.name  # type: ignore[union-attr]
        rows = model._default_manager.all()
        if issubclass(model, Entrusted):
            rows = access.rows(actor, rows)
        if path and rows.filter(**{path: case, column: person}).exists():
            found.add(str(model._meta.verbose_name_plural))
    return sorted(found)


def _path_to_case(model: type[models.Model]) -> str:
    """Return how a row leads to its case ("plan__case"), or nothing where it does not."""
    if model._meta.app_label != Case._meta.app_label:
        return ""
    waiting: list[tuple[str, type[models.Model]]] = [("", model)]
    seen = {model}
    while waiting:
        path, here = waiting.pop(0)
        for field in here._meta.concrete_fields:
            target = field.related_model
            if target is Case:
                return f"{path}{field.name}"
            if isinstance(target, type) and target not in seen and target is not Person:
                seen.add(target)
                if target._meta.app_label == Case._meta.app_label:
                    waiting.append((f"{path}{field.name}__", target))
    return ""
