"""The planner's way through the family information, without JavaScript: read, move, keep."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from reporting.models import SavedSelection
from sro.access import Role
from tests.budgets.factories import make_value


@pytest.fixture
def browser_context_options() -> dict:
    return {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}


def test_from_the_list_along_the_time_to_a_kept_selection(page, world, login):
    make_value(world.indicator, world.district, 4321, reference_date=date(2014, 12, 31))
    login(page, world.people[Role.PLANNER])
    page.goto("/berichte/")
    main = page.locator("main")
    main.get_by_role("link", name="Familieninformation").click()
    main.get_by_role("link", name=world.indicator.name, exact=True).click()
    main.get_by_role("link", name="Früher").press("Enter")
    expect(page.locator("#zeit [aria-current=date]")).to_have_text("31.12.2014")
    expect(main.locator("table.sro-table")).to_contain_text("4.321")
    main.get_by_role("link", name="Neben andere stellen").click()
    main.get_by_label("31.12.2014").check()
    main.get_by_role("button", name="Nebeneinander zeigen").click()
    expect(main.locator("table.sro-table")).to_contain_text("4.321")
    main.get_by_role("link", name="Diese Auswahl merken").click()
    main.get_by_label("Name der Auswahl").fill("Für den Ausschuss")
    main.get_by_label("Mit dem Amt teilen").check()
    main.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Für den Ausschuss")
    kept = SavedSelection.objects.get(name="Für den Ausschuss")
    assert (kept.shared, kept.days) == (True, ["2014-12-31"])
