"""From a letter to the open directory, on a telephone: without JavaScript where it is public."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from networks.models import EntrySuggestion
from networks.services.rounds import link_of
from sro.access import Role
from tests.networks import factories as areas
from tests.networks.factories_entries import make_request, open_directory
from tests.people import person

PHONE = {"width": 375, "height": 800}


@pytest.fixture
def browser_context_options() -> dict:
    return {"viewport": PHONE, "java_script_enabled": False}


def fits(page) -> None:
    """Nothing has to be moved sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_institution_corrects_planning_takes_over_and_all_can_read(
    page, live_server, another_browser
):
    open_directory(directory_email="hinweise@sro.example")
    house = areas.make_institution(
        name="Nachbarschaftshaus", email="haus@sro.example", opening_hours="nie"
    )
    areas.make_offer(institution=house, name="Frühstück")
    make = make_request(house)
    # The institution: a letter, a link, two fields and a new offer.
    page.goto(f"/eintrag/{link_of(make)}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmt Ihr Eintrag noch?")
    page.get_by_text("Etwas hat sich geändert").click()
    page.locator("#id_einrichtung-opening_hours").fill("Montag 9–12 Uhr")
    page.locator("#id_einrichtung-phone").fill("030 23125 7")
    page.get_by_text("Neues Angebot nennen").click()
    page.locator("#id_neu-name").fill("Nähtreff")
    fits(page)
    page.get_by_role("button", name="Korrekturen senden").click()
    expect(page.locator("#id_neu-name")).to_have_value("Nähtreff")
    page.locator("#id_neu-kind").select_option("group")
    page.get_by_role("button", name="Korrekturen senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank!")
    assert page.context.cookies() == []
    page.goto(f"/eintrag/{link_of(make)}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht")
    page.goto("/angebote/?q=Nähtreff")
    expect(page.locator("#treffer")).to_have_text("0 Orte")
    # Planning: one correction after the other, with the keyboard.
    planner = another_browser(person(Role.PLANNER), viewport=PHONE)
    planner.goto(live_server.url)
    planner.get_by_role("link", name=re.compile("2 Korrekturen")).click()
    planner.locator("#liste tbody a").first.click()
    fits(planner)
    left = planner.get_by_role("group", name="Telefon").get_by_label("so lassen")
    left.last.check()
    planner.get_by_role("button", name="Entscheidung speichern").click()
    expect(planner.locator("main")).to_contain_text("Gerade entschieden")
    planner.get_by_role("button", name="Entscheidung speichern").click()
    expect(planner.locator("main")).to_contain_text("übernommen")
    assert not EntrySuggestion.objects.filter(state="open").exists()
    # Everybody: search, open, read.
    page.goto("/angebote/")
    page.get_by_label("Was suchen Sie?").fill("naehtreff")
    page.get_by_role("button", name="Suchen").click()
    fits(page)
    page.get_by_role("link", name="Nachbarschaftshaus").click()
    expect(page.locator("main")).to_contain_text("Montag 9–12 Uhr")
    expect(page.locator("main")).to_contain_text("Zuletzt geprüft am")
    expect(page.locator("main")).not_to_contain_text("030 23125 7")
    fits(page)
    assert page.context.cookies() == []
