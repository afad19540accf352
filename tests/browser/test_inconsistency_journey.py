"""What looks wrong is gone through with the keyboard, called right, taken back, mended."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from tests.browser.casework import told
from tests.browser.looks import NARROW, sound
from tests.cases import factories as make
from tests.networks.factories import make_space


def test_a_team_lead_goes_through_what_looks_wrong(page, login, live_server):
    lead = make.make_team_lead()
    district = lead.memberships.get().district
    for name in ("Familie Musterhaus", "Familie Beispielberg"):
        case = make.make_case(
            district=district, social_space=make_space(district=district), name=name
        )
        make.make_support(case, make.make_person(case, birth_year=2012), state="running")
    login(page, lead)
    main = page.locator("main")
    page.goto("/berichte/")
    main.get_by_role("link", name="Unstimmigkeiten", exact=True).click()
    expect(main).to_contain_text("Weder geplantes Ende noch Überprüfung in Sicht")
    expect(page.locator("h1")).to_contain_text("(2)")
    sound(page)
    main.get_by_role("link", name="Der Reihe nach klären").click()
    expect(main).to_contain_text("Familie Musterhaus")
    # The keys work as soon as the page's scripts are there.
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(main).to_contain_text("Familie Beispielberg")
    page.wait_for_load_state()
    page.keyboard.press("v")
    expect(main).to_contain_text("Familie Musterhaus")
    page.set_viewport_size(NARROW)
    sound(page)
    main.get_by_label("Kein Fehler, weil").fill("Vollzeitpflege auf Dauer, so vereinbart.")
    main.get_by_role("button", name="Kein Fehler, weiter").click()
    told(page, "Vermerkt, warum das kein Fehler ist.")
    expect(main).to_contain_text("Familie Beispielberg")
    main.get_by_role("button", name="Rückgängig").click()
    told(page, "Es gilt wieder als Fehler.")
    # Mended where it is, it is gone.
    main.get_by_role("link", name="Hingehen und berichtigen").click()
    main.locator("input[type=date]").fill(date(2199, 1, 1).isoformat())
    main.get_by_role("textbox").last.fill("So im Gespräch vereinbart.")
    main.locator("form.sro-form button[type=submit]").click()
    page.goto("/berichte/unstimmigkeiten/")
    expect(page.locator("h1")).to_contain_text("(1)")
