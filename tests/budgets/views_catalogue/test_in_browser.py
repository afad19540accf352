"""The catalogue and the years in a real browser: by keyboard, on a telephone, with long names."""

import re

import pytest
from django.test import Client

from budgets.models import BudgetYear, IndicatorValue
from sro.access import Role
from tests.budgets.factories import make_fund, make_indicator, make_outflow, make_value
from tests.networks.factories import make_boundary, make_district, make_space
from tests.people import person

LONG = "Schmöckwitz/Karolinenhof/Rauchfangswerder/Müggelheimer-Siedlungsgebiet"


@pytest.fixture
def enter(page, live_server):
    """Log a person of a role in."""

    def as_role(*roles):
        user = person(*roles)
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return user

    return as_role


def test_a_year_is_opened_planned_and_adopted(page, enter):
    enter(Role.CONTROLLER)
    page.goto("/haushalt/")
    page.get_by_role("link", name="Haushaltsjahr anlegen").first.click()
    page.get_by_label("Jahr").fill("2018")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Topf anlegen").click()
    page.get_by_label("Zweck").select_option("fall")
    page.get_by_label("Name").fill("Fall")
    page.get_by_label("Betrag in Euro").fill("545.000.000,001")
    page.get_by_role("button", name="Speichern").click()
    # The summary has the focus; its link leads to the field.
    page.get_by_role("link", name="Betrag in Euro").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("545.000.000,00")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "545.000.000,00" in page.get_by_role("table").inner_text()
    page.get_by_role("link", name="Haushalt beschließen").click()
    page.get_by_label("Begründung").fill("Beschluss 18/1")
    page.get_by_role("button", name="Haushalt beschließen").click()
    page.get_by_text("beschlossen").first.wait_for()
    assert BudgetYear.objects.get().state == "adopted"


def test_a_gap_is_found_filled_and_gone_by_keyboard(page, enter):
    enter(Role.PLANNER)
    indicator = make_indicator(code="kinder", name="Kinder", stale_after_months=1200)
    make_value(indicator, make_district(key="01", name="Nord"), 5)
    make_district(key="02", name="Süd")
    page.goto("/haushalt/kennzahlen/plausibilitaet/?art=fehlt")
    page.get_by_role("link", name=re.compile("Wert eingeben.*Kinder, Süd")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Wert (Personen)").focus()
    page.keyboard.type("1.675")
    page.keyboard.press("Enter")
    page.get_by_text("Süd am 31.12.2017: 1.675 Personen gespeichert").wait_for()
    assert page.url.endswith("/haushalt/kennzahlen/plausibilitaet/?art=fehlt")
    assert page.locator(".sro-worklist li").count() == 0
    assert IndicatorValue.objects.filter(value=1675).count() == 1


@pytest.mark.parametrize("width", [320, 375])
def test_no_page_is_wider_than_a_telephone(page, enter, width):
    user = enter(Role.CONTROLLER)
    page.set_viewport_size({"width": width, "height": 700})
    district = make_district(key="01", name=LONG)
    make_boundary(district)
    indicator = make_indicator(code="kinder", name=f"{LONG} unter 18", source=LONG.lower())
    make_value(indicator, district, 5)
    make_value(indicator, make_space(district=district, name=LONG), 6)
    booking = make_outflow(district, "123456789.00", source=LONG, entered_by=user)
    make_fund(name=LONG)
    wide = []
    for address in (
        "",
        "2018/",
        "2018/fall/bearbeiten/",
        "2018/fall/vorjahr/",
        f"2018/fall/vorjahr/2016/{district.key}/",
        "kennzahlen/",
        "kennzahlen/kinder/",
        "kennzahlen/kinder/?ebene=sozialraeume&bezirk=01",
        "kennzahlen/kinder/werte/neu/",
        "kennzahlen/werte/",
        "kennzahlen/plausibilitaet/",
        "ausgaben/",
        f"ausgaben/{booking.pk}/",
        f"ausgaben/{booking.pk}/stornieren/",
    ):
        page.goto(f"/haushalt/{address}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert wide == []
