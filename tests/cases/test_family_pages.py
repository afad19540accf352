"""Pages of a family: what they show, what they take, whom they let in."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from cases.models import (
    Address,
    CaseMember,
    Contact,
    Custody,
    CustodyKind,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    Relation,
    RelationKind,
)
from cases.rules.likeness import Reason
from cases.services.finding import REASONS
from sro.audit.models import Entry, Kind
from tests.cases.factories_family import make_case, make_child, make_person, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    case = make_case(name="Familie Musterhaus")
    client.force_login(case.responsible)
    return case


@pytest.fixture
def mother(case):
    return make_person(case, "Mara")


@pytest.fixture
def ada(case):
    return make_child(case, "Ada", birth_date=date(2014, 5, 6))


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.pk, *more])


def person_data(**changes):
    return {
        "given_name": "Cem",
        "family_name": "Yılmaz",
        "role": MemberRole.RELATIVE,
        "interpreter": "",
        "plain_language": "",
        "gender": "",
        **changes,
    }


# --- the family's page ---------------------------------------------------------------------------


def test_the_page_shows_picture_people_relations_custody_and_households(client, case, mother, ada):
    tie(case, mother, RelationKind.PARENT, ada)
    ben = make_child(case, "Ben")
    tie(case, mother, RelationKind.PARENT, ben)
    Custody.objects.create(case=case, child=ada, holder=mother, kind=CustodyKind.SOLE)
    home = Household.objects.create(case=case, name="bei der Mutter")
    HouseholdMember.objects.create(household=home, person=mother)
    page = client.get(url("family", case))
    assert page.status_code == 200
    assert "<svg" in page.text
    assert 'role="img"' in page.text
    for words in ("Mara Musterhaus", "Elternteil von", "ergibt sich aus den Eltern"):
        assert words in page.text
    assert page.text.count("bei der Mutter") >= 3
    assert "alleiniges Sorgerecht" in page.text
    # Of Ben nobody knows who decides.
    assert "Bitte fragen Sie nach" in page.text


def test_an_empty_family_says_how_to_begin(client, case):
    page = client.get(url("family", case)).text
    assert url("person_new", case) in page
    assert "<svg" not in page


def test_contradictions_are_named(client, case, mother, ada):
    tie(case, ada, RelationKind.PARENT, mother)
    Person.objects.filter(pk=mother.pk).update(birth_year=1988)
    page = client.get(url("family", case)).text
    assert "nicht älter" in page


def test_looking_at_the_family_is_logged_with_the_case(client, case):
    client.get(url("family", case))
    entry = Entry.objects.get(kind=Kind.READ)
    assert (entry.object_type, entry.object_id) == ("cases.Case", str(case.pk))


def test_queries_do_not_grow_with_the_family(client, case):
    counts = []
    for _ in range(2):
        for _ in range(3):
            parent, child = make_person(case, "Mara"), make_child(case, "Ada")
            tie(case, parent, RelationKind.PARENT, child)
            Custody.objects.create(case=case, child=child, holder=parent, kind="sole")
            home = Household.objects.create(case=case, name="zu Hause")
            HouseholdMember.objects.create(household=home, person=child)
        client.get(url("family", case))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("family", case))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_the_case_shows_the_family_with_two_queries(client, case, mother, ada):
    page = client.get(url("case", case)).text
    assert url("family", case) in page
    assert "Ada Musterhaus" in page


# --- people -------------------------------------------------------------------------------------


def test_a_person_is_entered_with_one_name(client, case):
    response = client.post(url("person_new", case), person_data(family_name=""))
    member = case.members.get()
    assert response.url == url("person", case, member.person.pk)
    assert (member.person.name, member.role) == ("Cem", MemberRole.RELATIVE)


def test_nobody_without_a_name_and_not_born_tomorrow(client, case):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for values in ({"given_name": "", "family_name": ""}, {"birth_date": tomorrow.isoformat()}):
        response = client.post(url("person_new", case), person_data(**values))
        assert response.status_code == 422
    assert not case.members.exists()


def test_who_is_similar_is_shown_before_somebody_is_entered_twice(client, case):
    other = make_case(case.responsible, name="Familie Yilmaz")
    known = make_person(other, "Cem", family_name="Yilmaz")
    response = client.post(url("person_new", case), person_data())
    assert response.status_code == 422
    assert url("person_link", case, known.pk) in response.text
    assert not case.members.exists()
    client.post(url("person_new", case), person_data(different="on"))
    assert case.members.get().person != known


def test_while_typing_similar_people_appear_with_the_reason(client, case):
    other = make_case(case.responsible, name="Familie Meyer")
    make_person(other, "Jana", family_name="Mayr", birth_date=date(2012, 3, 4))
    fragment = client.post(
        url("person_similar", case),
        {"given_name": "Jana", "family_name": "Meier", "birth_date": "2012-03-04"},
    )
    assert fragment.status_code == 200
    with translation.override("de"):
        for reason in (Reason.SOUNDS_ALIKE, Reason.SAME_BIRTH_DATE):
            assert str(REASONS[reason]) in fragment.text
    assert "Familie Meyer" in fragment.text
    nobody = client.post(url("person_similar", case), {"given_name": "Xaver"})
    assert "Jana" not in nobody.text


def test_people_of_other_districts_are_never_offered(client, case):
    make_person(make_case(), "Jana", family_name="Meier")
    typed = {"given_name": "Jana", "family_name": "Meier"}
    assert "Jana" not in client.post(url("person_similar", case), typed).text
    assert "Jana" not in client.post(url("person_find", case), typed).text.split("treffer")[-1]


def test_twins_are_no_doubles_of_each_other(client, case, ada):
    response = client.post(
        url("person_new", case),
        person_data(given_name="Ben", family_name="Musterhaus", birth_date="2014-05-06"),
    )
    assert response.status_code == 302


def test_somebody_is_found_and_taken_over_from_another_case(client, case):
    other = make_case(case.responsible)
    known = make_person(other, "Jana", family_name="Mayr")
    page = client.post(url("person_find", case), {"family_name": "Meier"})
    assert url("person_link", case, known.pk) in page.text
    link = url("person_link", case, known.pk)
    assert client.get(link).status_code == 200
    client.post(link, {"role": MemberRole.PARENT})
    assert case.members.get().person == known
    assert client.post(link, {"role": MemberRole.PARENT}).status_code == 422


def test_strangers_cannot_be_taken_over(client, case):
    stranger = make_person(make_case(), "Jana")
    assert client.get(url("person_link", case, stranger.pk)).status_code == 404


def test_several_children_in_one_go(client, case, mother):
    response = client.post(
        url("children_new", case),
        {
            "family_name": "Musterhaus",
            "parents": [mother.pk],
            "given_name_1": "Ada",
            "birth_date_1": "2014-05-06",
            "given_name_2": "Ben",
            "birth_year_2": "2016",
            "given_name_5": "Cem",
            "other_name_5": "Yılmaz",
        },
    )
    assert response.url == url("family", case)
    children = [m.person for m in case.members.filter(role=MemberRole.YOUNG_PERSON)]
    assert {c.name for c in children} == {"Ada Musterhaus", "Ben Musterhaus", "Cem Yılmaz"}
    assert Relation.objects.filter(person=mother, kind=RelationKind.PARENT).count() == 3


def test_lines_of_children_are_checked_at_their_fields(client, case):
    response = client.post(
        url("children_new", case),
        {"birth_date_1": "2014-05-06", "given_name_2": "Ben", "birth_year_2": "x"},
    )
    assert response.status_code == 422
    assert "id_given_name_1_error" in response.text
    assert "id_birth_year_2_error" in response.text
    assert client.post(url("children_new", case), {"family_name": "M"}).status_code == 422
    assert not case.members.exists()


def test_known_children_are_not_entered_twice_unnoticed(client, case):
    other = make_case(case.responsible)
    make_child(other, "Ada", family_name="Meier")
    typed = {"family_name": "Mayer", "given_name_1": "Ada"}
    assert client.post(url("children_new", case), typed).status_code == 422
    assert client.post(url("children_new", case), {**typed, "different": "on"}).status_code == 302


def test_a_person_is_changed_and_a_stale_save_overwrites_nothing(client, case, mother):
    edit = url("person_edit", case, mother.pk)
    assert client.get(edit).status_code == 200
    values = person_data(given_name="Mara", family_name="Musterhaus", pronoun="sie", _version="1")
    client.post(edit, {**values, "role": MemberRole.CARER, "languages": ["tr", "de"]})
    mother.refresh_from_db()
    assert (mother.pronoun, mother.languages) == ("sie", ["de", "tr"])
    assert mother.memberships.get().role == MemberRole.CARER
    stale = client.post(edit, {**values, "pronoun": "er"})
    assert stale.status_code == 409
    mother.refresh_from_db()
    assert mother.pronoun == "sie"


def test_who_was_entered_by_mistake_is_removed(client, case, mother):
    remove = url("person_remove", case, mother.pk)
    assert client.get(remove).status_code == 200
    client.post(remove, {"_version": "1"})
    assert not Person.objects.exists()


def test_a_persons_page_shows_what_is_known_and_the_other_cases(client, case, mother):
    other = make_case(case.responsible, name="Familie Anders")
    CaseMember.objects.create(case=other, person=mother, role=MemberRole.RELATIVE)
    hidden = make_case(name="Familie Verborgen")
    CaseMember.objects.create(case=hidden, person=mother, role=MemberRole.RELATIVE)
    page = client.get(url("person", case, mother.pk)).text
    assert "Familie Anders" in page
    assert "Familie Verborgen" not in page


# --- relations, custody, households -------------------------------------------------------------


def test_a_relation_is_entered_changed_and_deleted(client, case, mother, ada):
    new = url("relation_new", case)
    page = client.get(f"{new}?person={mother.pk}")
    assert f'value="{mother.pk}" selected' in page.text
    values = {"person": mother.pk, "kind": "parent", "other": ada.pk}
    assert client.post(new, values).url == f"{url('family', case)}#beziehungen"
    relation = Relation.objects.get()
    assert client.post(new, values).status_code == 422
    turned = {"person": ada.pk, "kind": "parent", "other": mother.pk}
    assert client.post(new, turned).status_code == 422
    edit = url("relation_edit", case, relation.pk)
    client.post(edit, {**values, "kind": "foster_parent", "_version": "1"})
    relation.refresh_from_db()
    assert relation.kind == "foster_parent"
    client.post(url("relation_delete", case, relation.pk), {"_version": relation.version})
    assert not Relation.objects.exists()


def test_custody_of_siblings_is_entered_in_one_go(client, case, mother, ada):
    father, ben = make_person(case, "Felix"), make_child(case, "Ben")
    new = url("custody_new", case)
    page = client.get(new).text
    assert page.count("checked") >= 2
    client.post(
        new,
        {"children": [ada.pk, ben.pk], "kind": "joint", "holders": [mother.pk, father.pk]},
    )
    assert Custody.objects.count() == 4
    assert "gemeinsames Sorgerecht" in client.get(url("family", case)).text


def test_custody_needs_a_holder_and_nobody_holds_their_own(client, case, mother, ada):
    new = url("custody_new", case)
    wrong = [
        {"children": [ada.pk], "kind": "sole"},
        {"children": [ada.pk], "kind": "sole", "holders": [ada.pk]},
        {"children": [ada.pk], "kind": "sole", "holders": [mother.pk], "replaces": "on"},
        {
            "children": [ada.pk],
            "kind": "sole",
            "holders": [mother.pk],
            "valid_from": "2025-01-01",
            "valid_until": "2024-01-01",
        },
    ]
    for values in wrong:
        assert client.post(new, values).status_code == 422
    assert not Custody.objects.exists()


def test_custody_is_ended_by_date_and_deleted(client, case, mother, ada):
    row = Custody.objects.create(case=case, child=ada, holder=mother, kind=CustodyKind.SOLE)
    edit = url("custody_edit", case, row.pk)
    assert client.get(edit).status_code == 200
    client.post(
        edit, {"kind": "sole", "holder": mother.pk, "valid_until": "2026-01-01", "_version": "1"}
    )
    row.refresh_from_db()
    assert row.valid_until == date(2026, 1, 1)
    client.post(url("custody_delete", case, row.pk), {"_version": row.version})
    assert not Custody.objects.exists()


def test_households_over_time(client, case, mother, ada):
    client.post(url("household_new", case), {"name": "bei der Mutter", "people": [mother.pk]})
    home = Household.objects.get()
    client.post(url("move_in", case, home.pk), {"people": [ada.pk], "valid_from": "2020-01-01"})
    stay = HouseholdMember.objects.get(person=ada)
    edit = url("stay_edit", case, stay.pk)
    client.post(edit, {"valid_from": "2020-01-01", "valid_until": "2021-01-01", "_version": "1"})
    page = client.get(url("family", case)).text
    assert "Früher und später" in page
    client.post(url("household_edit", case, home.pk), {"name": "zu Hause", "_version": "1"})
    home.refresh_from_db()
    assert home.name == "zu Hause"
    stay.refresh_from_db()
    client.post(url("stay_delete", case, stay.pk), {"_version": stay.version})
    client.post(url("household_delete", case, home.pk), {"_version": home.version})
    assert not Household.objects.exists()


def test_rows_of_another_case_are_not_reached_through_this_one(client, case, mother, ada):
    other = make_case(case.responsible)
    stranger, child = make_person(other, "Ute"), make_child(other, "Kim")
    relation = tie(other, stranger, RelationKind.PARENT, child)
    custody = Custody.objects.create(case=other, child=child, holder=stranger, kind="sole")
    home = Household.objects.create(case=other, name="dort")
    stay = HouseholdMember.objects.create(household=home, person=child)
    contact = Contact.objects.create(person=stranger, value="030 1234")
    address = Address.objects.create(person=stranger, city="Musterstadt")
    for name, *more in [
        ("person", stranger.pk),
        ("person_edit", stranger.pk),
        ("relation_edit", relation.pk),
        ("custody_delete", custody.pk),
        ("household_edit", home.pk),
        ("stay_edit", stay.pk),
        ("contact_edit", mother.pk, contact.pk),
        ("address_edit", mother.pk, address.pk),
    ]:
        assert client.get(url(name, case, *more)).status_code == 404, name


def test_the_names_of_people_stand_in_no_address(client, case, mother):
    page = client.get(url("family", case)).text
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not [link for link in links if "Mara" in link or "Musterhaus" in link]
