"""Relations, custody, households, contacts and addresses of a family."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import (
    Address,
    Contact,
    Custody,
    CustodyKind,
    Household,
    HouseholdMember,
    RelationKind,
)
from cases.services import contacts, relations
from sro.audit.models import Entry, Kind
from sro.records import StaleRecord
from tests.cases.factories_family import (
    NOW,
    TODAY,
    make_case,
    make_child,
    make_person,
    worker,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


@pytest.fixture
def case():
    return make_case()


@pytest.fixture
def mother(case):
    return make_person(case, "Mara")


@pytest.fixture
def father(case):
    return make_person(case, "Felix")


@pytest.fixture
def ada(case):
    return make_child(case, "Ada")


@pytest.fixture
def ben(case):
    return make_child(case, "Ben")


def relate(case, person, kind, other, **more):
    return relations.add_relation(
        actor=case.responsible, case=case, person=person, kind=kind, other=other, now=NOW, **more
    )


def test_a_relation_is_entered_and_changed(case, mother, father):
    row = relate(case, mother, RelationKind.PARTNER, father)
    fresh = relations.update_relation(
        actor=case.responsible,
        relation=row,
        changes={"kind": RelationKind.FORMER_PARTNER},
        version=1,
        now=NOW,
    )
    assert fresh.kind == RelationKind.FORMER_PARTNER
    with pytest.raises(StaleRecord):
        relations.delete_relation(actor=case.responsible, relation=fresh, version=1, now=NOW)
    relations.delete_relation(actor=case.responsible, relation=fresh, version=2, now=NOW)
    assert not case.relations.exists()


def test_relations_join_people_of_the_case_only(case, mother):
    stranger = make_person(make_case(case.responsible), "Ute")
    with pytest.raises(ValidationError, match="zu diesem Fall gehören"):
        relate(case, mother, RelationKind.SIBLING, stranger)


def test_the_same_tie_is_entered_once_from_whichever_side(case, mother, father, ada):
    relate(case, mother, RelationKind.PARTNER, father)
    for one, other in ((mother, father), (father, mother)):
        with pytest.raises(ValidationError):
            relate(case, one, RelationKind.PARTNER, other)
    # A parent is not a child: the other direction is a different, here an impossible, tie.
    relate(case, mother, RelationKind.PARENT, ada)
    with pytest.raises(ValidationError, match="Vorfahren"):
        relate(case, ada, RelationKind.PARENT, mother)


def test_nobody_becomes_their_own_ancestor_by_a_change(case, mother, ada, ben):
    relate(case, mother, RelationKind.PARENT, ada)
    row = relate(case, ada, RelationKind.SIBLING, ben)
    relate(case, ben, RelationKind.GRANDPARENT, mother)
    with pytest.raises(ValidationError, match="Vorfahren"):
        relations.update_relation(
            actor=case.responsible,
            relation=row,
            changes={"kind": RelationKind.PARENT},
            version=1,
            now=NOW,
        )
    row.refresh_from_db()
    assert row.kind == RelationKind.SIBLING


def test_a_colleague_enters_nothing(case, mother, ada):
    colleague = worker(case.district)
    attempts = [
        lambda: relations.add_relation(
            actor=colleague, case=case, person=mother, kind="parent", other=ada, now=NOW
        ),
        lambda: relations.set_custody(
            actor=colleague, case=case, children=[ada], kind="sole", holders=[mother], now=NOW
        ),
        lambda: relations.add_household(actor=colleague, case=case, name="zu Hause", now=NOW),
        lambda: contacts.add_contact(actor=colleague, person=mother, value="030 1234", now=NOW),
        lambda: contacts.add_address(actor=colleague, person=mother, city="Musterstadt", now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


# --- custody ------------------------------------------------------------------------------------


def test_joint_custody_of_two_children_in_one_go(case, mother, father, ada, ben):
    rows = relations.set_custody(
        actor=case.responsible,
        case=case,
        children=[ada, ben],
        kind=CustodyKind.JOINT,
        holders=[mother, father],
        now=NOW,
    )
    assert len(rows) == 4
    assert set(Custody.objects.values_list("child_id", "holder_id")) == {
        (child.pk, holder.pk) for child in (ada, ben) for holder in (mother, father)
    }


def test_an_office_may_be_guardian_and_unknown_needs_nobody(case, ada, ben):
    relations.set_custody(
        actor=case.responsible,
        case=case,
        children=[ada],
        kind=CustodyKind.OFFICIAL_GUARDIAN,
        office="Amt für erfundene Kinder",
        now=NOW,
    )
    relations.set_custody(
        actor=case.responsible, case=case, children=[ben], kind=CustodyKind.UNKNOWN, now=NOW
    )
    assert Custody.objects.count() == 2
    with pytest.raises(ValidationError, match="wer das Sorgerecht hat"):
        relations.set_custody(
            actor=case.responsible, case=case, children=[ben], kind=CustodyKind.SOLE, now=NOW
        )


def test_new_custody_ends_the_one_so_far_on_the_same_day(case, mother, father, ada):
    old = Custody.objects.create(case=case, child=ada, holder=father, kind=CustodyKind.SOLE)
    relations.set_custody(
        actor=case.responsible,
        case=case,
        children=[ada],
        kind=CustodyKind.SOLE,
        holders=[mother],
        valid_from=DAY,
        replaces=True,
        now=NOW,
    )
    old.refresh_from_db()
    assert old.valid_until == DAY
    before = Custody.objects.valid_on(DAY - timedelta(days=1)).get()
    assert (before.holder, Custody.objects.valid_on(DAY).get().holder) == (father, mother)


def test_replacing_needs_a_day(case, mother, ada):
    with pytest.raises(ValidationError) as error:
        relations.set_custody(
            actor=case.responsible,
            case=case,
            children=[ada],
            kind=CustodyKind.SOLE,
            holders=[mother],
            replaces=True,
            now=NOW,
        )
    assert "valid_from" in error.value.error_dict


def test_custody_is_corrected_and_deleted(case, mother, ada):
    row = Custody.objects.create(case=case, child=ada, holder=mother, kind=CustodyKind.SOLE)
    with pytest.raises(ValidationError):
        relations.update_custody(
            actor=case.responsible,
            custody=row,
            changes={"valid_from": DAY, "valid_until": DAY},
            version=1,
            now=NOW,
        )
    fresh = relations.update_custody(
        actor=case.responsible, custody=row, changes={"valid_from": DAY}, version=1, now=NOW
    )
    relations.delete_custody(actor=case.responsible, custody=fresh, version=2, now=NOW)
    assert not Custody.objects.exists()


# --- households ---------------------------------------------------------------------------------


def household(case, *people, name="bei der Mutter", **more):
    return relations.add_household(
        actor=case.responsible, case=case, name=name, people=people, now=NOW, **more
    )


def test_a_child_of_parted_parents_lives_in_two_households(case, mother, father, ada):
    household(case, mother, ada)
    household(case, father, ada, name="beim Vater")
    assert HouseholdMember.objects.filter(person=ada).count() == 2


def test_who_moves_leaves_the_other_household_that_day(case, mother, father, ada):
    household(case, mother, ada)
    new = household(case, father, name="beim Vater")
    relations.move_in(
        actor=case.responsible,
        household=new,
        people=[ada],
        valid_from=DAY,
        leave_others=True,
        now=NOW,
    )
    stays = HouseholdMember.objects.filter(person=ada)
    assert stays.valid_on(DAY).get().household == new
    assert stays.valid_on(DAY - timedelta(days=1)).get().household != new
    with pytest.raises(ValidationError, match="lebt schon"):
        relations.move_in(actor=case.responsible, household=new, people=[ada], now=NOW)


def test_leaving_others_needs_a_day(case, mother, ada):
    home = household(case, mother)
    with pytest.raises(ValidationError) as error:
        relations.move_in(
            actor=case.responsible, household=home, people=[ada], leave_others=True, now=NOW
        )
    assert "valid_from" in error.value.error_dict


def test_a_household_is_renamed_left_and_deleted(case, mother):
    home = household(case, mother)
    fresh = relations.rename_household(
        actor=case.responsible, household=home, name="zu Hause", version=1, now=NOW
    )
    stay = fresh.members.get()
    left = relations.update_stay(
        actor=case.responsible, stay=stay, changes={"valid_until": TODAY}, version=1, now=NOW
    )
    assert left.valid_until == TODAY
    relations.delete_household(
        actor=case.responsible, household=fresh, version=fresh.version, now=NOW
    )
    assert not Household.objects.exists()
    assert not HouseholdMember.objects.exists()


# --- contacts and addresses ---------------------------------------------------------------------


def test_contacts_are_kept(case, mother):
    row = contacts.add_contact(
        actor=case.responsible, person=mother, kind="mobile", value="0151 123", now=NOW
    )
    fresh = contacts.update_contact(
        actor=case.responsible, contact=row, changes={"note": "abends"}, version=1, now=NOW
    )
    contacts.delete_contact(actor=case.responsible, contact=fresh, version=2, now=NOW)
    assert not Contact.objects.exists()


def test_a_new_address_ends_the_one_so_far(case, mother):
    old = Address.objects.create(person=mother, city="Musterstadt", valid_from=date(2020, 1, 1))
    contacts.add_address(
        actor=case.responsible,
        person=mother,
        city="Neustadt",
        valid_from=DAY,
        replaces=True,
        now=NOW,
    )
    old.refresh_from_db()
    assert old.valid_until == DAY


def test_looking_at_a_blocked_address_is_logged(case, mother):
    address = Address.objects.create(person=mother, city="Geheimstadt", blocked=True)
    shown = contacts.look_at_address(actor=case.responsible, address=address, now=NOW)
    entry = Entry.objects.get(action="view_blocked_address")
    assert (entry.kind, entry.object_id, shown.city) == (Kind.READ, str(mother.pk), "Geheimstadt")
    assert "Geheimstadt" not in str(entry.details)


def test_a_blocked_address_is_hidden_from_who_stands_in(case, mother):
    from cases.models import StandIn

    stand_in = worker(case.district)
    today = date.today()
    StandIn.objects.create(
        case=case,
        user=stand_in,
        reason="Urlaub",
        valid_from=today,
        valid_until=today + timedelta(days=3),
    )
    address = Address.objects.create(person=mother, city="Geheimstadt", blocked=True)
    open_one = Address.objects.create(person=mother, city="Musterstadt")
    assert list(Address.objects.visible_to(stand_in)) == [open_one]
    with pytest.raises(PermissionDenied):
        contacts.look_at_address(actor=stand_in, address=address, now=NOW)
    assert not Entry.objects.filter(action="view_blocked_address").exists()
    assert set(Address.objects.visible_to(case.responsible)) == {address, open_one}
