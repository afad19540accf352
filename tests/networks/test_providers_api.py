"""Providers, agreements and rates for other systems."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import ProviderTeam
from sro.access import Role
from tests.networks.factories_providers import (
    make_agreement,
    make_focus,
    make_provider,
    make_rate,
    make_support_type,
    person,
    social_space,
)

pytestmark = pytest.mark.django_db


def login(client, role, **kwargs):
    client.force_login(person(role, **kwargs))


def results(client, route, **query):
    answer = client.get(f"/api/v1/{route}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_provider_with_its_teams(client):
    provider = make_provider("Ähre", city="Berlin")
    space = social_space()
    team = ProviderTeam.objects.create(provider=provider, name="Team")
    team.social_spaces.add(space)
    login(client, Role.CASEWORKER)
    [found] = results(client, "providers", q="aehre")
    assert (found["name"], found["city"], found["valid_until"]) == ("Ähre", "Berlin", None)
    assert found["teams"][0]["social_spaces"] == [space.key]


def test_providers_come_by_name_whatever_order_is_asked_for(client):
    for name in ("Öse", "Omega", "Zink"):
        make_provider(name)
    login(client, Role.CASEWORKER)
    names = [each["name"] for each in results(client, "providers", ordering="-name")]
    assert names == ["Omega", "Öse", "Zink"]


def test_filters_by_day(client):
    make_provider("Früher", valid_from=date(2015, 1, 1), valid_until=date(2020, 1, 1))
    make_provider("Heute")
    login(client, Role.CASEWORKER)
    names = [each["name"] for each in results(client, "providers", valid_on="2020-01-01")]
    assert names == ["Heute"]
    assert client.get("/api/v1/providers/?valid_on=gestern").status_code == 400


def test_focuses_by_place(client):
    focus = make_focus()
    make_focus()
    login(client, Role.CASEWORKER)
    for query in (
        {"social_space": focus.social_space.key},
        {"district": focus.social_space.district.key},
        {"provider": focus.provider_id},
    ):
        assert [each["id"] for each in results(client, "focus-providers", **query)] == [focus.pk]


def test_rates_with_exact_amounts(client):
    support_type = make_support_type("31")
    rate = make_rate(support_type=support_type, amount=Decimal("1234.50"))
    make_rate(valid_until=date(2024, 6, 1))
    login(client, Role.CONTROLLER)
    [found] = results(client, "rates", support_type="31", valid_on="2025-01-01")
    assert (found["amount"], found["unit"], found["support_type"]) == ("1234.50", "hour", "31")
    [agreement] = results(client, "agreements", provider=rate.provider_id)
    assert [each["id"] for each in agreement["rates"]] == [rate.pk]


def test_a_provider_sees_its_own_rates_only(client):
    own = make_rate()
    foreign = make_rate()
    login(client, Role.PROVIDER_LEAD, provider=own.provider)
    assert [each["id"] for each in results(client, "rates")] == [own.pk]
    assert [each["id"] for each in results(client, "agreements")] == [own.agreement_id]
    assert client.get(f"/api/v1/rates/{foreign.pk}/").status_code == 404


def test_caseworkers_get_no_rates(client):
    rate = make_rate()
    login(client, Role.CASEWORKER)
    assert client.get("/api/v1/rates/").status_code == 403
    assert client.get(f"/api/v1/rates/{rate.pk}/").status_code == 403
    assert "amount" not in client.get(f"/api/v1/providers/{rate.provider_id}/").content.decode()


@pytest.mark.parametrize("route", ["providers", "focus-providers", "agreements", "rates"])
def test_nothing_is_written_here(client, route):
    login(client, Role.CONTROLLER)
    assert client.post(f"/api/v1/{route}/", {}).status_code == 405


@pytest.mark.parametrize("route", ["providers", "focus-providers", "agreements", "rates"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, route):
    login(client, Role.CONTROLLER)
    results(client, route)
    counts = []
    for _ in range(2):
        for _ in range(3):
            rate = make_rate(make_agreement())
            team = ProviderTeam.objects.create(provider=rate.provider, name="Team")
            team.social_spaces.add(social_space())
            make_focus(provider=rate.provider)
        with CaptureQueriesContext(connection) as captured:
            results(client, route)
        counts.append(len(captured))
    assert counts[0] == counts[1]
