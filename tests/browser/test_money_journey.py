"""Money at work in a real browser: a booking is settled, money moves, a second person approves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from budgets.models import OutflowMatch, Transfer
from budgets.services.pseudonyms import pseudonym_of
from sro.access import Role
from tests.budgets.factories import make_fund, make_outflow
from tests.budgets.factories_supports import make_priced_support
from tests.cases.factories import make_case
from tests.networks.factories import make_district
from tests.people import person


@pytest.fixture
def support(live_server):
    """A support that binds 310 euro in the district "Nord", and funds that cover each other."""
    district = make_district(key="01", name="Nord")
    support = make_priced_support(
        make_case(district=district),
        state="ended",
        end=date(2018, 4, 1),
        end_reason="goals_reached",
    )
    fall = make_fund(amount=Decimal(1_000), transfer_limit=Decimal(50))
    make_fund(kind="milieu", name="Milieu", amount=Decimal(200))
    make_outflow(district, "100.00", year=2018, file_reference="unleserlich", text="März")
    assert fall.budget_year.year == 2018
    return support


@pytest.fixture
def ada(support):
    return person(Role.CONTROLLER, display_name="Ada Beispiel")


@pytest.fixture
def ben(support):
    return person(Role.CONTROLLER, display_name="Ben Muster")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def row(page: Page, place: str) -> list[str]:
    """The cells of a place in the first table, as people read them."""
    cells = page.locator("table").first.locator("tr", has_text=place).first.locator("td")
    return [text.replace("\u00a0", " ").strip() for text in cells.all_inner_texts()]


@pytest.mark.parametrize("width", [1280, 375])
def test_from_the_unsettled_booking_to_the_approved_transfer(
    page, login, another_browser, live_server, support, ada, ben, width
):
    page.set_viewport_size({"width": width, "height": 900})
    login(page, ada)

    # The start page says what waits; the support is found under its right reference.
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="1 Buchung ist noch keiner Hilfe zugeordnet").click()
    page.locator("tbody a").first.click()
    page.get_by_label("Unter einem anderen Aktenzeichen suchen").fill(support.case.reference)
    page.get_by_role("button", name="Hilfen suchen").click()
    page.get_by_label(pseudonym_of(support.pk)).check()
    expect(page.locator("main")).not_to_contain_text(support.person.given_name)
    page.get_by_role("button", name="Festhalten und weiter").click()
    expect(page.get_by_text("Jede Buchung hat ihre Hilfe.")).to_be_visible()
    assert OutflowMatch.objects.get().support == support

    # What was paid is no longer bound; nobody has given the district anything yet.
    page.goto(f"{live_server.url}/haushalt/2018/")
    page.get_by_role("link", name="Wo der Haushalt steht").click()
    heading(page, "Wo der Haushalt 2018 steht")
    cells = row(page, "01 Nord")
    assert cells[2:5] == ["100,00 €", "210,00 €", "-310,00 €"]

    # Above the limit a second person has to approve.
    page.get_by_role("link", name="Geld umschichten").click()
    page.get_by_label("Aus Topf").select_option(label="Fall 2018")
    page.get_by_label("In Topf").select_option(label="Fall 2018")
    page.get_by_label("In Bezirk").select_option(label="01 Nord")
    page.get_by_label("Betrag in Euro").fill("400")
    page.get_by_label("Grund").fill("Dort wird mehr geholfen.")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("vorgeschlagen").first).to_be_visible()
    assert Transfer.objects.get().state == "proposed"

    other = another_browser(ben)
    other.goto(f"{live_server.url}/")
    other.get_by_role("link", name="400,00").click()
    other.get_by_role("link", name="Freigeben").click()
    other.locator("main form button[type=submit]").last.click()
    expect(other.get_by_text("ausgeführt").first).to_be_visible()

    page.goto(f"{live_server.url}/haushalt/2018/stand/")
    cells = row(page, "01 Nord")
    assert (cells[1], cells[4]) == ("400,00 €", "90,00 €")
    # Nothing on the way is wider than the telephone.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
