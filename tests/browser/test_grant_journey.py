"""A small grant in the browser: recorded by the team lead, granted, paid, proven, closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from budgets.models import SmallGrant
from sro.access import Role
from tests.browser.casework import follow, press, told
from tests.browser.looks import NARROW, sound
from tests.budgets.grant_world import GrantWorld
from tests.people import person


@pytest.fixture
def scene(live_server):
    return GrantWorld()


def row_of(page: Page, district: str) -> Page:
    """The district's row in the table of the fund Milieu."""
    table = page.get_by_role("table", name="Zeilen von Milieu")
    return table.get_by_role("row").filter(has_text=district)


def test_from_the_application_to_the_end(another_browser, scene):
    district = scene.districts[0]
    lead = another_browser(person(Role.TEAM_LEAD, district=district), viewport=NARROW)
    lead.goto("/haushalt/2018/")
    follow(lead, "Kleine Zuschüsse")
    follow(lead, "Antrag erfassen")
    sound(lead)
    lead.get_by_label("Name des Vorhabens").fill("Frühstück im Hof")
    lead.get_by_label("Wofür das Geld ist").fill("Geschirr und Lebensmittel.")
    lead.get_by_label("Antragstellende Organisation").fill("Verein Musterhof")
    lead.get_by_label("Beteiligte Organisationen").fill("Schachclub Turm")
    lead.get_by_label("Topf").select_option(label="Milieu 2018")
    lead.get_by_label("Beantragter Betrag").fill("1.800")
    press(lead, "Speichern")
    told(lead, "Der Antrag über 1.800,00 € ist erfasst.")
    sound(lead)

    page = another_browser(scene.controller)
    page.goto("/")
    follow(page, "Frühstück im Hof")
    follow(page, "Bewilligen")
    expect(page.locator("main")).to_contain_text("2.000,00 € frei")
    press(page, "Bewilligen")
    told(page, "1.800,00 € sind bewilligt und gebunden.")
    page.goto("/haushalt/2018/stand/")
    row = row_of(page, district.name)
    expect(row).to_contain_text("200,00 €")
    row.get_by_role("link", name="1.800,00 €").click()
    follow(page, "Frühstück im Hof")
    follow(page, "Auszahlen")
    press(page, "Auszahlen")
    told(page, "insgesamt sind 1.800,00 € ausgezahlt")
    follow(page, "Verwendungsnachweis erfassen")
    page.get_by_label("Verwendeter Betrag").fill("1.500")
    page.get_by_label("Was daraus geworden ist").fill("Zwölf Sonntage, vierzig Gäste.")
    press(page, "Speichern")
    told(page, "Der Verwendungsnachweis ist erfasst")
    follow(page, "Rückzahlung vermerken")
    expect(page.get_by_label("Betrag in Euro")).to_have_value("300,00")
    press(page, "Rückzahlung vermerken")
    told(page, "Die Rückzahlung ist gebucht.")
    follow(page, "Zuschuss abschließen")
    press(page, "Zuschuss abschließen")
    told(page, "Der Zuschuss ist abgeschlossen.")
    expect(page.get_by_role("list").filter(has_text="Antrag erfasst")).to_contain_text("bewilligt")
    sound(page)
    page.goto("/haushalt/2018/stand/")
    expect(row_of(page, district.name)).to_contain_text("1.500,00 €")
    assert SmallGrant.objects.get().state == "closed"
