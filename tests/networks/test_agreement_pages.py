"""Pages of agreements, rates and the catalogue of support types."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Agreement, Rate, SupportType
from sro.access import Role
from tests.networks.factories_providers import (
    make_agreement,
    make_provider,
    make_rate,
    make_support_type,
    person,
)

pytestmark = pytest.mark.django_db


def login(client, role, **kwargs):
    client.force_login(person(role, **kwargs))


def url(name, *args):
    return reverse(f"networks:{name}", args=args)


WATCHERS = {Role.CONTROLLER, Role.PLANNER, Role.PROVIDER_LEAD, Role.PROVIDER_STAFF}
OWN_ONLY = {Role.PROVIDER_LEAD, Role.PROVIDER_STAFF}


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_agreements_and_rates(client, role):
    own, foreign = make_rate(), make_rate()
    login(client, role, provider=own.agreement.provider)
    for name in ("agreement_list", "rate_list"):
        assert client.get(url(name)).status_code == (200 if role in WATCHERS else 403)
    detail = "agreement_detail"
    assert client.get(url(detail, own.agreement_id)).status_code == (
        200 if role in WATCHERS else 404
    )
    assert client.get(url(detail, foreign.agreement_id)).status_code == (
        200 if role in WATCHERS - OWN_ONLY else 404
    )


@pytest.mark.parametrize("role", list(Role))
def test_only_controllers_change_agreements_and_rates(client, role):
    rate = make_rate()
    login(client, role, provider=rate.agreement.provider)
    refused = 403 if role in WATCHERS else 404
    for name, args in [
        ("agreement_edit", [rate.agreement_id]),
        ("agreement_delete", [rate.agreement_id]),
        ("rate_new", [rate.agreement_id]),
        ("rate_edit", [rate.pk]),
        ("rate_follow", [rate.pk]),
        ("rate_delete", [rate.pk]),
    ]:
        expected = 200 if role is Role.CONTROLLER else refused
        assert client.get(url(name, *args)).status_code == expected, name


def test_an_agreement_with_its_rates_from_beginning_to_end(client):
    provider, support_type = make_provider(), make_support_type("31", name="Familienhilfe")
    login(client, Role.CONTROLLER)
    response = client.post(
        url("agreement_new", provider.pk),
        {"reference": "2024/7", "kind": "services", "valid_from": "2024-01-01"},
    )
    agreement = Agreement.objects.get()
    assert response.url == url("agreement_detail", agreement.pk)

    rate_values = {
        "support_type": support_type.pk,
        "unit": 1,
        "amount": "1.062,50",
        "valid_from": "2024-01-01",
    }
    response = client.post(url("rate_new", agreement.pk), rate_values, follow=True)
    rate = Rate.objects.get()
    assert rate.amount == Decimal("1062.50")
    assert "1.062,50" in response.text

    again = client.post(url("rate_new", agreement.pk), rate_values)
    assert again.status_code == 422
    assert "2024/7" in again.text

    response = client.post(
        url("rate_follow", rate.pk),
        {
            "amount": "1.100,00",
            "valid_from": "2025-01-01",
            "agreement": agreement.pk,
            "_version": rate.version,
        },
    )
    assert response.status_code == 302
    rate.refresh_from_db()
    assert rate.valid_until == date(2025, 1, 1)

    response = client.post(
        url("rate_edit", rate.pk),
        {**rate_values, "amount": "1.060,00", "valid_until": "2025-01-01", "_version": 1},
    )
    assert response.status_code == 409

    for each in Rate.objects.all():
        client.post(url("rate_delete", each.pk), {"_version": each.version})
    assert not Rate.objects.exists()
    client.post(url("agreement_delete", agreement.pk), {"_version": agreement.version})
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("amount", ["", "0", "0,00", "-5", "1,005", "viel"])
def test_an_amount_that_is_none_is_refused_at_its_field(client, amount):
    agreement = make_agreement()
    login(client, Role.CONTROLLER)
    response = client.post(
        url("rate_new", agreement.pk),
        {
            "support_type": make_support_type().pk,
            "unit": 1,
            "amount": amount,
            "valid_from": "2024-01-01",
        },
    )
    assert response.status_code == 422
    assert "id_amount_error" in response.text
    assert not Rate.objects.exists()


def test_support_types_out_of_use_are_not_offered(client):
    make_support_type("alt", name="Abgeschafft", is_active=False)
    used = make_support_type("alt2", name="Noch gebraucht", is_active=False)
    rate = make_rate(support_type=used)
    login(client, Role.CONTROLLER)
    page = client.get(url("rate_new", rate.agreement_id)).text
    assert "Abgeschafft" not in page
    assert "Noch gebraucht" in client.get(url("rate_edit", rate.pk)).text


def test_rates_cannot_be_sorted_by_amount(client):
    provider = make_provider("Alpha")
    make_rate(make_agreement(provider), amount=Decimal("99.00"))
    make_rate(make_agreement(make_provider("Beta")), amount=Decimal("11.00"))
    login(client, Role.PLANNER)
    page = client.get(url("rate_list") + "?sort=amount").text
    assert page.index("Alpha") < page.index("Beta")
    assert "sort=amount" not in page.replace("?sort=amount", "")


def test_lists_of_agreements_and_rates_are_filtered(client):
    rate = make_rate(make_agreement(make_provider("Müllerhaus"), reference="2024/7"))
    login(client, Role.CONTROLLER)
    for query, shown in [
        ("?q=mueller", True),
        ("?q=2024", True),
        ("?q=niemand", False),
        ("?stand=beendet", False),
        ("?stand=kommend", False),
        ("?stand=alle", True),
        ("?art=services", True),
        ("?art=costs", False),
    ]:
        assert ("2024/7" in client.get(url("agreement_list") + query).text) == shown, query
    assert str(rate.support_type) in client.get(url("rate_list")).text
    for query, shown in [
        ("?q=mueller", True),
        ("?einheit=1", True),
        ("?einheit=2", False),
        (f"?hilfeart={rate.support_type_id}", True),
    ]:
        assert ("62,50" in client.get(url("rate_list") + query).text) == shown, query


@pytest.mark.parametrize("name", ["agreement_list", "rate_list"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, name):
    login(client, Role.CONTROLLER)
    client.get(url(name))
    counts = []
    for _ in range(2):
        for _ in range(5):
            make_rate()
        with CaptureQueriesContext(connection) as captured:
            client.get(url(name))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_administrators_keep_the_catalogue(client):
    login(client, Role.ADMINISTRATOR)
    response = client.post(url("support_type_legal"), follow=True)
    assert "Sozialpädagogische Familienhilfe" in response.text
    client.post(url("support_type_legal"))
    values = {
        "code": "27-eigen",
        "name": "Elternlotsen",
        "legal_basis": "§ 27 Abs. 2 SGB VIII",
        "setting": "ambulatory",
        "position": 500,
        "is_active": "on",
    }
    client.post(url("support_type_new"), values)
    own = SupportType.objects.get(code="27-eigen")
    edit = url("support_type_edit", own.pk)
    assert client.get(edit).status_code == 200
    values = {name: value for name, value in values.items() if name != "is_active"}
    client.post(edit, {**values, "_version": own.version})
    own.refresh_from_db()
    assert not own.is_active


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_only_read_the_catalogue(client, role):
    support_type = make_support_type()
    login(client, role)
    assert client.get(url("support_type_list")).status_code == 200
    assert client.get(url("support_type_new")).status_code == 403
    assert client.get(url("support_type_edit", support_type.pk)).status_code == 403
    assert client.post(url("support_type_legal")).status_code == 403
    assert client.get(url("support_type_legal")).status_code == 405
