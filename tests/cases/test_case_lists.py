"""The list of cases and the search on every page."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, StandIn
from sro.access import PROVIDER_ROLES, Role
from sro.audit.models import Entry
from tests.cases.factories import make_case, make_caseworker, make_person, make_team_lead
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

ADDRESS = reverse("cases:list")
SEARCH = reverse("networks:search")
BORN = date(2015, 3, 12)


@pytest.fixture
def district():
    return make_district(name="Nord")


@pytest.fixture
def caseworker(client, district):
    user = make_caseworker(district)
    client.force_login(user)
    return user


@pytest.fixture
def lead(client, district):
    user = make_team_lead(district)
    client.force_login(user)
    return user


def listed(client, **params):
    response = client.get(ADDRESS, params)
    assert response.status_code == 200
    return [row.object.name for row in response.context["table_rows"]]


def test_a_caseworker_sees_first_what_they_work_on(client, caseworker, district):
    today = timezone.localdate()
    make_case(caseworker, name="Meine")
    make_case(district=district, name="Vertretene", deputy=caseworker)
    stood_in = make_case(district=district, name="Eingesprungene")
    StandIn.objects.create(
        case=stood_in,
        user=caseworker,
        reason="Krank",
        valid_from=today,
        valid_until=today + timedelta(days=1),
    )
    make_case(district=district, name="Andere")
    make_case(district=make_district(), name="Fremde")
    assert listed(client) == ["Eingesprungene", "Meine", "Vertretene"]
    assert listed(client, umfang="alle") == ["Andere", "Eingesprungene", "Meine", "Vertretene"]


def test_a_team_lead_sees_the_district(client, lead, district):
    make_case(lead, name="Eigene")
    make_case(district=district, name="Andere")
    make_case(district=make_district(), name="Fremde")
    assert listed(client) == ["Andere", "Eigene"]
    assert listed(client, umfang="meine") == ["Eigene"]


def test_closed_cases_are_asked_for(client, lead, district):
    make_case(district=district, name="Offene")
    closed = {"state": "closed", "closed_on": date(2025, 7, 1)}
    make_case(district=district, name="Beendete", **closed)
    assert listed(client) == ["Offene"]
    assert listed(client, stand="closed") == ["Beendete"]
    assert listed(client, stand="alle") == ["Beendete", "Offene"]
    assert listed(client, stand="consultation") == ["Offene"]


def test_filters(client, lead, district):
    space = make_space(district=district)
    away, colleague = make_caseworker(district), make_caseworker(district)
    today = timezone.localdate()
    make_case(away, name="A", social_space=space, opened_on=date(2024, 1, 5))
    make_case(colleague, name="B", deputy=away, opened_on=date(2025, 1, 5))
    nobody = make_case(colleague, name="C", opened_on=date(2025, 6, 5))
    type(nobody).objects.filter(pk=nobody.pk).update(responsible=None)
    Absence.objects.create(user=away, valid_from=today, valid_until=today + timedelta(days=3))
    assert listed(client, sozialraum=space.pk) == ["A"]
    assert listed(client, zustaendig=colleague.pk) == ["B"]
    assert listed(client, lage="ohne_vertretung") == ["A", "C"]
    assert listed(client, lage="abwesend") == ["A"]
    assert listed(client, lage="unbesetzt") == ["C"]
    assert listed(client, von="2025-01-01") == ["B", "C"]
    assert listed(client, bis="2025-01-05") == ["A", "B"]
    assert listed(client, bezirk=district.pk) == ["A", "B", "C"]
    assert listed(client, bezirk=make_district().pk) == []


@pytest.mark.parametrize(
    "typed", ["musterh", "Lena Meier", "meier lena", "12.3.2015", "Meier 12.3.2015", "2025-"]
)
def test_the_list_is_searched(client, lead, district, typed):
    case = make_case(district=district, name="Familie Musterhaus")
    make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    make_case(district=district, name="Andere")
    foreign = make_case(district=make_district(), name="Familie Musterhaus")
    make_person(foreign, given_name="Lena", family_name="Meier", birth_date=BORN)
    text = case.reference if typed == "2025-" else typed
    assert listed(client, q=text) == ["Familie Musterhaus"]
    assert listed(client, q="Meier 13.3.2015") == []
    assert listed(client, q="...") == []


def test_a_person_of_several_cases_leads_to_the_list_of_them(client, caseworker, district):
    first = make_case(caseworker, name="Erste")
    closed = {"state": "closed", "closed_on": date(2025, 7, 1)}
    second = make_case(district=district, name="Zweite", **closed)
    child = make_person(first, given_name="Lena", family_name="Meier")
    second.members.create(person=child, role="young_person")
    make_case(caseworker, name="Andere")
    assert listed(client, person=child.pk) == ["Erste", "Zweite"]
    page = client.get(ADDRESS, {"person": child.pk}).content.decode()
    assert "Lena Meier" in page
    stranger = make_person(make_case(district=make_district()))
    assert listed(client, person=stranger.pk) == []
    assert stranger.name not in client.get(ADDRESS, {"person": stranger.pk}).content.decode()


def test_sorting(client, lead, district):
    make_case(district=district, name="Zett", opened_on=date(2024, 1, 1))
    make_case(district=district, name="Äpfel", opened_on=date(2025, 1, 1))
    assert listed(client) == ["Äpfel", "Zett"]
    assert listed(client, sort="eroeffnet") == ["Zett", "Äpfel"]
    for column in ("aktenzeichen", "stand", "bezirk", "sozialraum", "zustaendig", "vertretung"):
        assert set(listed(client, sort=f"-{column}")) == {"Äpfel", "Zett"}


def test_the_export_holds_what_is_shown_and_may_be_taken_out(client, caseworker, district):
    make_case(caseworker, name="Meine", concern="Geheim")
    make_case(district=district, name="Andere")
    response = client.get(ADDRESS, {"umfang": "alle", "format": "csv-plain"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == ["Meine"]
    assert "Geheim" not in text
    entry = Entry.objects.get(action="export.faelle")
    assert entry.details["rows"] == 1
    assert "Meine" not in str(entry.details)


def test_the_number_of_queries_does_not_grow(client, lead, district, django_assert_num_queries):
    for number in range(3):
        make_case(district=district, name=f"Familie {number}")
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for number in range(20):
        make_case(district=district, name=f"Weitere {number}", deputy=lead)
    with django_assert_num_queries(len(few)):
        client.get(ADDRESS)
    assert len(few) <= 13


def test_an_empty_list_says_what_would_be_here(client, caseworker):
    page = client.get(ADDRESS).content.decode()
    assert "umfang=alle" in page
    assert reverse("cases:new") in page


def test_every_page_of_ones_own_is_reached_from_the_start_page(client, caseworker):
    page = client.get("/").text
    for name in ("list", "new", "due", "absences", "entrusted"):
        assert f'href="{reverse(f"cases:{name}")}"' in page
    assert f'href="{reverse("cases:team")}"' not in page


def test_a_team_lead_reaches_the_team_from_the_start_page(client, lead):
    assert f'href="{reverse("cases:team")}"' in client.get("/").text


def test_the_start_page_of_others_does_not_lead_to_cases(client):
    client.force_login(person(Role.CONTROLLER))
    assert "/faelle/" not in client.get("/").text


# --- the search on every page ---------------------------------------------------------------------


def groups(client, text):
    response = client.get(SEARCH, {"q": text})
    return {each.group.key: each for each in response.context["found"]}


@pytest.mark.parametrize("typed", ["Mayr", "meier", "Meier 12.3.2015", "12.3.2015"])
def test_people_lead_to_their_case(client, caseworker, typed):
    case = make_case(caseworker, name="Familie Musterhaus")
    make_person(case, given_name="Lena", family_name="Meier", birth_date=BORN)
    found = groups(client, typed)["menschen"]
    (hit,) = [*found.hits, *found.alike]
    assert hit.url == reverse("cases:case", args=[case.pk])
    assert "12.03.2015" in hit.detail
    assert "Familie Musterhaus" in hit.detail


def test_a_person_of_several_cases_leads_to_a_choice(client, caseworker):
    first, second = make_case(caseworker), make_case(caseworker)
    child = make_person(first, given_name="Lena", family_name="Meier")
    second.members.create(person=child, role="young_person")
    (hit,) = groups(client, "Meier")["menschen"].hits
    assert hit.url == f"{ADDRESS}?person={child.pk}"


def test_cases_by_name_and_reference(client, caseworker, district):
    case = make_case(caseworker, name="Familie Musterhaus")
    for typed in ("musterh", "Mustehaus", case.reference):
        found = groups(client, typed)["faelle"]
        assert [hit.name for hit in (*found.hits, *found.alike)] == ["Familie Musterhaus"]


def test_cases_stand_before_the_registry(client, caseworker):
    make_case(caseworker, name="Heide")
    make_space(name="Heide")
    assert next(iter(groups(client, "Heide"))) == "faelle"


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.CASEWORKER, Role.TEAM_LEAD)])
def test_others_find_neither_cases_nor_people(client, role, district):
    case = make_case(district=district, name="Familie Musterhaus")
    make_person(case, given_name="Lena", family_name="Musterhaus")
    provider = make_provider() if role in PROVIDER_ROLES else None
    client.force_login(person(role, provider=provider))
    assert groups(client, "Musterhaus") == {}


def test_a_caseworker_of_another_district_finds_nothing(client, district):
    case = make_case(district=district, name="Familie Musterhaus")
    make_person(case, given_name="Lena", family_name="Musterhaus", birth_date=BORN)
    client.force_login(make_caseworker(make_district()))
    for typed in ("Musterhaus", "Lena", "12.3.2015", case.reference, "Mustrehaus"):
        assert not {"faelle", "menschen"} & set(groups(client, typed))
    assert listed(client, q="Musterhaus", umfang="alle", stand="alle") == []


def test_nothing_found_leads_to_a_new_case(client, caseworker):
    page = client.get(SEARCH, {"q": "Musterhaus"}).content.decode()
    assert reverse("cases:new_for") in page
    client.force_login(person(Role.PLANNER))
    page = client.get(SEARCH, {"q": "Musterhaus"}).content.decode()
    assert reverse("cases:new_for") not in page
