"""A district's Milieu money on its way to its social spaces, in a real browser, with a worker."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from budgets.models import Fund
from networks.models import District
from sro.access import Role
from sro.demo import budget
from tests.browser import looks
from tests.browser.test_budget_journey import CALCULATED, adds_up, cents, heading
from tests.budgets.berlin import make_berlin
from tests.budgets.factories import NOW, in_force
from tests.budgets.views.pages import german
from tests.people import person


@pytest.fixture
def ada(live_server, worker):
    """The controller with a Milieu fund of 2018 that is divided among the districts."""
    make_berlin()
    who = person(Role.CONTROLLER, display_name="Ada Beispiel")
    budget.create(NOW, actor=who)
    in_force(budget.by_indicators(who, Fund.objects.get(kind="milieu"), NOW))
    return who


@pytest.mark.django_db(transaction=True)
def test_from_the_line_of_a_district_to_those_of_its_social_spaces(
    page, login, another_browser, ada
):
    district = District.objects.get(key="05")
    login(page, ada)
    page.goto("/haushalt/2018/")
    page.get_by_role("link", name="Wo der Haushalt steht").click()
    lines = page.get_by_role("table", name="Zeilen von Milieu")
    own = lines.get_by_role("row").filter(has_text=f"05 {district.name}")
    own.get_by_role("link", name="Auf Sozialräume aufteilen").click()
    heading(page, f"Milieu 2018 in {district.name} aufteilen")
    page.get_by_label("Name des Szenarios").fill("Nach Kindern und Armut")
    amount = page.get_by_label("Wie viel wird aufgeteilt (Euro)?")
    whole = cents(amount.input_value())
    amount.fill("500.000,00")
    for indicator in (
        "Bevölkerung unter 18 Jahren",
        "Personen unter 65 Jahren mit Transferbezug",
    ):
        page.get_by_label(f"Gewicht: {indicator}", exact=True).fill("1")
        page.get_by_label(f"Stand: {indicator}", exact=True).select_option("31.12.2017")
    assert not looks.violations(page)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Alle Angaben sind da")).to_be_visible()
    page.get_by_role("button", name="Berechnen", exact=True).click()
    expect(page.get_by_text("Fertig")).to_be_visible(timeout=CALCULATED)
    page.get_by_role("link", name="Ergebnis anzeigen").click()

    spaces = district.social_spaces.count()
    expect(
        page.get_by_text(f"500.000,00 € vollständig auf {spaces} Sozialräume verteilt")
    ).to_be_visible()
    table = page.get_by_role("table", name="Betrag je Sozialraum", exact=True).first
    amounts = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert sum(map(cents, amounts)) == Decimal("500000.00")
    adds_up(page, table.locator("tbody th").first.inner_text(), 2)
    page.get_by_role("link", name="Vorschlagen").click()
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_text("Entscheiden muss eine andere Person")).to_be_visible()

    other = another_browser(person(Role.CONTROLLER, display_name="Ben Muster"))
    other.goto("/")
    other.get_by_role("link", name=f"Milieu 2018, {district.name}: Nach Kindern und Armut").click()
    other.get_by_role("link", name="Freigeben").click()
    other.get_by_role("button", name="Freigeben").click()
    expect(other.get_by_text("ist freigegeben")).to_be_visible()
    other.goto("/haushalt/2018/stand/")
    lines = other.get_by_role("table", name="Zeilen von Milieu")
    way_in = other.get_by_role("link", name="Auf Sozialräume aufteilen")
    own = lines.get_by_role("row").filter(has_text=f"05 {district.name}").filter(has=way_in)
    expect(own).to_contain_text(german(f"{whole - 500000:.2f}"))
    expect(lines.get_by_role("rowheader", name=f"05 {district.name} /")).to_have_count(spaces)
    whole_row = lines.get_by_role("row").filter(has_text="mit seinen Sozialräumen")
    expect(whole_row).to_contain_text(german(f"{whole:.2f}"))
    assert not looks.violations(other)
