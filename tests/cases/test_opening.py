"""Opening a case: references without gaps, one case for a double click, similar families named."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from cases.models import Case, CaseStep, OfficeSettings, Person, ReferenceCounter
from cases.services import opening
from cases.services.opening import NewPerson
from sro.access import Role
from sro.audit.models import Entry
from tests.cases.factories import NOW, TODAY, make_case, make_caseworker, make_person
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district(key="07")


@pytest.fixture
def actor(district):
    return make_caseworker(district)


def open_case(actor, **values):
    district = actor.memberships.get().district
    return opening.open_case(
        actor=actor,
        **{
            "name": "Musterhaus",
            "concern": "Die Mutter bittet um Rat.",
            "district": district,
            "today": TODAY,
            "now": NOW,
            **values,
        },
    )


def test_a_name_a_concern_and_a_district_are_enough(actor, district):
    case = open_case(actor)
    assert (case.reference, case.state, case.opened_on) == ("2025-00001", "consultation", TODAY)
    assert (case.responsible, case.district, case.social_space) == (actor, district, None)
    assert not case.members.exists()
    step = CaseStep.objects.get(case=case)
    assert (step.action, step.from_state, step.to_state, step.actor, step.at) == (
        "open",
        "",
        "consultation",
        actor,
        NOW,
    )
    entry = Entry.objects.get(action="case.created")
    assert entry.object_id == str(case.pk)
    assert "Musterhaus" not in str(entry.details)


def test_people_come_along(actor):
    child = NewPerson(
        "young_person",
        {"given_name": "Mika", "family_name": "Musterhaus", "birth_date": date(2015, 3, 12)},
    )
    caller = NewPerson("parent", {}, {"kind": "mobile", "value": "0151 0000"})
    case = open_case(actor, name="Familie Musterhaus", people=(child, caller))
    mika = case.members.get(role="young_person").person
    assert (mika.name, mika.birth_date) == ("Mika Musterhaus", date(2015, 3, 12))
    mother = case.members.get(role="parent").person
    assert mother.name == "Musterhaus"
    assert mother.contacts.get().value == "0151 0000"


def test_references_follow_the_pattern_of_the_office(actor):
    OfficeSettings.objects.create(reference_pattern="51/{bezirk}/{nummer:3}/{jahr:2}")
    assert [open_case(actor, name=name).reference for name in "AB"] == [
        "51/07/001/25",
        "51/07/002/25",
    ]


def test_each_year_counts_for_itself(actor):
    open_case(actor, name="A", today=date(2024, 12, 31))
    assert open_case(actor, name="B").reference == "2025-00001"
    assert open_case(actor, name="C", today=date(2024, 12, 31)).reference == "2024-00002"


def test_a_pattern_without_a_number_is_refused_in_words():
    settings = OfficeSettings(reference_pattern="{jahr}")
    with pytest.raises(ValidationError) as error:
        settings.full_clean()
    assert "{nummer}" in error.value.message_dict["reference_pattern"][0]


def test_a_failed_opening_leaves_no_gap(actor):
    with pytest.raises(ValidationError):
        open_case(actor, name="")
    assert open_case(actor).reference == "2025-00001"


def test_a_double_click_opens_one_case(actor):
    first = open_case(actor)
    assert open_case(actor, now=NOW + timedelta(seconds=3)) == first
    assert Case.objects.count() == 1
    assert open_case(actor, now=NOW + timedelta(hours=1)) != first


def test_the_social_space_lies_in_the_district(actor, district):
    space = make_space(district=district)
    assert open_case(actor, social_space=space).social_space == space
    with pytest.raises(ValidationError, match="social_space"):
        open_case(actor, name="B", social_space=make_space())


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR])
def test_others_open_no_case(role, district):
    with pytest.raises(PermissionDenied):
        opening.open_case(
            actor=person(role),
            name="A",
            concern="B",
            district=district,
            today=TODAY,
            now=NOW,
        )


def test_nobody_opens_a_case_of_another_district(actor):
    with pytest.raises(PermissionDenied):
        open_case(actor, district=make_district())
    assert not Case.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "name", ["Musterhaus", "Familie Musterhaus", "Mustrehaus", "fam. mustehaus"]
)
def test_similar_cases_by_the_name_of_the_family(actor, name):
    case = make_case(actor, name="Familie Musterhaus")
    make_case(actor, name="Familie Platzhalter")
    (found,) = opening.similar_cases(actor=actor, name=name)
    assert found.case == case
    assert found.reasons


def test_similar_cases_by_people(actor):
    case = make_case(actor, name="Anders")
    make_person(case, given_name="Lena", family_name="Mayr", birth_date=date(2015, 3, 12))
    child = NewPerson("young_person", {"given_name": "Lena", "family_name": "Meier"})
    (found,) = opening.similar_cases(actor=actor, name="Platzhalter", people=(child,))
    assert (found.case, found.person.name) == (case, "Lena Mayr")


def test_similar_cases_of_another_district_stay_unseen(actor):
    make_case(district=make_district(), name="Familie Musterhaus")
    assert opening.similar_cases(actor=actor, name="Musterhaus") == []


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gap_or_double():
    district = make_district()
    actors = [make_caseworker(district) for _number in range(4)]
    start = Barrier(len(actors))
    failures = []

    def work(actor):
        try:
            start.wait()
            for number in range(3):
                open_case(actor, name=f"Familie {actor.pk}-{number}")
        except Exception as error:  # noqa: BLE001 - told to the test below
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = sorted(Case.objects.values_list("reference_number", flat=True))
    assert numbers == list(range(1, 13))
    assert ReferenceCounter.objects.get(year=2025).last == 12


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_open_one_case():
    actor = make_caseworker(make_district())
    start = Barrier(2)
    opened = []

    def click():
        start.wait()
        opened.append(open_case(actor).pk)
        connection.close()

    threads = [Thread(target=click) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 2
    assert set(opened) == {Case.objects.get().pk}
