"""The week of hours by keyboard alone, on a telephone, without scripts, in two tabs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from budgets.models import HoursEntry
from tests.browser import keys
from tests.browser.casework import KEPT, follow, press, told
from tests.browser.looks import NARROW, sound
from tests.budgets.hours.factories import MONDAY, make_entry, make_scene

WEEK = "/stunden/woche/2025-W23/"


@pytest.fixture
def scene(live_server):
    scene = make_scene()
    make_entry(scene, day=MONDAY - timedelta(days=7), minutes=90)
    make_entry(scene, day=MONDAY - timedelta(days=6), minutes=30, kind="case_specific")
    return scene


def cells(page: Page) -> list[str]:
    return page.locator("[data-hours]").evaluate_all("all => all.map((each) => each.value)")


def minutes() -> dict[date, int]:
    rows = HoursEntry.objects.filter(day__gte=MONDAY).order_by("day", "pk")
    found: dict[date, int] = {}
    for row in rows:
        found[row.day] = found.get(row.day, 0) + row.minutes
    return found


def test_a_week_with_the_keyboard_alone(page, login, scene):
    login(page, scene.staff)
    page.goto(WEEK)
    first = page.locator("#id_r0-d0")
    keys.tab_to(page, first)
    page.keyboard.type("1,5")
    page.keyboard.press("ArrowRight")
    assert keys.focused(page) == "id_r0-d1"
    page.keyboard.type("90 min")
    # Enter leads to the cell below, it does not send the form.
    page.keyboard.press("Enter")
    assert keys.focused(page) == "id_r1-d1"
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    expect(page.locator("#id_r1-d1")).to_have_value("")
    page.keyboard.type("0:45")
    page.keyboard.press("ArrowUp")
    assert keys.focused(page) == "id_r0-d1"
    page.keyboard.press("ArrowLeft")
    assert keys.focused(page) == "id_r0-d0"
    expect(page.locator("[data-week-sum='1']")).to_have_text("2,25")
    expect(page.locator("[data-draft-state]")).to_have_text(KEPT)
    save = page.get_by_role("button", name="Woche speichern")
    keys.tab_to(page, save)
    page.keyboard.press("Enter")
    told(page, "Ihre Woche ist gespeichert.")
    assert minutes() == {MONDAY: 90, MONDAY + timedelta(days=1): 135}
    sound(page)


def test_another_row_with_what_was_used_last_first(page, login, scene):
    login(page, scene.staff)
    page.goto(WEEK)
    rows = page.locator("[data-week-row]").count()
    add = page.get_by_role("button", name="Weitere Zeile")
    keys.tab_to(page, add)
    page.keyboard.press("Enter")
    expect(page.locator("[data-week-row]")).to_have_count(rows + 1)
    fresh = page.locator("[data-week-row]").last
    groups = fresh.locator("select").nth(1).locator("optgroup")
    expect(groups.first).to_have_attribute("label", "Zuletzt genutzt")
    fresh.locator("select").first.select_option(f"case_independent:{scene.activity.pk}")
    fresh.locator("select").nth(1).select_option(f"r{scene.space.pk}")
    fresh.locator("[data-hours]").nth(4).fill("2")
    press(page, "Woche speichern")
    told(page, "Ihre Woche ist gespeichert.")
    assert minutes() == {MONDAY + timedelta(days=4): 120}


def test_on_a_telephone(another_browser, scene):
    page = another_browser(scene.staff, viewport=NARROW)
    page.goto(WEEK)
    sound(page)
    page.get_by_label("Mo 02.06.").first.fill("1,5")
    press(page, "Vorwoche übernehmen")
    # What was typed stays, the free cells are filled, nothing is saved yet.
    expect(page.locator("#id_r0-d0")).to_have_value("1,5")
    assert "0,5" in cells(page)
    assert minutes() == {}
    press(page, "Woche speichern")
    told(page, "Ihre Woche ist gespeichert.")
    assert sum(minutes().values()) == 210
    sound(page)


def test_without_scripts(another_browser, scene):
    page = another_browser(scene.staff, java_script_enabled=False)
    page.goto(WEEK)
    page.locator("#id_r0-d0").fill("viel")
    page.locator("#id_r0-d1").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator("#fehler")).to_contain_text("1,5 oder 1:30")
    expect(page.locator("#id_r0-d0")).to_have_value("viel")
    page.locator("#id_r0-d0").fill("0,25")
    press(page, "Woche speichern")
    told(page, "Ihre Woche ist gespeichert.")
    assert minutes() == {MONDAY: 15, MONDAY + timedelta(days=1): 60}


def test_two_tabs_lose_nothing(page, login, another_browser, scene):
    login(page, scene.staff)
    other = another_browser(scene.staff)
    page.goto(WEEK)
    other.goto(WEEK)
    page.locator("#id_r0-d0").fill("1")
    press(page, "Woche speichern")
    told(page, "Ihre Woche ist gespeichert.")
    other.locator("#id_r0-d0").fill("2")
    press(other, "Woche speichern")
    expect(other.locator("#zwei-fassungen")).to_contain_text("Mika")
    expect(other.locator("#id_r0-d0")).to_have_value("2")
    assert minutes() == {MONDAY: 60}
    press(other, "Woche speichern")
    told(other, "Ihre Woche ist gespeichert.")
    assert minutes() == {MONDAY: 120}


def test_from_the_week_to_the_closed_month(another_browser, scene):
    HoursEntry.objects.all().delete()
    staff, lead = another_browser(scene.staff), another_browser(scene.lead)
    office = another_browser(scene.team_lead)
    make_entry(scene, day=MONDAY)
    wrong = make_entry(scene, day=MONDAY + timedelta(days=1), minutes=600)

    lead.goto("/stunden/monat/2025-06/")
    follow(lead, "Monat melden")
    press(lead, "Monat melden")
    told(lead, "2 Zeilen sind gemeldet.")

    office.goto("/stunden/freigaben/")
    boxes = office.locator("input[name=zeile]")
    keys.tab_to(office, boxes.first)
    office.keyboard.press("ArrowDown")
    office.keyboard.press("Space")
    press(office, "Mit Begründung zurückgeben")
    office.get_by_label("Begründung").fill("Zehn Stunden an einem Tag?")
    press(office, "Zurückgeben")
    told(office, "1 Zeile ist zurückgegeben.")

    staff.goto(WEEK)
    expect(staff.locator("main")).to_contain_text("Zehn Stunden an einem Tag?")
    staff.locator(f"input[value='{wrong.pk}'] ~ input[data-hours]").fill("1")
    press(staff, "Woche speichern")
    told(staff, "Ihre Woche ist gespeichert.")

    lead.goto("/stunden/monat/2025-06/")
    follow(lead, "Zurückgegebene Zeilen melden")
    press(lead, "Monat melden")
    office.goto("/stunden/freigaben/")
    press(office, "Alle auf dieser Seite anhaken")
    press(office, "Freigeben")
    told(office, "2 Zeilen sind freigegeben.")
    lead.reload()
    expect(lead.locator("main")).to_contain_text("Abgeschlossen am")
