"""Where the budget stands, and moving money, as pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgets.models import Fund, Transfer
from budgets.services.commitments import recalculate
from budgets.services.transfers import Spot, move
from sro.access import Role
from tests.budgets.factories import (
    NOW,
    make_approved_run,
    make_districts,
    make_fund,
    make_outflow,
    make_year,
)
from tests.budgets.factories_supports import make_priced_support
from tests.cases.factories import make_case
from tests.networks.factories import make_space
from tests.people import person

pytestmark = pytest.mark.django_db

STANDING = "/haushalt/2018/stand/"


@pytest.fixture
def districts():
    return make_districts(2)


@pytest.fixture
def fund(districts):
    make_approved_run()
    return Fund.objects.get()


@pytest.fixture
def support(districts):
    return make_priced_support(make_case(district=districts[0]))


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_each_figure_stands_in_its_column_and_leads_to_its_rows(
    client, controller, fund, support, districts
):
    make_outflow(districts[0], "120.00", year=2018)
    page = text_of(client.get(STANDING))
    assert "310,00 €" in page
    assert "120,00 €" in page
    assert f"/haushalt/2018/obligo/?bezirk={districts[0].pk}" in page
    spent = f"/haushalt/ausgaben/?bezirk={districts[0].pk}&amp;jahr=2018&amp;topf=fall"
    assert spent in page
    assert "120,00 €" in text_of(client.get(spent.replace("&amp;", "&")))
    assert support.person.given_name not in page


def test_a_support_without_amount_is_counted_and_the_light_is_unknown(
    client, controller, fund, support
):
    support.provider.rates.all().delete()
    recalculate(support_ids=[support.pk], today=date(2018, 3, 2), now=NOW)
    page = text_of(client.get(STANDING))
    assert "1 Hilfe ohne Betrag" in page
    assert "nicht bekannt" in page


def test_a_district_that_spends_without_allocation_is_shown(client, controller, districts):
    Fund.objects.create(budget_year=make_year(), kind="milieu", name="Milieu", amount=Decimal(50))
    make_outflow(districts[1], "7.00", year=2018, fund_kind="milieu")
    page = text_of(client.get(STANDING))
    assert districts[1].name in page
    assert "-7,00 €" in page


def test_supports_still_to_begin_can_be_left_out(client, controller, fund):
    assert "Mit Hilfen, die noch beginnen." in text_of(client.get(STANDING))
    assert "Ohne Hilfen, die noch beginnen." in text_of(client.get(STANDING, {"neue": "nein"}))


def posted(fund, districts, amount):
    return {
        "source_fund": fund.pk,
        "source_district": districts[0].pk,
        "target_fund": fund.pk,
        "target_district": districts[1].pk,
        "amount": amount,
        "reason": "Weil es dort gebraucht wird.",
    }


def test_money_is_proposed_and_approved_by_another_controller(client, controller, fund, districts):
    answer = client.post(
        reverse("budgets:transfer_add", args=[2018]), posted(fund, districts, "1,50"), follow=True
    )
    assert "1,50 € sind vorgeschlagen" in text_of(answer)
    transfer = Transfer.objects.get()
    address = reverse("budgets:transfer_approve", args=[2018, transfer.pk])
    assert address not in text_of(answer)
    client.force_login(person(Role.CONTROLLER))
    assert "Umschichtungen, die auf Ihre Entscheidung warten" in text_of(client.get("/"))
    page = client.get(address)
    answer = client.post(address, {"version": page.context["version"]}, follow=True)
    assert "freigegeben und ausgeführt" in text_of(answer)
    transfer.refresh_from_db()
    assert transfer.state == "executed"


def test_within_the_limit_it_is_done_at_once(client, controller, fund, districts):
    Fund.objects.update(transfer_limit=Decimal(10))
    answer = client.post(
        reverse("budgets:transfer_add", args=[2018]), posted(fund, districts, "1,50"), follow=True
    )
    assert "1,50 € wurden umgeschichtet" in text_of(answer)


@pytest.mark.parametrize("amount", ["0", "-5", "abc", ""])
def test_a_wrong_amount_changes_nothing_and_keeps_what_was_typed(
    client, controller, fund, districts, amount
):
    answer = client.post(
        reverse("budgets:transfer_add", args=[2018]), posted(fund, districts, amount)
    )
    assert answer.status_code in (200, 422)
    assert "Weil es dort gebraucht wird." in text_of(answer)
    assert not Transfer.objects.exists()


def test_the_list_can_be_taken_along(client, controller, fund, districts):
    client.post(reverse("budgets:transfer_add", args=[2018]), posted(fund, districts, "1,50"))
    sheet = client.get(reverse("budgets:transfers", args=[2018]), {"format": "csv"})
    assert "1,50" in b"".join(sheet).decode()


#: What every page asks: who is it, with which rights, what is the town called.
FRAME = ("django_session", "accounts_", "networks_municipality", "ui_", "usersessions", "SAVEPOINT")


def test_the_page_asks_the_database_twelve_times_at_most(client, controller, districts, fund):
    year = timezone.localdate().year
    this_year = make_year(year)
    milieu = make_fund(
        budget_year=this_year, kind="milieu", name="Milieu", amount=100, transfer_limit=100
    )
    space = make_space(district=districts[0])
    for target in (Spot(milieu, districts[0]), Spot(milieu, districts[0], space)):
        move(
            actor=person(Role.CONTROLLER),
            source=Spot(milieu),
            target=target,
            amount=Decimal(10),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )
    address = f"/haushalt/{year}/stand/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert str(space) in client.get(address).text
    own = [each["sql"] for each in asked if not any(word in each["sql"] for word in FRAME)]
    assert len(own) <= 12, own
