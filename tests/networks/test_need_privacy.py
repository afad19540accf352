"""What stays inside the office, and what must not come out of a case into a need."""

from __future__ import annotations

import pytest
from django.urls import reverse

from networks.models import Need, NeedReport
from sro.access import Role
from tests.cases.factories import make_case, make_caseworker, make_person
from tests.networks.factories import TODAY, make_category, make_space
from tests.networks.factories_needs import make_need, take
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return make_space(name="Nordquartier")


def address(view, *args):
    return reverse(f"networks:need_{view}", args=args)


def test_a_provider_does_not_read_what_the_office_thinks(client, planner, space):
    lead = person(Role.PROVIDER_LEAD, provider=make_provider())
    need = make_need(social_space=space, reported_by=lead)
    NeedReport.objects.create(need=need, reporter=lead, reported_on=TODAY)
    take(need, "assess", planner, values={"priority": "soon", "assessment": "INTERN Urteil"})
    take(need, "plan", planner, values={"budget_line": "INTERN Titel"})
    client.force_login(lead)
    page = client.get(address("detail", need.pk)).text
    assert "INTERN" not in page
    assert "Dringlichkeit" not in page
    client.force_login(planner)
    page = client.get(address("detail", need.pk)).text
    assert page.count("INTERN") >= 2


@pytest.fixture
def lead_s_needs(planner, space):
    """Two needs a provider's lead has reported: one pressing with words, one never looked at."""
    lead = person(Role.PROVIDER_LEAD, provider=make_provider())
    needs = [make_need(social_space=space, reported_by=lead) for _twice in range(2)]
    take(needs[0], "assess", planner, values={"priority": "soon", "assessment": "Geheimwort"})
    return lead, needs


@pytest.mark.parametrize("view", ["list", "board"])
def test_lists_do_not_tell_a_provider_how_pressing_it_is(client, planner, lead_s_needs, view):
    lead, needs = lead_s_needs
    pressing = needs[0].title
    # Neither shown, nor offered to choose, nor tried out by filter, order or word.
    asked = ({}, {"dringlich": "urgent"}, {"sort": "dringlich"}, {"sort": "-dringlich"})
    client.force_login(lead)
    pages = [client.get(address(view), query) for query in asked]
    orders = set()
    for page in pages:
        orders.add(page.text.index(f">{needs[1].title}<") < page.text.index(f">{pressing}<"))
        assert "Dringlichkeit" not in page.text
        assert 'name="dringlich"' not in page.text
    assert len(orders) == 1
    assert pressing not in client.get(address(view), {"q": "Geheimwort"}).text
    assert pressing in client.get(address(view), {"q": pressing}).text
    client.force_login(planner)
    assert "Dringlichkeit" in client.get(address(view)).text
    assert pressing in client.get(address(view), {"q": "Geheimwort"}).text


def test_planning_still_filters_and_sorts_by_how_pressing_it_is(client, planner, lead_s_needs):
    _lead, needs = lead_s_needs
    client.force_login(planner)
    page = client.get(address("list"), {"dringlich": "urgent"})
    assert page.context["count"] == 0
    page = client.get(address("list"), {"sort": "dringlich"})
    assert page.text.index(needs[0].title) < page.text.index(needs[1].title)


def test_a_program_of_a_provider_does_not_filter_by_what_is_blanked(client, planner, lead_s_needs):
    lead, needs = lead_s_needs
    client.force_login(lead)
    assert client.get("/api/v1/needs/", {"priority": "soon"}).status_code == 403
    found = client.get("/api/v1/needs/").json()["results"]
    assert {each["priority"] for each in found} == {""}
    client.force_login(planner)
    found = client.get("/api/v1/needs/", {"priority": "soon"}).json()["results"]
    assert [each["id"] for each in found] == [needs[0].pk]


def test_a_family_s_name_is_asked_about_once(client, space):
    case = make_case(make_caseworker(space.district))
    make_person(case, given_name="Mika", family_name="Müllerblum")
    client.force_login(case.responsible)
    values = {
        "title": "Kinderbetreuung am Abend",
        "category": make_category().pk,
        "target_group": "parents",
        "social_space": space.pk,
        "words": "Muellerblums suchen seit Monaten.",
    }
    answer = client.post(address("report"), values)
    assert (answer.status_code, Need.objects.count()) == (422, 0)
    assert "ist der Name einer Familie, mit der Sie arbeiten" in answer.text
    assert "Muellerblums suchen seit Monaten." in answer.text
    client.post(address("report"), {**values, "words": "Mehrere Familien suchen seit Monaten."})
    assert Need.objects.count() == 1
    # Nobody who does not work with the family learns that it is one.
    other = person(Role.CASEWORKER, district=space.district)
    client.force_login(other)
    client.post(address("join", Need.objects.get().pk), {"words": "Müllerblum"})
    client.force_login(case.responsible)
    need = make_need(social_space=space)
    assert client.post(address("join", need.pk), {"words": "Müllerblum"}).status_code == 422
    named = {"words": "Am Müllerblumweg, Müllerblum", "about_nobody": "on"}
    assert client.post(address("join", need.pk), named).status_code == 302


def test_a_district_beside_a_space_elsewhere_is_told(client, planner, space):
    client.force_login(planner)
    values = {
        "title": "Nähstube",
        "category": make_category().pk,
        "target_group": "parents",
        "social_space": space.pk,
        "district": make_space().district.pk,
    }
    answer = client.post(address("report"), values)
    assert "Der gewählte Sozialraum liegt in einem anderen Bezirk." in answer.text
    assert not Need.objects.exists()
