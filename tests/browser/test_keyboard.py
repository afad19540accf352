"""Every page can be used without a mouse, and one always sees where one is."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from networks.models import Institution
from sro.access import Role
from sro.accounts.models import User
from tests.browser import keys, looks
from tests.networks import factories as areas

LIST = "/sozialraum/einrichtungen/"
PAGES = {
    "start": (Role.PLANNER, "/"),
    "list": (Role.PLANNER, LIST),
    "record": (Role.PLANNER, LIST + "{w.institution.pk}/"),
    "form": (Role.PLANNER, LIST + "{w.institution.pk}/bearbeiten/"),
    "confirm": (Role.PLANNER, LIST + "{w.institution.pk}/loeschen/"),
    "map": (Role.PLANNER, "/sozialraum/bezirke/{w.district.pk}/karte/"),
    "run": (Role.CONTROLLER, "/haushalt/2018/fall/zuweisung/{w.approved.pk}/"),
    "run-form": (Role.CONTROLLER, "/haushalt/2018/fall/zuweisung/{w.run.pk}/bearbeiten/"),
    "explanation": (
        Role.CONTROLLER,
        "/haushalt/2018/fall/zuweisung/{w.approved.pk}/bezirk/90/",
    ),
    "role": (Role.ADMINISTRATOR, "/verwaltung/benutzer/{w.stranger.pk}/rollen/neu/"),
    "log": (Role.AUDITOR, "/protokoll/"),
    "sessions": (Role.PLANNER, "/konto/sitzungen/"),
}


@pytest.fixture
def planner(page, world, login):
    """The planner's browser."""
    login(page, world.people[Role.PLANNER])
    return page


def test_the_tab_key_reaches_everything_and_comes_out_again(world, another_browser):
    found = []
    browsers = {}
    for name, (role, address) in PAGES.items():
        page = browsers.setdefault(role, None) or another_browser(world.people[role])
        browsers[role] = page
        page.goto(address.format(w=world))
        _, faults = keys.walk(page)
        found += [f"{name}: {line}" for line in faults]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_on_a_small_screen_the_tab_key_reaches_everything_too(world, another_browser):
    page = another_browser(world.people[Role.PLANNER], viewport=looks.NARROW)
    for name in ("list", "form"):
        page.goto(PAGES[name][1].format(w=world))
        _, faults = keys.walk(page)
        if faults:
            pytest.fail("\n".join(faults), pytrace=False)


def test_the_first_stop_leads_past_the_navigation(planner):
    planner.goto(LIST)
    planner.keyboard.press("Tab")
    skip = planner.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    planner.keyboard.press("Enter")
    assert keys.focused(planner) == "inhalt"
    planner.keyboard.press("Tab")
    assert planner.evaluate("document.activeElement.closest('main') !== null")


def test_a_slash_leads_to_the_search_and_a_question_mark_to_the_help(planner):
    planner.goto(LIST)
    planner.keyboard.press("/")
    search = planner.get_by_role("searchbox", name="Alles durchsuchen")
    expect(search).to_be_focused()
    # In a field the same keys are letters.
    planner.keyboard.type("a/b?")
    expect(search).to_have_value("a/b?")
    assert planner.url.endswith(LIST)
    search.evaluate("(each) => each.blur()")
    planner.keyboard.press("?")
    planner.wait_for_url("**/werkzeug/tastatur/")
    expect(planner.get_by_role("heading", level=1)).to_have_text("Tastatur")


def test_escape_closes_the_menu_and_leads_back(planner):
    planner.goto("/")
    menu = planner.locator("details.sro-menu")
    summary = menu.locator("summary")
    keys.tab_to(planner, summary)
    planner.keyboard.press("Enter")
    entry = menu.get_by_role("link", name="Meine Entwürfe")
    expect(entry).to_be_visible()
    planner.keyboard.press("Tab")
    expect(entry).to_be_focused()
    planner.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(summary).to_be_focused()


def test_suggestions_are_walked_through_with_the_arrow_keys(planner, world):
    planner.goto("/")
    planner.keyboard.press("/")
    planner.keyboard.type(world.institution.name[:8])
    hit = planner.locator(f"#vorschlaege a[href='{LIST}{world.institution.pk}/']")
    hit.wait_for()
    assert looks.violations(planner) == []
    planner.keyboard.press("ArrowDown")
    assert planner.evaluate("document.activeElement.closest('#vorschlaege') !== null")
    planner.keyboard.press("Escape")
    expect(hit).to_be_hidden()
    assert keys.focused(planner) == "suche"


def test_wrong_entries_are_announced_and_lead_to_their_fields(planner, world):
    planner.goto(f"{LIST}{world.institution.pk}/bearbeiten/")
    keys.fill(planner, "Name", "")
    keys.fill(planner, "Postleitzahl (freiwillig)", "abc")
    planner.keyboard.press("Enter")
    planner.wait_for_selector("#fehler")
    assert keys.focused(planner) == "fehler"
    for link in planner.locator("#fehler a").all():
        target = link.get_attribute("href").removeprefix("#")
        keys.tab_to(planner, link)
        planner.keyboard.press("Enter")
        assert keys.focused(planner) == target
        field = planner.locator(f"#{target}")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert f"{target}_error" in field.get_attribute("aria-describedby").split()
        planner.locator("#fehler").focus()
    assert planner.locator("#fehler a").count() == 2


def test_a_record_is_changed_and_saved_with_the_keyboard_alone(planner, world):
    planner.goto(f"{LIST}{world.institution.pk}/")
    keys.tab_to(planner, planner.get_by_role("link", name="Bearbeiten", exact=True))
    planner.keyboard.press("Enter")
    planner.wait_for_url("**/bearbeiten/")
    keys.fill(planner, "Telefon (freiwillig)", "030 9018")
    rollable = planner.get_by_label("Rollstuhl")
    keys.tab_to(planner, rollable)
    planner.keyboard.press("ArrowDown")
    keys.tab_to(planner, planner.get_by_role("button", name="Speichern"))
    planner.keyboard.press("Enter")
    planner.wait_for_url(f"**{LIST}{world.institution.pk}/")
    assert keys.focused(planner) == "meldungen"
    expect(planner.locator("#meldungen")).to_contain_text("gespeichert")
    saved = Institution.objects.get(pk=world.institution.pk)
    assert saved.phone == "030 9018"
    assert saved.wheelchair


def test_a_person_is_entered_with_the_keyboard_alone(page, world, login):
    login(page, world.people[Role.ADMINISTRATOR])
    page.goto("/verwaltung/benutzer/")
    keys.tab_to(page, page.get_by_role("link", name=re.compile("anlegen|hinzufügen|Neu")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/neu/")
    keys.fill(page, "Name", "Ida Neu")
    keys.fill(page, "E-Mail-Adresse", "ida.neu@sro.example")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/benutzer/\d+/$"))
    assert keys.focused(page) == "meldungen"
    assert User.objects.get(email="ida.neu@sro.example").display_name == "Ida Neu"
    assert len(mail.outbox) == 1


def test_a_step_is_confirmed_with_the_keyboard_alone(planner, world):
    entered_twice = areas.make_institution(social_space=world.space)
    planner.goto(f"{LIST}{entered_twice.pk}/loeschen/")
    keys.tab_to(planner, planner.locator("main").get_by_role("button"))
    planner.keyboard.press("Enter")
    planner.wait_for_url(f"**{LIST}")
    assert keys.focused(planner) == "meldungen"
    assert not Institution.objects.filter(pk=entered_twice.pk).exists()


def test_a_wide_table_is_moved_with_the_arrow_keys(world, another_browser):
    page = another_browser(world.people[Role.PLANNER], viewport=looks.NARROW)
    page.goto(LIST)
    table = page.get_by_role("region", name="Einrichtungen")
    keys.tab_to(page, table)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(table).not_to_have_js_property("scrollLeft", 0)
    assert looks.overflow(page) == []


def test_a_filter_works_with_the_keyboard_and_keeps_the_focus(planner, world):
    planner.goto(LIST)
    status = planner.locator("#anzahl")
    expect(status).to_have_text(f"Einrichtungen: {Institution.objects.count()}")
    status.evaluate("(each) => { each.dataset.same = 'yes'; }")
    field = planner.locator("main input[type=search]")
    keys.tab_to(planner, field)
    planner.keyboard.type("xyzxyz")
    planner.wait_for_url("**q=xyzxyz*")
    expect(planner.locator("#liste")).to_contain_text("passt nichts")
    expect(field).to_be_focused()
    # A screen reader hears the new count only if the element stays and its text changes.
    expect(status).to_have_text("Einrichtungen: 0")
    expect(status).to_have_attribute("data-same", "yes")
    keys.tab_to(planner, planner.locator("#chips a").first)
    planner.keyboard.press("Enter")
    expect(planner.get_by_role("link", name=world.institution.name)).to_be_visible()
