"""Without JavaScript everything that matters works: finding, entering, confirming, reading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from networks.models import Institution
from sro.access import Role
from sro.ui.models import Draft
from tests.networks import factories as areas


@pytest.fixture
def browser_context_options() -> dict:
    return {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}


@pytest.fixture
def planner(page, world, login):
    """The planner's browser."""
    login(page, world.people[Role.PLANNER])
    return page


def test_lists_are_searched_filtered_sorted_and_paged(planner, world):
    for number in range(60):
        areas.make_institution(
            name=f"Kita {number:02}", category=world.category, social_space=world.space
        )
    planner.goto("/sozialraum/einrichtungen/")
    planner.locator("main").get_by_label(re.compile("^Suchen")).fill("Kita")
    planner.locator("main").get_by_role("button", name="Filtern").click()
    expect(planner.get_by_role("heading", level=1)).to_contain_text("(60)")
    planner.get_by_role("link", name="Weiter").click()
    expect(planner.locator("#liste tbody tr")).to_have_count(10)
    planner.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(planner.locator("#liste tbody tr").first).to_contain_text("Kita 59")
    planner.locator("#chips a").first.click()
    expect(planner.get_by_role("heading", level=1)).to_contain_text(
        f"({Institution.objects.count()})"
    )


def test_the_search_of_the_header_finds(planner, world):
    planner.goto("/")
    planner.locator("#suche").fill(world.institution.name)
    planner.locator("#suche").press("Enter")
    expect(planner.locator("#treffer")).to_contain_text(world.institution.name)


def test_a_form_is_corrected_saved_and_deleted(planner, world):
    entered_twice = areas.make_institution(social_space=world.space)
    record = f"/sozialraum/einrichtungen/{entered_twice.pk}/"
    planner.goto(record)
    planner.locator("main").get_by_role("link", name="Bearbeiten").first.click()
    planner.get_by_label("Beschreibung").fill("Ohne Skripte geschrieben")
    planner.get_by_label("Postleitzahl").fill("abc")
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.locator("#fehler")).to_be_visible()
    expect(planner.get_by_label("Beschreibung")).to_have_value("Ohne Skripte geschrieben")
    planner.get_by_label("Postleitzahl").fill("10785")
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.locator("main")).to_contain_text("Ohne Skripte geschrieben")
    assert not Draft.objects.filter(key__contains="institution").exists()
    planner.locator("main").get_by_role("link", name="Löschen").first.click()
    planner.locator("main").get_by_role("button", name=re.compile("öschen")).click()
    planner.wait_for_url("**/sozialraum/einrichtungen/")
    assert not Institution.objects.filter(pk=entered_twice.pk).exists()


def test_the_menu_opens_and_maps_and_charts_are_there(planner, world, login):
    planner.goto(f"/sozialraum/bezirke/{world.district.pk}/karte/")
    expect(planner.locator("figure svg:visible").first).to_be_visible()
    menu = planner.locator("details.sro-menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Abmelden")).to_be_visible()
    login(planner, world.people[Role.CONTROLLER])
    planner.goto(f"/haushalt/2018/fall/zuweisung/{world.approved.pk}/")
    expect(planner.locator("figure svg:visible").first).to_be_visible()
    expect(planner.locator("main")).to_contain_text("€")
