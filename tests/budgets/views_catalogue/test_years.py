"""Budget years and their funds: opening, planning, adopting, closing."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from budgets.models import BudgetYear, CoverGroup, Fund
from budgets.services.years import adopt_year
from sro.access import Role
from tests.budgets.factories import (
    NOW,
    close,
    make_approved_run,
    make_calculated_run,
    make_fund,
    make_year,
)
from tests.budgets.views_catalogue.pages import queries, words
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def desk(client, controller):
    """The client of a controller who is logged in."""
    client.force_login(controller)
    return client


def adopted(year, actor):
    return adopt_year(actor=actor, year=year, reason="Beschluss", now=NOW)


def closed(year, actor):
    return close(adopted(year, actor))


# --- home -----------------------------------------------------------------------------------------


def test_home_lists_years_with_state_and_sum(desk):
    make_fund(amount=Decimal("545000000.00"))
    make_fund(kind="milieu", name="Milieu", amount=Decimal("12000000.00"))
    text = words(desk.get("/haushalt/"))
    assert "Haushalt 2018" in text
    assert "Entwurf" in text
    assert "557.000.000,00 €" in text


def test_a_missing_amount_is_named_and_zero_is_zero(desk):
    make_fund(amount=None)
    make_fund(kind="milieu", name="Milieu", amount=Decimal(0))
    assert "1 Topf hat noch keinen Betrag" in words(desk.get("/haushalt/"))
    text = words(desk.get("/haushalt/2018/"))
    assert "noch nicht geplant" in text
    assert "0,00 €" in text
    assert "unvollständig" in text


def test_an_empty_budget_offers_the_first_step_to_those_who_may_take_it(client):
    for role, offered in ((Role.CONTROLLER, True), (Role.PLANNER, False)):
        client.force_login(person(role))
        response = client.get("/haushalt/")
        assert "Noch kein Haushaltsjahr" in words(response)
        assert ("/haushalt/neu/" in response.content.decode()) is offered


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (
            Role.CONTROLLER,
            {
                "kennzahlen/",
                "kennzahlen/plausibilitaet/",
                "ausgaben/",
                "ausgaben/offen/",
                "ausgaben/dateiformate/",
            },
        ),
        (Role.PLANNER, {"kennzahlen/", "kennzahlen/plausibilitaet/"}),
        (Role.CASEWORKER, {"kennzahlen/", "kennzahlen/plausibilitaet/"}),
    ],
)
def test_home_leads_each_role_to_what_it_may_see(client, role, links):
    make_year()
    from tests.networks.factories import make_district

    client.force_login(person(role, district=make_district()))
    html = client.get("/haushalt/").content.decode()
    found = set(re.findall(r'href="/haushalt/((?:kennzahlen|ausgaben)[^"]*)"', html))
    assert found == links
    assert ("/haushalt/2018/" in html) is (role != Role.CASEWORKER)


@pytest.mark.parametrize("address", ["/haushalt/", "/haushalt/2018/"])
def test_pages_ask_as_often_for_many_as_for_few(desk, address):
    run = make_approved_run()
    group = CoverGroup.objects.create(budget_year=run.budget_year, name="Zusammen")
    make_fund(kind="other", name="Topf", cover_group=group)
    few = queries(desk, address)
    for number in range(8):
        make_fund(kind="other", name=f"Topf {number}", cover_group=group)
        make_year(2000 + number)
    assert queries(desk, address) == few


# --- opening, adopting, closing -------------------------------------------------------------------


def test_a_year_is_opened(desk):
    response = desk.post("/haushalt/neu/", {"year": "2019"}, follow=True)
    assert response.redirect_chain == [("/haushalt/2019/", 302)]
    assert "Noch keine Töpfe" in words(response)
    assert BudgetYear.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("", "fehlt noch"),
        ("abc", "vier Ziffern"),
        ("2018,5", "vier Ziffern"),
        ("-2018", "zwischen 1990 und 2100"),
        ("18", "zwischen 1990 und 2100"),
        ("9" * 50, "zwischen 1990 und 2100"),
        ("2018", "schon einen Haushalt"),
    ],
)
def test_a_bad_year_is_refused_at_its_field(desk, year, message):
    make_year(2018)
    response = desk.post("/haushalt/neu/", {"year": year})
    assert response.status_code == 422
    (sentence,) = response.context["form"].errors["year"]
    assert message in sentence
    assert BudgetYear.objects.count() == 1


def test_adopting_needs_a_reason_and_shows_it(desk):
    make_fund()
    response = desk.post("/haushalt/2018/beschliessen/", {"reason": " ", "_version": "1"})
    assert response.status_code == 422
    response = desk.post(
        "/haushalt/2018/beschliessen/", {"reason": "Beschluss 18/1", "_version": "1"}, follow=True
    )
    text = words(response)
    assert "Beschluss 18/1" in text
    assert "beschlossen" in text
    assert BudgetYear.objects.get().state == "adopted"


def test_each_state_offers_its_step_only(desk, controller):
    year = make_year()
    assert "beschliessen/" in desk.get("/haushalt/2018/").content.decode()
    adopted(year, controller)
    html = desk.get("/haushalt/2018/").content.decode()
    assert "/haushalt/2018/beschliessen/" not in html
    assert "/haushalt/2018/abschluss/" in html
    response = desk.post("/haushalt/2018/beschliessen/", {"reason": "Nochmal", "_version": "2"})
    assert response.status_code == 422
    assert "Nur ein Entwurf" in words(response)


def test_an_administrator_plans_but_does_not_adopt(client):
    make_fund()
    client.force_login(person(Role.ADMINISTRATOR))
    html = client.get("/haushalt/2018/").content.decode()
    assert "/haushalt/2018/toepfe/neu/" in html
    assert "beschliessen/" not in html


def test_a_closed_year_offers_and_accepts_no_change(desk, controller):
    fund = make_fund()
    closed(fund.budget_year, controller)
    html = desk.get("/haushalt/2018/").content.decode()
    assert "/haushalt/2018/toepfe/neu/" not in html
    assert "/haushalt/2018/fall/bearbeiten/" not in html
    for address, data in (
        ("/haushalt/2018/toepfe/neu/", {"kind": "milieu", "name": "Milieu"}),
        (
            "/haushalt/2018/fall/bearbeiten/",
            {"name": "Anders", "amount": "1", "reason": "Weil", "_version": "1"},
        ),
        ("/haushalt/2018/fall/loeschen/", {"_version": "1"}),
        ("/haushalt/2018/deckung/neu/", {"name": "Neu", "funds": [fund.pk]}),
    ):
        response = desk.post(address, data)
        assert response.status_code == 422
        assert "abgeschlossen" in words(response)
    assert list(Fund.objects.values_list("name", flat=True)) == ["Fall"]


def test_the_year_page_leads_to_the_approved_allocation(desk):
    run = make_approved_run()
    assert reverse("budgets:run", args=[2018, "fall", run.pk]) in (
        desk.get("/haushalt/2018/").content.decode()
    )


def test_a_planner_sees_the_approved_allocation_but_no_button(client):
    make_calculated_run()
    run = make_approved_run(name="Die beschlossene")
    client.force_login(person(Role.PLANNER))
    response = client.get("/haushalt/2018/")
    assert run.name in words(response)
    html = response.content.decode()
    assert "neu/" not in html
    assert "bearbeiten/" not in html
    assert "beschliessen/" not in html
