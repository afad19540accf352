"""The planner's way from a new group to its evaluation and the funnel, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reporting.models import AreaGroup
from tests.reporting.evaluation.factories import SINCE_QUARTER, make_member, make_town


@pytest.fixture
def browser_context_options() -> dict:
    return {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}


def test_from_a_new_group_to_its_evaluation_and_the_funnel(page, live_server, login):
    town = make_town()
    town.group.delete()
    login(page, town.planner)
    page.goto("/berichte/")
    main = page.locator("main")
    main.get_by_role("link", name="Vergleich", exact=False).first.click()
    main.get_by_role("link", name="Gruppe anlegen").click()
    main.get_by_label("Name", exact=True).fill("Nordwerkstatt")
    main.get_by_label("Sozialräume").check()
    main.get_by_label("Was vernetzte Arbeit dort bedeutet").fill("Alle treffen sich jede Woche.")
    main.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordwerkstatt")
    first, *others = town.networked
    main.get_by_role("link", name="Gebiet hinzufügen").click()
    main.get_by_label("Gebiet", exact=True).select_option(label=f"{first.key} {first.name}")
    main.get_by_label("Vernetzte Arbeit seit").fill(f"{SINCE_QUARTER.start:%Y-%m-%d}")
    main.get_by_role("button", name="Speichern").click()
    expect(main.locator("table.sro-table")).to_contain_text(first.name)
    group = AreaGroup.objects.get()
    for space in others:
        make_member(group, space, since=SINCE_QUARTER.start)
    main.get_by_role("link", name="Auswerten").click()
    expect(main.locator("#ergebnis")).to_contain_text("Unterschied")
    expect(main.locator("dl")).to_contain_text("zwischen")
    expect(main.locator("figure svg").first).to_be_visible()
    page.goto("/berichte/vergleich/streuung/")
    main.get_by_label("Ebene").select_option("sozialraum")
    main.get_by_role("button", name="Anzeigen").click()
    expect(main).to_contain_text("2 Gebiete sind nicht gezeigt")
    expect(main.locator("table.sro-table")).to_contain_text(first.name)
    expect(main).not_to_contain_text(town.lake.name)
