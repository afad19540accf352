"""Formal supports that became unnecessary: by district and year, as judgements, to take along."""

from datetime import date

import pytest
from django.urls import reverse

from sro.access import Role
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_support_type
from tests.networks.projects.factories import make_judgement, make_project
from tests.people import person

pytestmark = pytest.mark.django_db
PAGE = "reporting:avoided_supports"


@pytest.fixture
def scene():
    planner = person(Role.PLANNER)
    north, south = make_district(name="Nord"), make_district(name="Süd")
    home, group = make_support_type(), make_support_type()
    first = make_project(title="Nachmittage", district=north, state="ended")
    make_judgement(first, planner, support_type=home, number=1)
    make_judgement(first, planner, support_type=group, number=2)
    second = make_project(title="Musik", district=north, state="ended")
    make_judgement(second, planner)
    third = make_project(title="Garten", district=south, state="ended")
    make_judgement(third, planner, support_type=home, judged_on=date(2024, 3, 1))
    return planner


def test_sums_by_district_and_year_with_the_honest_none(client, scene):
    client.force_login(scene)
    answer = client.get(reverse(PAGE))
    assert [
        (each.district, each.year, each.projects, each.none, each.supports)
        for each in answer.context["years"]
    ] == [("Nord", "2025", 2, 1, 3), ("Süd", "2024", 1, 0, 1)]
    text = answer.content.decode()
    assert "Fachliche Einschätzung, keine Messung" in text
    assert "€" not in text


def test_filters_hold_for_sums_and_files(client, scene):
    client.force_login(scene)
    answer = client.get(reverse(PAGE), {"jahr": "2024"})
    assert [each.district for each in answer.context["years"]] == ["Süd"]
    taken = client.get(reverse(PAGE), {"jahr": "2024", "format": "csv-plain"})
    lines = b"".join(taken.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Garten,Süd,2024,")
    assert "Gespräch im Fachteam." in lines[1]


def test_team_leads_take_along_their_district_alone(client, scene):
    from networks.models import District

    lead = person(Role.TEAM_LEAD, district=District.objects.get(name="Süd"))
    client.force_login(lead)
    taken = client.get(reverse(PAGE), {"format": "csv-plain"})
    assert len(b"".join(taken.streaming_content).decode().splitlines()) == 2
