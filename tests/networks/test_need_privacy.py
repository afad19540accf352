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
    assert "Wie dringend" not in page
    client.force_login(planner)
    page = client.get(address("detail", need.pk)).text
    assert page.count("INTERN") >= 2


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
