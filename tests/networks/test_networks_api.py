"""Networks for other systems: organisations, dates, no names of people."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from sro.access import Role
from tests.networks.factories_bodies import make_meeting, make_member, make_network
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


def results(client, **query):
    answer = client.get("/api/v1/networks/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_network_with_its_organisations_and_dates(client):
    now = timezone.now()
    network = make_network(name="Runde Heide")
    provider = make_provider("Ähre")
    make_member(network, provider=provider)
    make_member(network, name="Ada Beispiel")
    colleague = person(Role.CASEWORKER, district=network.district, display_name="Bert Beispiel")
    make_member(network, user=colleague)
    held = make_meeting(network, starts_at=now - timedelta(days=9), state="held")
    coming = make_meeting(network, starts_at=now + timedelta(days=9))
    client.force_login(person(Role.PLANNER))
    [found] = results(client)
    assert (found["name"], found["social_space"]) == ("Runde Heide", network.social_space.key)
    assert found["last_meeting_on"] == held.day.isoformat()
    assert found["next_meeting_at"][:10] == coming.day.isoformat()
    assert [each["provider"] for each in found["organisations"]] == [provider.pk]
    assert found["organisations"][0]["name"] == "Ähre"
    assert "Beispiel" not in json.dumps(found)


def test_filters(client):
    late, fresh = make_network(name="Spät"), make_network(name="Frisch", kind="topic")
    make_meeting(fresh, starts_at=timezone.now() - timedelta(days=3), state="held")
    client.force_login(person(Role.PLANNER))
    asked = {
        "kind": ("topic", ["Frisch"]),
        "overdue": ("true", ["Spät"]),
        "social_space": (late.social_space.key, ["Spät"]),
        "district": (fresh.district.key, ["Frisch"]),
        "valid_on": ("1990-01-01", []),
    }
    for name, (value, expected) in asked.items():
        assert [each["name"] for each in results(client, **{name: value})] == expected, name
