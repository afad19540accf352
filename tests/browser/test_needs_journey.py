"""A need in the browser: reported in the quarter, assessed, merged, planned, done, answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from networks.models import Need
from sro.access import Role
from tests.browser.casework import follow, press, told
from tests.browser.looks import NARROW, open_by, sound
from tests.networks.factories import make_space
from tests.networks.factories_needs import make_need
from tests.people import person


@pytest.fixture
def space(live_server):
    return make_space(name="Nordquartier")


def test_whoever_reports_a_need_is_told_what_became_of_it(another_browser, space):
    make_need(social_space=space, title="Treff für Mädchen am Abend")
    worker = another_browser(person(Role.CASEWORKER, district=space.district), viewport=NARROW)
    worker.goto("/sozialraum/")
    open_by(worker.locator("main").get_by_role("link", name="offene Bedarfe"))
    sound(worker)
    follow(worker, "Bedarf melden")
    worker.get_by_label("Was fehlt").fill("Treff am Abend")
    worker.locator("#id_social_space").select_option(label=f"Nordquartier ({space.district.name})")
    expect(worker.locator("#aehnliche")).to_contain_text("Treff für Mädchen am Abend")
    worker.get_by_label("Wie Sie es sehen").fill("Nach 18 Uhr ist alles zu.")
    press(worker, "Melden")
    worker.get_by_label("Keiner der Bedarfe unten ist gemeint").check()
    sound(worker)
    press(worker, "Melden")
    told(worker, "„Treff am Abend“ ist gemeldet.")
    sound(worker)

    page = another_browser(person(Role.PLANNER))
    page.goto("/")
    follow(page, "2 gemeldete Bedarfe ansehen")
    sound(page)
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    press(page, "Gemeinsam einschätzen")
    page.get_by_label("dringend").check()
    sound(page)
    press(page, "Einschätzen")
    told(page, "Eingeschätzt: 2 Bedarfe.")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    press(page, "Zusammenführen")
    page.get_by_label("Treff für Mädchen am Abend").check()
    sound(page)
    press(page, "Zusammenführen")
    told(page, "1 Bedarf wurde mit „Treff für Mädchen am Abend“ zusammengeführt.")
    sound(page)
    follow(page, "Einplanen")
    page.get_by_label("Haushaltszeile").fill("Milieubezogene Arbeit")
    press(page, "Einplanen")
    told(page, "ist eingeplant")
    follow(page, "Als umgesetzt vermerken")
    page.get_by_label("Antwort an alle").fill("Ab Montag, 18 Uhr.")
    press(page, "Als umgesetzt vermerken")
    told(page, "ist umgesetzt")
    sound(page)

    worker.goto("/")
    follow(worker, "Antwort auf Ihre Meldung: Treff am Abend")
    expect(worker.locator("main")).to_contain_text("Ab Montag, 18 Uhr.")
    sound(worker)
    press(worker, "Ich habe es gelesen")
    told(worker, "vermerkt")
    worker.goto("/")
    expect(worker.locator("main")).not_to_contain_text("Antwort auf Ihre Meldung")
    assert set(Need.objects.values_list("state", flat=True)) == {"realised", "merged"}
