"""What the budget says on the start page and on the page of sources."""

from datetime import date

import pytest
from django.urls import reverse

from budgets import start
from sro.access import Role
from tests.budgets.factories import (
    make_approved_run,
    make_calculated_run,
    make_indicator,
    make_outflow,
    make_proposed_run,
    make_run,
)
from tests.budgets.views.pages import url
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2018, 3, 1)


def test_a_proposal_waits_for_everybody_who_may_decide_but_its_proposer(client):
    proposer, other = person(Role.CONTROLLER, display_name="Ada Beispiel"), person(Role.CONTROLLER)
    run = make_proposed_run(proposer=proposer)
    assert start.waiting(proposer, TODAY) == []
    [item] = start.waiting(other, TODAY)
    assert item.url == url("run", run)
    assert item.day == date(2018, 3, 1)
    client.force_login(other)
    page = client.get("/").text
    assert "Vorschläge, über die Sie entscheiden können" in page
    assert "vorgeschlagen von Ada Beispiel" in page


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_is_asked_to_decide(role):
    make_proposed_run()
    assert start.waiting(person(role), TODAY) == []


def test_what_is_decided_waits_no_longer():
    make_approved_run()
    assert start.waiting(person(Role.CONTROLLER), TODAY) == []


def test_ones_own_scenarios_stand_there_latest_first():
    who = person(Role.CONTROLLER)
    first, second = make_run(created_by=who), make_calculated_run(created_by=who)
    make_run()
    make_approved_run(created_by=who)
    assert [item.url for item in start.mine(who, TODAY)] == [url("run", second), url("run", first)]
    assert [item.hint for item in start.mine(who, TODAY)] == ["berechnet", "Entwurf"]


def test_sources_name_indicators_and_spending_with_their_licences(client):
    make_indicator(
        name="Kinder", source="Amt für Statistik", licence="CC BY 4.0", url="https://example.org/d"
    )
    make_outflow(make_district(), "10.00", source="Drucksache 1")
    client.force_login(person(Role.CONTROLLER))
    page = client.get(reverse("ui:sources")).text
    assert "Kinder: Amt für Statistik · CC BY 4.0" in page
    assert 'href="https://example.org/d"' in page
    assert "Drucksache 1" in page
    client.force_login(person(Role.CASEWORKER, district=make_district()))
    page = client.get(reverse("ui:sources")).text
    assert "Amt für Statistik" in page
    assert "Drucksache 1" not in page
