"""Finding people and cases by spelling, sound and birth date, within one's own sight."""

from datetime import date

import pytest

from cases.models import Person
from cases.rules.likeness import Reason
from cases.services.finding import find_cases, similar_persons
from tests.cases.factories import TODAY, make_case, make_caseworker, make_person
from tests.networks.factories import make_district

pytestmark = pytest.mark.django_db

BORN = date(2015, 3, 12)


@pytest.fixture
def actor():
    return make_caseworker()


@pytest.fixture
def case(actor):
    return make_case(actor, name="Familie Musterhaus")


def names(found):
    return [each.person.name for each in found]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (("Lena", "Mayr"), ("Lena", "Meier")),
        (("Lena", "Maier"), ("Lena", "Mayer")),
        (("Emre", "Yılmaz"), ("Emre", "Yilmaz")),
        (("Emre", "Yilmaz"), ("Emre", "Yılmaz")),
        (("Ida", "Müller"), ("Ida", "Mueller")),
        (("Ida", "Muller"), ("Ida", "Müller")),
        (("Lena", "Meier"), ("Meier", "Lena")),
        (("Ada", "Meier"), ("Ada", "Meier-Schmidt")),
        (("Ada Marie", "Meier"), ("Ada", "Meier")),
        (("Ada", "Meier"), ("Ada Marie", "Meier")),
        (("Thomas", "Schröder"), ("Tomas", "Schroeter")),
        (("Li", "Wu"), ("Li", "Wu")),
        (("Ada", "von der Heide"), ("Ada", "Heide")),
        (("Ada", "Musterhaus"), ("", "Mustrehaus")),
        (("Ada", ""), ("Ada", "")),
    ],
)
def test_found_however_it_is_written(actor, case, stored, asked):
    make_person(case, given_name=stored[0], family_name=stored[1])
    make_person(case, given_name="Tarek", family_name="Platzhalter")
    found = similar_persons(actor=actor, given_name=asked[0], family_name=asked[1])
    assert names(found) == [" ".join(filter(None, stored))]
    assert found[0].cases == (case,)
    assert found[0].reasons
    assert all(found[0].reason_words)


def test_the_likeliest_first(actor, case):
    make_person(case, given_name="Lena", family_name="Meier")
    make_person(case, given_name="Lena", family_name="Mayr", birth_date=BORN)
    make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    found = similar_persons(actor=actor, given_name="Lena", family_name="Meier", birth_date=BORN)
    assert names(found) == ["Lena Meier", "Lena Mayr", "Lena Meier"]
    assert found[0].reasons == (Reason.SAME_NAME, Reason.SAME_BIRTH_DATE)


def test_another_family_name_on_the_same_birthday(actor, case):
    make_person(case, given_name="Lena", family_name="Altname", birth_date=BORN)
    make_person(case, given_name="Tarek", family_name="Platzhalter", birth_date=BORN)
    found = similar_persons(actor=actor, given_name="Lena", family_name="Neuname", birth_date=BORN)
    assert names(found) == ["Lena Altname"]


def test_only_what_the_actor_may_see(actor, case):
    make_person(make_case(district=make_district()), given_name="Lena", family_name="Meier")
    make_person(None, given_name="Lena", family_name="Meier")
    assert similar_persons(actor=actor, given_name="Lena", family_name="Meier") == []
    assert find_cases(actor, "Meier", today=TODAY) == []


def test_colleagues_of_the_district_find_a_person_and_who_is_in_charge(actor):
    other = make_case(district=actor.memberships.get().district)
    make_person(other, given_name="Lena", family_name="Meier")
    (found,) = similar_persons(actor=actor, given_name="Lena", family_name="Meier")
    assert found.cases[0].responsible == other.responsible


def test_joined_entries_are_left_out(actor, case):
    kept = make_person(case, given_name="Lena", family_name="Meier")
    joined = make_person(case, given_name="Lena", family_name="Meier")
    Person.objects.filter(pk=joined.pk).update(same_as=kept)
    found = similar_persons(actor=actor, given_name="Lena", family_name="Meier")
    assert [each.person for each in found] == [kept]


def test_no_question_no_answer(actor, case):
    make_person(case)
    assert similar_persons(actor=actor) == []
    assert find_cases(actor, "  ", today=TODAY) == []


def test_limit_and_constant_number_of_queries(actor, case, django_assert_max_num_queries):
    for _number in range(15):
        make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    actor.grants_on(TODAY)
    with django_assert_max_num_queries(8):
        found = similar_persons(
            actor=actor, given_name="Lena", family_name="Meier", birth_date=BORN, limit=5
        )
    assert len(found) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "Musterhaus",
        "musterh",
        "Lena Meier",
        "Meier Lena",
        "Mayr",
        "Meier 12.3.2015",
        "mayer 12.03.15",
        "12.3.2015",
        "2025-",
    ],
)
def test_cases_by_name_person_birth_date_and_reference(actor, case, typed):
    make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    text = case.reference if typed == "2025-" else typed
    assert [each.case for each in find_cases(actor, text, today=TODAY)] == [case]


def test_a_birth_date_leaves_out_namesakes(actor, case):
    make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    other = make_case(actor, name="Andere")
    make_person(other, given_name="Lena", family_name="Meier", birth_date=date(2011, 1, 1))
    (found,) = find_cases(actor, "Meier 12.3.2015", today=TODAY)
    assert found.case == case
    assert [person.name for person in found.persons] == ["Lena Meier"]
