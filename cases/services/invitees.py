"""Who could be invited to a conference, read from the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import (
    Case,
    CaseMember,
    Custody,
    MemberRole,
    Person,
    Relation,
    RelationKind,
    Support,
    SupportStaff,
    Unknown,
)
from cases.models import CustodyKind as Kinds
from cases.rules import conferences as rules
from cases.rules.custody import CustodyKind, Holding, Summary, custody_on
from cases.rules.states import SupportState
from cases.services.participants import Invitee

_PARENTS = (RelationKind.PARENT, RelationKind.ADOPTIVE_PARENT)
_ACTIVE = (SupportState.GRANTED, SupportState.RUNNING)


@dataclass(frozen=True)
class Proposal:
    """A suggestion with the person, colleague or name behind it."""

    key: str
    invitee: Invitee
    likely: bool

    @property
    def needs_consent(self) -> bool:
        """Whether the custodians have to agree first."""
        return self.invitee.role in rules.NEEDS_CONSENT


def custody_of(user: Any, case: Case, child: Person, today: date) -> tuple[Summary, list[Custody]]:
    """Return who decides for a young person today, and the entries it rests on."""
    rows = list(
        Custody.objects.visible_to(user).filter(case=case, child=child).select_related("holder")
    )
    held = [
        Holding(CustodyKind(r.kind), r.holder_id, r.valid_from, r.valid_until, r.scope)
        for r in rows
    ]
    return custody_on(held, today, child.birth_date), rows


def custodians_of(user: Any, case: Case, child: Person, today: date) -> list[str]:
    """Return by name whose consent is needed; whoever is of age answers alone."""
    summary, rows = custody_of(user, case, child, today)
    if summary.code == "of_age":
        return [child.name]
    names = [row.holder.name for row in rows if row.holder_id in summary.holders and row.holder]
    return list(dict.fromkeys([*names, *_offices(summary, rows, today)]))


def _offices(summary: Summary, rows: list[Custody], today: date) -> tuple[str, ...]:
    if not any(each.holder is None for each in summary.deciders):
        return ()
    guardians = (Kinds.OFFICIAL_GUARDIAN, Kinds.GUARDIAN)
    found = [
        row.office
        for row in rows
        if row.office
        and row.kind in guardians
        and (row.valid_from is None or row.valid_from <= today)
        and (row.valid_until is None or today < row.valid_until)
    ]
    return tuple(dict.fromkeys(found))


def proposals(user: Any, case: Case, young_person: Person, today: date) -> list[Proposal]:
    """Return who belongs to a conference about a young person, the likely ones marked.

    The family as custody and relations say, whoever is responsible for the case, and the
    professionals of the supports under way. A fixed number of queries.
    """
    members = list(
        CaseMember.objects.visible_to(user)
        .filter(case=case)
        .select_related("person")
        .defer("person__search_vector")
    )
    people = {member.person_id: member.person for member in members}
    summary, rows = custody_of(user, case, young_person, today)
    family = rules.Family(
        young_person=young_person.pk,
        custody=summary,
        parents=_parents(user, case, young_person, members),
        carers=tuple(m.person_id for m in members if m.role == MemberRole.CARER),
        offices=_offices(summary, rows, today),
        without=frozenset(r.holder_id for r in rows if r.kind == Kinds.NONE and r.holder_id),
    )
    found = [
        Proposal(
            each.key,
            Invitee(each.role, people.get(each.person or 0), name=each.name),
            each.likely,
        )
        for each in rules.suggest_family(family)
        if each.person is None or each.person in people
    ]
    if case.responsible is not None:
        own = rules.Suggested(rules.CASEWORKER, user=case.responsible_id)
        found.append(Proposal(own.key, Invitee(own.role, user=case.responsible), True))
    return [*found, *_professionals(user, case, young_person, today)]


def _parents(user: Any, case: Case, child: Person, members: list[CaseMember]) -> tuple[int, ...]:
    """Return the child's parents; where no relation is entered, the parents of the case."""
    related = (
        Relation.objects.visible_to(user)
        .filter(case=case, other=child, kind__in=_PARENTS)
        .order_by("pk")
        .values_list("person_id", flat=True)
    )
    known = tuple(dict.fromkeys(related))
    return known or tuple(m.person_id for m in members if m.role == MemberRole.PARENT)


def _professionals(user: Any, case: Case, child: Person, today: date) -> list[Proposal]:
    supports = (
        Support.objects.visible_to(user)
        .filter(case=case, person=child, state__in=_ACTIVE, provider__isnull=False)
        .select_related("provider")
        .order_by("pk")
    )
    staff: dict[int, list[SupportStaff]] = {}
    rows = SupportStaff.objects.visible_to(user).filter(support__in=supports).valid_on(today)
    for row in rows.select_related("user"):
        staff.setdefault(row.support_id, []).append(row)
    found: dict[str, Proposal] = {}
    for support in supports:
        provider = support.provider
        if provider is None:
            continue
        for row in staff.get(support.pk, []):
            each = rules.Suggested(rules.PROVIDER, user=row.user_id)
            invitee = Invitee(each.role, user=row.user, institution=provider.name)
            found.setdefault(each.key, Proposal(each.key, invitee, True))
        if support.pk not in staff:
            each = rules.Suggested(rules.PROVIDER, institution=provider.name)
            name = provider.contact_person or provider.name
            invitee = Invitee(each.role, name=name, institution=provider.name)
            found.setdefault(each.key, Proposal(each.key, invitee, True))
    return list(found.values())


def interpreter_needed(people: list[Person]) -> bool:
    """Return whether one of them needs an interpreter."""
    return any(person.interpreter == Unknown.YES for person in people)
