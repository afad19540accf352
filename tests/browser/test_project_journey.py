"""A project in the browser: idea, partners, sessions, end, outcome, judgement, printed report."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from networks.models import Project
from sro.access import Role
from tests.browser.casework import follow, press, told
from tests.browser.looks import NARROW, open_by, sound
from tests.networks.factories import make_district, make_institution
from tests.networks.factories_providers import make_support_type
from tests.people import person


@pytest.fixture
def district(live_server):
    make_institution(name="Grundschule am See")
    make_support_type(name="Tagesgruppe", legal_basis="§ 32")
    return make_district()


def test_from_the_idea_to_the_report(another_browser, district):
    page = another_browser(person(Role.TEAM_LEAD, district=district))
    page.goto("/sozialraum/")
    follow(page, "Projekte")
    page.get_by_role("link", name="Projekt eintragen").first.click()
    page.get_by_label("Titel").fill("Nachmittage an der Schule")
    page.get_by_label("Wozu es dient").fill("Zehn bis zwölf Kinder essen und spielen zusammen.")
    page.get_by_label("Beteiligte Organisationen").fill("Grundschule am See\nSchachclub Turm")
    press(page, "Speichern")
    told(page, "„Nachmittage an der Schule“ ist eingetragen.")
    expect(page.get_by_role("link", name="Grundschule am See")).to_be_visible()
    follow(page, "Beginnen")
    press(page, "Beginnen")
    told(page, "Das Projekt hat begonnen.")
    sound(page)

    open_by(page.get_by_role("link", name="Termine eintragen").first)
    sound(page)
    page.get_by_label("Tag, Zeile 1").fill(timezone.localdate().isoformat())
    page.get_by_label("Dauer in Minuten, Zeile 1").fill("120")
    page.get_by_label("Kinder, Zeile 1").fill("11")
    press(page, "Speichern")
    told(page, "1 Termin ist eingetragen.")
    follow(page, "Beenden")
    press(page, "Beenden")
    told(page, "Das Projekt ist beendet.")

    page.goto("/")
    follow(page, "Bei 1 Projekt das Ergebnis festhalten")
    follow(page, "Nachmittage an der Schule")
    follow(page, "Ergebnis festhalten")
    page.get_by_label("Was sich für Kinder geändert hat").fill("Sie kommen gern.")
    press(page, "Speichern")
    told(page, "Das Ergebnis ist festgehalten.")
    follow(page, "Einschätzen")
    page.get_by_label("Art der Hilfe").select_option(label="Tagesgruppe (§ 32)")
    page.get_by_label("Anzahl der Hilfen").fill("2")
    page.get_by_label("Grundlage der Einschätzung").fill("Im Fachteam beraten.")
    press(page, "Speichern")
    told(page, "Ihre Einschätzung ist festgehalten.")
    expect(page.locator("main")).to_contain_text("2 × Tagesgruppe")
    expect(page.locator("main")).to_contain_text("keine Messung")
    page.set_viewport_size(NARROW)
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Bericht (PDF)").click()
    assert download.value.suggested_filename == "projekt-nachmittage-an-der-schule.pdf"
    assert not Project.objects.owing_outcome().exists()
