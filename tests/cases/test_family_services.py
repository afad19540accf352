"""Entering, changing and removing the people of a case."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases.models import (
    CaseMember,
    Contact,
    Custody,
    CustodyKind,
    MemberRole,
    Person,
    Relation,
    RelationKind,
    WillStatement,
)
from cases.services import family as service
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories_family import NOW, make_case, make_child, make_person, tie, worker

pytestmark = pytest.mark.django_db


def actions(*codes: str) -> int:
    return Entry.objects.filter(action__in=codes).count()


@pytest.mark.parametrize("values", [{"given_name": "Ada"}, {"family_name": "Beispiel"}])
def test_one_name_is_enough(values):
    case = make_case()
    member = service.add_person(
        actor=case.responsible, case=case, role=MemberRole.OTHER, now=NOW, **values
    )
    assert member.person.name in {"Ada", "Beispiel"}
    assert member.person.gender == ""
    assert actions("person.created", "casemember.created") == 2


def test_nobody_without_any_name():
    case = make_case()
    with pytest.raises(ValidationError):
        service.add_person(
            actor=case.responsible, case=case, role=MemberRole.OTHER, now=NOW, given_name=" "
        )
    assert not Person.objects.exists()


def test_birth_date_or_estimated_year_but_not_both():
    case = make_case()
    with pytest.raises(ValidationError, match="geschätzte Jahr"):
        service.add_person(
            actor=case.responsible,
            case=case,
            role=MemberRole.OTHER,
            now=NOW,
            given_name="Ada",
            birth_date="2012-03-04",
            birth_year=2012,
        )


def test_only_who_works_on_the_case_enters_people():
    case = make_case()
    colleague = worker(case.district)
    for stranger in (colleague, worker()):
        with pytest.raises(PermissionDenied):
            service.add_person(
                actor=stranger, case=case, role=MemberRole.OTHER, now=NOW, given_name="Ada"
            )
    assert not Person.objects.exists()
    assert not Entry.objects.filter(action="person.created").exists()


def test_a_person_is_stored_once_and_belongs_to_several_cases():
    one = make_case()
    other = make_case(one.responsible)
    mother = make_person(one, "Mara")
    service.link_person(
        actor=one.responsible, case=other, person=mother, role=MemberRole.PARENT, now=NOW
    )
    assert mother.memberships.count() == 2
    with pytest.raises(ValidationError):
        service.link_person(
            actor=one.responsible, case=other, person=mother, role=MemberRole.OTHER, now=NOW
        )


def test_people_out_of_sight_cannot_be_taken_over():
    stranger = make_person(make_case(), "Mara")
    case = make_case()
    with pytest.raises(PermissionDenied):
        service.link_person(
            actor=case.responsible, case=case, person=stranger, role=MemberRole.PARENT, now=NOW
        )


def test_who_was_joined_with_another_entry_is_taken_over_as_that_one():
    one = make_case()
    other = make_case(one.responsible)
    kept = make_person(one, "Mara")
    double = make_person(one, "Mahra", same_as=kept)
    member = service.link_person(
        actor=one.responsible, case=other, person=double, role=MemberRole.PARENT, now=NOW
    )
    assert member.person == kept


def test_several_children_are_entered_in_one_go_with_their_parents():
    case = make_case()
    mother, father = make_person(case, "Mara"), make_person(case, "Felix")
    children = [
        {"given_name": "Ada", "family_name": "Musterhaus", "birth_year": 2012},
        {"given_name": "Ben", "family_name": "Musterhaus"},
        {"given_name": "Cem", "birth_date": "2020-05-06"},
    ]
    members = service.add_children(
        actor=case.responsible, case=case, children=children, parents=[mother, father], now=NOW
    )
    assert {m.role for m in members} == {MemberRole.YOUNG_PERSON}
    parents = Relation.objects.filter(kind=RelationKind.PARENT)
    assert parents.count() == 6
    assert set(parents.values_list("person_id", flat=True)) == {mother.pk, father.pk}


def test_all_children_or_none():
    case = make_case()
    with pytest.raises(ValidationError):
        service.add_children(
            actor=case.responsible,
            case=case,
            children=[{"given_name": "Ada"}, {"given_name": ""}],
            now=NOW,
        )
    assert not Person.objects.exists()


def test_a_person_is_changed_with_the_version_that_was_read():
    case = make_case()
    member = CaseMember.objects.get(person=make_person(case, "Mara"))
    fresh = service.update_person_in_case(
        actor=case.responsible,
        member=member,
        person_changes={"pronoun": "sie"},
        member_changes={"role": MemberRole.CARER},
        version=1,
        now=NOW,
    )
    assert (fresh.person.pronoun, fresh.role) == ("sie", MemberRole.CARER)
    with pytest.raises(StaleRecord):
        service.update_person(
            actor=case.responsible,
            person=fresh.person,
            changes={"pronoun": "er"},
            version=1,
            now=NOW,
        )


def test_a_colleague_in_no_case_of_the_person_changes_nothing():
    case = make_case()
    mother = make_person(case, "Mara")
    with pytest.raises(PermissionDenied):
        service.update_person(
            actor=worker(case.district),
            person=mother,
            changes={"pronoun": "er"},
            version=1,
            now=NOW,
        )


def test_who_was_entered_by_mistake_goes_with_ties_and_leaves_nothing_behind():
    case = make_case()
    mother, child = make_person(case, "Mara"), make_child(case, "Ada")
    tie(case, mother, RelationKind.PARENT, child)
    Custody.objects.create(case=case, child=child, holder=mother, kind=CustodyKind.SOLE)
    Contact.objects.create(person=mother, value="030 1234567")
    member = mother.memberships.get()
    service.remove_person(actor=case.responsible, member=member, version=1, now=NOW)
    assert not Person.objects.filter(pk=mother.pk).exists()
    assert not Relation.objects.exists()
    assert not Custody.objects.exists()
    assert case.members.get().person == child
    assert actions("person.deleted", "casemember.deleted") == 2


def test_who_belongs_to_another_case_stays_there():
    one = make_case()
    other = make_case(one.responsible)
    mother, child = make_person(one, "Mara"), make_child(one, "Ada")
    CaseMember.objects.create(case=other, person=mother, role=MemberRole.PARENT)
    tie(one, mother, RelationKind.PARENT, child)
    service.remove_person(actor=one.responsible, member=other.members.get(), version=1, now=NOW)
    assert mother.memberships.get().case == one
    assert Relation.objects.count() == 1


def test_who_has_said_something_stays():
    case = make_case()
    child = make_child(case, "Ada")
    WillStatement.objects.create(
        case=case,
        person=child,
        author=case.responsible,
        question="imagine",
        kind="will",
        text="Ich will in den Verein.",
        said_on="2026-02-01",
        created_at=NOW,
    )
    member = child.memberships.get()
    with pytest.raises(ValidationError):
        service.remove_person(actor=case.responsible, member=member, version=1, now=NOW)
    assert case.members.count() == 1


def test_a_stale_removal_removes_nothing():
    case = make_case()
    member = make_child(case, "Ada").memberships.get()
    CaseMember.objects.filter(pk=member.pk).update(note="Neu")
    with pytest.raises(StaleRecord):
        service.remove_person(actor=case.responsible, member=member, version=1, now=NOW)
    assert case.members.count() == 1


def test_the_database_refuses_what_cannot_be():
    case = make_case()
    ada = make_child(case, "Ada")
    wrong = [
        lambda: Person.objects.create(given_name="  "),
        lambda: Person.objects.create(given_name="X", birth_date="2012-01-01", birth_year=2012),
        lambda: Person.objects.create(
            given_name="X", birth_date="2012-01-01", died_on="2011-01-01"
        ),
        lambda: CaseMember.objects.create(case=case, person=ada, role=MemberRole.OTHER),
        lambda: tie(case, ada, RelationKind.PARENT, ada),
        lambda: Custody.objects.create(case=case, child=ada, kind=CustodyKind.SOLE),
        lambda: Custody.objects.create(case=case, child=ada, holder=ada, kind=CustodyKind.SOLE),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_the_trail_holds_no_names():
    case = make_case()
    service.add_person(
        actor=case.responsible,
        case=case,
        role=MemberRole.OTHER,
        now=NOW,
        given_name="Xaverine",
        note="Patentante",
    )
    for entry in Entry.objects.all():
        assert "Xaverine" not in str(entry.details)
        assert "Patentante" not in str(entry.details)


def test_the_family_of_a_closed_case_stays_as_it_is():
    case = make_case(state="closed", closed_on="2025-06-02")
    with pytest.raises(NotPossible):
        service.add_person(
            actor=case.responsible, case=case, role=MemberRole.OTHER, now=NOW, given_name="Ada"
        )
    assert not Person.objects.exists()
