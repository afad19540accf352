"""Two controllers close a year in two browsers; on a telephone, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from budgets.models import BudgetYear
from tests.browser import looks
from tests.budgets.closing_world import World


@pytest.mark.django_db(transaction=True)
def test_from_the_check_list_to_the_carry_over(page, login, another_browser, live_server):
    world = World()
    world.spend(0, "150.01")
    world.spend(1, "20.00", "fall")
    login(page, world.controller)
    page.goto("/haushalt/2018/")
    page.get_by_role("link", name="Jahr abschließen").click()
    expect(page.get_by_role("heading", level=1, name="Jahresabschluss 2018")).to_be_visible()
    expect(page.get_by_role("link", name="Buchungen des Fallbudgets ohne Hilfe")).to_be_visible()
    assert not looks.violations(page)
    page.get_by_role("link", name="Abschluss vorschlagen").click()
    page.get_by_label("Begründung").fill("Die Rechnung ist geprüft.")
    page.get_by_role("button", name="Abschluss vorschlagen").click()
    expect(page.get_by_text("bestätigen Sie, dass es offen bleibt").first).to_be_visible()
    page.get_by_label("Buchungen des Fallbudgets ohne Hilfe").check()
    assert not looks.violations(page)
    page.get_by_role("button", name="Abschluss vorschlagen").click()
    expect(page.get_by_text("Entscheiden muss eine andere Person")).to_be_visible()

    other = another_browser(world.second, viewport=looks.NARROW)
    other.goto("/")
    expect(other.get_by_text("Jahresabschluss wartet auf Bestätigung")).to_be_visible()
    other.get_by_role("link", name="Haushaltsjahr 2018").click()
    expect(other.get_by_text("bekannt und in Kauf genommen")).to_be_visible()
    assert not looks.violations(other)
    assert not looks.overflow(other)
    other.get_by_role("link", name="Abschluss bestätigen").click()
    expect(other.get_by_text("Das lässt sich nicht rückgängig machen.")).to_be_visible()
    other.get_by_role("button", name="Jahr abschließen").click()
    expect(other.get_by_text("Das Haushaltsjahr 2018 ist abgeschlossen.").first).to_be_visible()
    assert not looks.violations(other)
    assert BudgetYear.objects.get(year=2018).state == "closed"

    page.goto("/haushalt/2019/stand/")
    milieu = page.get_by_role("table", name="Zeilen von Milieu")
    expect(milieu.get_by_role("columnheader", name="Übertrag")).to_be_visible()
    expect(milieu).to_contain_text("225,00")
    assert not looks.violations(page)
