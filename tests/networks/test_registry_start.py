from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.start import _due, _sources
from sro.access import Role
from tests.networks.factories import (
    make_boundary,
    make_district,
    make_institution,
    make_municipality,
    make_offer,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def test_planners_are_reminded_of_what_nobody_has_verified(client, today):
    fresh = make_institution(last_verified=today)
    make_offer(institution=fresh, last_verified=today - timedelta(days=400))
    make_institution()
    make_institution()
    make_institution(active_until=today)
    planner = person(Role.PLANNER)
    items = _due(planner, today)
    assert [item.text for item in items] == ["2 Einrichtungen prüfen", "1 Angebot prüfen"]
    client.force_login(planner)
    for item, found in zip(items, (2, 1), strict=True):
        assert client.get(item.url).context["count"] == found
    assert items[0].text in client.get("/").content.decode()


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_is(role, today):
    make_institution()
    assert _due(person(role), today) == []


def test_administrators_of_a_new_office_begin_with_the_municipality(today):
    administrator = person(Role.ADMINISTRATOR)
    assert [item.url for item in _due(administrator, today)] == [
        reverse("networks:municipality_edit")
    ]
    make_municipality()
    assert _due(administrator, today) == []


def test_sources_are_named_once_each(client):
    for _ in range(2):
        make_boundary(make_district(), source="Amt für Karten", licence="CC BY 4.0")
        make_institution(source="OpenStreetMap (ODbL)")
    make_institution()
    planner = person(Role.PLANNER)
    assert [(each.source, each.licence) for each in _sources(planner)] == [
        ("Amt für Karten", "CC BY 4.0"),
        ("OpenStreetMap (ODbL)", ""),
    ]
    client.force_login(planner)
    page = client.get(reverse("ui:sources")).content.decode()
    assert "Amt für Karten" in page
    assert "OpenStreetMap (ODbL)" in page
