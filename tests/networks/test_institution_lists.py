import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.rules.verification import whole_months
from sro.access import Role
from sro.audit.models import Entry
from tests.networks.factories import make_category, make_institution, make_offer, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

LONG_UNVERIFIED = date(2015, 3, 1)


@pytest.fixture
def planner(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    return user


def names(response):
    return [row.object.name for row in response.context["table_rows"]]


def listed(client, view="institution_list", **params):
    response = client.get(reverse(f"networks:{view}"), params)
    assert response.status_code == 200
    return names(response)


def form_data(**values):
    return {"name": "Treff", "_version": "0", **values}


def test_list_is_alphabetical_as_in_german(client, planner):
    for name in ("Zoo", "Äpfel", "Apfel", "Öhr", "Ofen"):
        make_institution(name=name)
    assert listed(client) == ["Äpfel", "Apfel", "Ofen", "Öhr", "Zoo"]


@pytest.mark.parametrize(
    "typed", ["müller", "Mueller", "MULLER kita", "strasse", "10785", "wedd", "träger"]
)
def test_search_forgives_spelling(client, planner, typed):
    make_institution(
        name="Kita Müllerstraße",
        street="Müllerstraße 1",
        postal_code="10785",
        social_space=make_space(name="Wedding"),
        category=make_category(name="Trägerhaus"),
    )
    make_institution(name="Andere")
    assert listed(client, q=typed) == ["Kita Müllerstraße"]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"zielgruppe": "parents"}, {"A", "E"}),
        ({"alter": "5"}, {"A", "E"}),
        ({"alter": "9"}, {"B", "E"}),
        ({"sprache": "tr"}, {"A"}),
        ({"direkt": "True"}, {"A"}),
        ({"direkt": "False"}, {"B"}),
        ({"barrierefrei": "yes"}, {"B"}),
        ({"merkmal": "family_centre"}, {"A"}),
        ({"merkmal": "basic_offer"}, {"B"}),
        ({"merkmal": "early_help"}, {"E"}),
        ({"pruefung": "nie"}, {"B", "E"}),
        ({"pruefung": "faellig"}, {"A", "B", "E"}),
        ({"stand": "geschlossen"}, {"Z"}),
        ({"stand": "alle"}, {"A", "B", "E", "Z"}),
        ({"alter": "5", "sprache": "tr"}, {"A"}),
        ({}, {"A", "B", "E"}),
    ],
)
def test_filters(client, planner, params, found):
    make_institution(
        name="A",
        target_groups=["parents"],
        age_from=0,
        age_to=6,
        languages=["de", "tr"],
        direct_access=True,
        family_centre=True,
        last_verified=LONG_UNVERIFIED,
    )
    make_institution(
        name="B",
        target_groups=["teenagers"],
        age_from=7,
        direct_access=False,
        wheelchair="yes",
        basic_offer=True,
    )
    make_institution(name="E", target_groups=["everyone"], early_help=True)
    make_institution(name="Z", active_until=LONG_UNVERIFIED)
    assert set(listed(client, **params)) == found


def test_filters_by_place_and_kind(client, planner):
    one, other = make_institution(name="A"), make_institution(name="B")
    assert listed(client, bezirk=one.social_space.district_id) == ["A"]
    assert listed(client, sozialraum=other.social_space_id) == ["B"]
    assert listed(client, art=other.category_id) == ["B"]
    assert listed(client, bezirk="999999", stand="alle") == []


def test_filters_in_force_are_named(client, planner):
    space = make_space(name="Wedding")
    response = client.get(
        reverse("networks:institution_list"), {"sozialraum": space.pk, "pruefung": "faellig"}
    )
    chips = {chip["name"]: chip["value"] for chip in response.context["chips"]}
    assert chips["sozialraum"] == f"Wedding ({space.district.name})"
    assert set(chips) == {"sozialraum", "pruefung"}


def test_list_says_how_long_an_entry_is_unverified(client, planner):
    make_institution(name="A", last_verified=LONG_UNVERIFIED)
    make_institution(name="B", last_verified=timezone.localdate())
    response = client.get(reverse("networks:institution_list"))
    cells = [row.cells().rpartition("<td")[2] for row in response.context["table_rows"]]
    assert str(whole_months(LONG_UNVERIFIED, timezone.localdate())) in cells[0]
    assert cells[1].endswith(">–</td>")


def test_query_count_does_not_grow_with_rows(client, planner, django_assert_max_num_queries):
    make_institution()
    client.get(reverse("networks:institution_list"))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("networks:institution_list"))
    for _ in range(15):
        make_institution()
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("networks:institution_list"))
    assert len(few) <= 13


def test_export_is_the_list(client, planner):
    make_institution(name="=1+1", street="Weg 1")
    make_institution(name="Andere")
    response = client.get(reverse("networks:institution_list"), {"format": "csv", "q": "weg"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["'=1+1"]
    entry = Entry.objects.get(action="export.einrichtungen")
    assert entry.details["rows"] == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CONTROLLER, Role.PROVIDER_STAFF])
def test_who_may_not_export_sees_no_way_to(client, role):
    institution = make_institution()
    user = person(role, district=institution.social_space.district, provider=make_provider())
    client.force_login(user)
    response = client.get(reverse("networks:institution_list"))
    assert not response.context["may_export"]
    assert reverse("networks:institution_export") not in response.content.decode()
    for address in (
        f"{reverse('networks:institution_list')}?format=csv",
        reverse("networks:institution_export"),
        reverse("networks:offer_export"),
    ):
        assert client.get(address).status_code == 403


def test_empty_list_offers_the_first_step(client, planner):
    page = client.get(reverse("networks:institution_list")).content.decode()
    assert reverse("networks:institution_new") in page


def test_offers_are_filtered_by_their_place(client, planner):
    offer = make_offer(name="A", kind="group")
    make_offer(name="B", kind="course")
    assert listed(client, "offer_list", art="group") == ["A"]
    space = offer.institution.social_space
    assert listed(client, "offer_list", sozialraum=space.pk) == ["A"]
    assert listed(client, "offer_list", bezirk=space.district_id) == ["A"]
    assert listed(client, "offer_list", q=space.name.lower()) == ["A"]
