"""Which earlier spending a fund uses: the ledger, and figures by hand with their reason."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.models import Fund, PreviousOutflow
from budgets.services.outflow import set_previous_outflow
from budgets.services.years import adopt_year
from sro.access import Role
from tests.budgets.factories import NOW, close, make_districts, make_fund, make_outflow
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.people import person

pytestmark = pytest.mark.django_db

PAGE = "/haushalt/2018/fall/vorjahr/"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER, display_name="Eva Zahl")


@pytest.fixture
def desk(client, controller):
    """The client of a controller who is logged in."""
    client.force_login(controller)
    return client


@pytest.fixture
def districts():
    """Three districts with a fund; the first two have bookings of 2016."""
    make_fund()
    first, second, third = make_districts(3)
    make_outflow(first, "100.00")
    make_outflow(first, "50.00", booked_on=date(2017, 1, 15))
    make_outflow(second, "0.00")
    return first, second, third


def by_hand(actor, district, amount="7.00", year=2016):
    return set_previous_outflow(
        actor=actor,
        fund=Fund.objects.get(kind="fall"),
        year=year,
        district=district,
        amount=Decimal(amount),
        reason="Nachbuchung fehlt",
        now=NOW,
    )


def address(district, step="", year=2016):
    return f"{PAGE}{year}/{district.key}/{step}"


def test_ledger_day_and_what_is_used_stand_side_by_side(desk, districts, controller):
    first, second, third = districts
    by_hand(controller, second)
    text = words(desk.get(PAGE))
    assert f"01 {first} 150,00 € 15.01.2017" in text
    assert "150,00 € aus den Buchungen" in text
    assert f"02 {second} 0,00 € 31.12.2016 7,00 € Nachbuchung fehlt von Eva Zahl am" in text
    assert "7,00 € von Hand" in text
    assert f"03 {third} – keine Buchung – – fehlt" in text
    assert "1 Bezirk hat für dieses Jahr keine Zahl" in text


def test_the_sum_is_shown_when_nothing_is_missing(desk, districts, controller):
    by_hand(controller, districts[2], "1.50")
    response = desk.get(PAGE)
    assert response.context["total"] == Decimal("151.50")
    assert "151,50 €" in words(response)


def test_the_last_year_with_bookings_is_shown_and_others_are_linked(desk, districts):
    make_outflow(districts[0], "5.00", year=2014)
    make_outflow(districts[0], "9.00", year=2018)
    response = desk.get(PAGE)
    assert response.context["spent_in"] == 2016
    assert [year for year, _url in response.context["years"]] == [2018, 2017, 2016, 2014]
    assert desk.get(f"{PAGE}?ausgabenjahr=2014").context["spent_in"] == 2014
    assert desk.get(f"{PAGE}?ausgabenjahr=quatsch").context["spent_in"] == 2016


def test_bookings_of_other_funds_do_not_count(desk, districts):
    make_outflow(districts[2], "5.00", fund_kind="milieu")
    assert desk.get(PAGE).context["missing"] == 1


def test_the_sum_leads_to_its_bookings(desk, districts):
    response = desk.get(PAGE)
    link = f"/haushalt/ausgaben/?topf=fall&amp;jahr=2016&amp;bezirk={districts[0].pk}"
    assert link in html(response)
    rows = desk.get(link.replace("&amp;", "&")).context["table_rows"]
    assert sum(row.object.amount for row in rows) == Decimal("150.00")


def test_a_figure_by_hand_is_entered_with_its_reason(desk, districts, controller):
    third = districts[2]
    assert "keine Buchung dieses Bezirks" in words(desk.get(address(third)))
    response = desk.post(
        address(third), {"amount": "1.234,50", "reason": "Nachmeldung"}, follow=True
    )
    assert "Für 2016 wird 1.234,50 € verwendet" in words(response)
    figure = PreviousOutflow.objects.get()
    assert (figure.amount, figure.entered_by) == (Decimal("1234.50"), controller)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "abc", "zum Beispiel 1.234,56"),
        ("amount", "-5", "nicht negativ"),
        ("amount", "1.675,555", "höchstens zwei Nachkommastellen"),
        ("amount", "", "fehlt noch"),
        ("reason", "", "fehlt noch"),
        ("reason", "   ", "fehlt noch"),
    ],
)
def test_a_bad_figure_is_refused_at_its_field(desk, districts, field, typed, message):
    data = {"amount": "5", "reason": "Weil", field: typed}
    response = desk.post(address(districts[2]), data)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert not PreviousOutflow.objects.exists()


def test_a_figure_is_corrected_and_two_people_lose_nothing(desk, districts, controller):
    figure = by_hand(controller, districts[2])
    assert 'value="7,00"' in html(desk.get(address(districts[2])))
    data = {"amount": "8", "reason": "Nachgezählt", "_version": str(figure.version)}
    assert desk.post(address(districts[2]), data).status_code == 302
    stale = desk.post(address(districts[2]), {**data, "amount": "9"})
    assert stale.status_code == 409
    found = {each["mine"]: each["theirs"] for each in stale.context["differences"]}
    assert found == {"9": "8,00"}
    figure.refresh_from_db()
    assert figure.amount == 8


def test_a_figure_somebody_entered_meanwhile_is_not_overwritten(desk, districts, controller):
    page = desk.get(address(districts[2]))
    by_hand(controller, districts[2])
    response = desk.post(
        address(districts[2]),
        {"amount": "9", "reason": "Weil", "_version": str(page.context["version"])},
    )
    assert response.status_code == 409
    assert PreviousOutflow.objects.get().amount == 7


def test_a_figure_is_removed_and_the_ledger_counts_again(desk, districts, controller):
    figure = by_hand(controller, districts[0])
    text = words(desk.get(address(districts[0], "loeschen/")))
    assert "Gebucht sind für 2016 150,00 €" in text
    desk.post(address(districts[0], "loeschen/"), {"_version": str(figure.version)})
    assert not PreviousOutflow.objects.exists()
    assert desk.get(PAGE).context["figures"][0].used == Decimal("150.00")


@pytest.mark.parametrize(
    ("key", "year", "step"),
    [("99", 2016, ""), ("01", 1, ""), ("01", 99999, ""), ("01", 2016, "loeschen/")],
)
def test_what_does_not_exist_is_not_found(desk, districts, key, year, step):
    assert desk.get(f"{PAGE}{year}/{key}/{step}").status_code == 404


def test_a_closed_year_keeps_its_figures(desk, districts, controller):
    figure = by_hand(controller, districts[2])
    year = figure.fund.budget_year
    year = adopt_year(actor=controller, year=year, reason="Beschluss", now=NOW)
    close(year)
    page = desk.get(PAGE)
    assert "loeschen/" not in html(page)
    assert "7,00 €" in words(page)
    response = desk.post(
        address(districts[2]), {"amount": "9", "reason": "x", "_version": str(figure.version)}
    )
    assert response.status_code == 422
    assert "abgeschlossen" in words(response)


def test_a_planner_sees_figures_by_hand_but_not_the_ledger(client, districts, controller):
    by_hand(controller, districts[2])
    client.force_login(person(Role.PLANNER))
    page = client.get(PAGE)
    text = words(page)
    assert "Nachbuchung fehlt" in text
    assert "150,00" not in text
    assert "Nächster Schritt" not in text
    assert "loeschen/" not in html(page)
    PreviousOutflow.objects.all().delete()
    assert "keine Zahl von Hand" in words(client.get(PAGE))


def test_the_page_asks_as_often_for_many_as_for_few(desk, districts, controller):
    by_hand(controller, districts[0])
    few = queries(desk, PAGE)
    for district in districts[1:]:
        by_hand(person(Role.CONTROLLER), district)
        make_outflow(district, "5.00")
    assert queries(desk, PAGE) == few
