"""Everything the pages say about a family on a day, read with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from cases import family_words as words
from cases.models import (
    Case,
    CaseMember,
    Custody,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    Relation,
    RelationKind,
)
from cases.pictures.family_graph import FamilyPicture, Member, family_graph
from cases.rules.custody import CustodyKind, Holding, Summary, custody_on
from cases.rules.kinship import Kind, Tie, contradictions, derived_siblings
from cases.services.relations import birth_of


@dataclass(frozen=True)
class ChildCustody:
    """Who decides for a young person today."""

    child: Person
    state: str
    consent: list[str]
    partly: list[str]
    notes: list[str]
    rows: list[Custody]
    clear: bool


@dataclass
class FamilyFacts:
    """A family as one user may see it on one day."""

    case: Case
    members: list[CaseMember]
    relations: list[Relation]
    custodies: list[Custody]
    households: list[Household]
    stays: list[HouseholdMember]
    today: date
    names: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {each.person_id: each.person.name for each in self.members}

    @property
    def people(self) -> list[Person]:
        """The people of the case, young ones first, by age."""
        return [each.person for each in self.members]

    @cached_property
    def ties(self) -> list[Tie]:
        """The relations as the rules know them."""
        return [Tie(Kind(each.kind), each.person_id, each.other_id) for each in self.relations]

    @cached_property
    def siblings(self) -> list[tuple[str, str, str]]:
        """Who is a sibling of whom without anybody having entered it: name, kind, name."""
        kinds = dict(RelationKind.choices)
        return [
            (self.names[tie.one], str(kinds[tie.kind]), self.names[tie.other])
            for tie in derived_siblings(self.ties)
            if tie.one in self.names and tie.other in self.names
        ]

    @cached_property
    def doubts(self) -> list[str]:
        """What cannot be true at the same time, in words."""
        births = {person.pk: birth_of(person) for person in self.people}
        return [
            words.contradiction(each.code, [self.names.get(p, "–") for p in each.people])
            for each in contradictions(self.ties, births)
        ]

    @cached_property
    def custody(self) -> list[ChildCustody]:
        """Who decides for each young person today."""
        rows: dict[int, list[Custody]] = defaultdict(list)
        for row in self.custodies:
            rows[row.child_id].append(row)
        young = [m.person for m in self.members if m.role == MemberRole.YOUNG_PERSON]
        others = [p for p in self.people if p.pk in rows and p not in young]
        return [self._custody_of(child, rows[child.pk]) for child in (*young, *others)]

    def _custody_of(self, child: Person, rows: list[Custody]) -> ChildCustody:
        held = {row: holding(row) for row in rows}
        summary = custody_on(held.values(), self.today, child.birth_date)
        offices = {each: row.office for row, each in held.items() if row.office}
        partly = [
            self._partly(each, offices) for each in summary.partly if each not in summary.deciders
        ]
        return ChildCustody(
            child=child,
            state=words.custody_state(summary.code),
            consent=words.consent_of(summary, self.names, offices),
            partly=partly,
            notes=[words.custody_note(code) for code in summary.notes],
            rows=rows,
            clear=not _doubtful(summary),
        )

    def _partly(self, each: Holding, offices: dict[Holding, str]) -> str:
        name = self.names.get(each.holder or 0) or offices.get(each, "–")
        return f"{name}: {each.scope}" if each.scope else name

    @cached_property
    def holders(self) -> set[int]:
        """Who holds custody of somebody today, alone, together or as guardian."""
        found: set[int] = set()
        for child in {row.child_id for row in self.custodies}:
            held = [holding(row) for row in self.custodies if row.child_id == child]
            found |= {*custody_on(held, self.today).holders}
        return found

    @cached_property
    def current_stays(self) -> dict[int, list[HouseholdMember]]:
        """Person → households of today; who was there first comes first."""
        found: dict[int, list[HouseholdMember]] = defaultdict(list)
        for stay in self.stays:
            if (stay.valid_from is None or stay.valid_from <= self.today) and (
                stay.valid_until is None or self.today < stay.valid_until
            ):
                found[stay.person_id].append(stay)
        return found

    def homes(self) -> list[tuple[Household, list[HouseholdMember], list[HouseholdMember]]]:
        """Each household with who lives there today and who did or will."""
        now = {stay.pk for stays in self.current_stays.values() for stay in stays}
        found = []
        for household in self.households:
            stays = [stay for stay in self.stays if stay.household_id == household.pk]
            here = [stay for stay in stays if stay.pk in now]
            found.append((household, here, [stay for stay in stays if stay.pk not in now]))
        return found

    def picture(self) -> FamilyPicture:
        """The relationship graph."""
        return family_graph(
            [self._drawn(member) for member in self.members],
            self.ties,
            {each.pk: each.name for each in self.households},
            title=_("Relationships: %(family)s") % {"family": self.case.name},
        )

    def _drawn(self, member: CaseMember) -> Member:
        person = member.person
        stays = self.current_stays.get(person.pk, [])
        details = [words.born_text(person, self.today)]
        if len(stays) > 1:
            others = ", ".join(stay.household.name for stay in stays[1:])
            details.append(_("also: %(households)s") % {"households": others})
        elif person.pk in self.holders:
            details.append(_("holds custody"))
        young = member.role == MemberRole.YOUNG_PERSON
        adult = member.role in {MemberRole.PARENT, MemberRole.GUARDIAN, MemberRole.CARER}
        return Member(
            number=person.pk,
            name=person.name,
            details=tuple(filter(None, details)),
            young=True if young else False if adult else None,
            home=stays[0].household_id if stays else None,
            order=(birth_of(person).known_year or 9999, person.pk),
        )


def holding(row: Custody) -> Holding:
    """Return an entry of custody as the rules know it."""
    return Holding(CustodyKind(row.kind), row.holder_id, row.valid_from, row.valid_until, row.scope)


def _doubtful(summary: Summary) -> bool:
    return bool({*summary.notes} - {"own_application", "of_age"})


_ROLE_ORDER = {role: place for place, role in enumerate(MemberRole.values)}


def people_facts(user: Any, case: Case, today: date) -> FamilyFacts:
    """Read who belongs to a case and who holds custody, nothing else: two queries."""
    members = list(
        CaseMember.objects.visible_to(user)
        .filter(case=case)
        .select_related("person")
        .defer("person__search_vector")
    )
    members.sort(key=_order)
    custodies = list(
        Custody.objects.visible_to(user)
        .filter(case=case)
        .select_related("child", "holder")
        .defer("child__search_vector", "holder__search_vector")
        .order_by("child", "valid_from", "pk")
    )
    return FamilyFacts(case, members, [], custodies, [], [], today)


def _order(member: CaseMember) -> tuple:
    person = member.person
    year = birth_of(person).known_year or 9999
    born = person.birth_date or date.max
    return (_ROLE_ORDER[member.role], year, born, person.sort_key, member.pk)


def family_facts(user: Any, case: Case, today: date) -> FamilyFacts:
    """Read a family: five queries, however large it is."""
    facts = people_facts(user, case, today)
    facts.relations = list(
        Relation.objects.visible_to(user)
        .filter(case=case)
        .select_related("person", "other")
        .defer("person__search_vector", "other__search_vector")
    )
    facts.households = list(Household.objects.visible_to(user).filter(case=case))
    facts.stays = list(
        HouseholdMember.objects.visible_to(user)
        .filter(household__case=case)
        .select_related("household", "person")
        .defer("person__search_vector")
        # Since when is not known: since always.
        .order_by(F("valid_from").asc(nulls_first=True), "pk")
    )
    return facts
