"""The controller's way through a budget, in a real browser and with a real worker.

The figures are those computed independently of the product (golden_2018.csv).
"""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from sro.access import Role
from sro.demo import budget
from tests.browser import looks
from tests.budgets.berlin import golden, make_berlin
from tests.budgets.factories import NOW
from tests.budgets.views.pages import german
from tests.people import person

CALCULATED = 60_000


@pytest.fixture
def ada(live_server, worker):
    """The controller with the demo's budget of 2018 before them."""
    make_berlin()
    who = person(Role.CONTROLLER, display_name="Ada Beispiel")
    budget.create(NOW, actor=who)
    return who


@pytest.fixture
def ben(ada):
    """The second controller."""
    return person(Role.CONTROLLER, display_name="Ben Muster")


def golden_of(share: str) -> list[str]:
    """The amounts of all districts at an indicator share, as people read them."""
    return [german(amount) for (each, _key), amount in golden().items() if each == share]


def cents(text: str) -> Decimal:
    """The amount in a table cell."""
    plain = text.replace("\u00a0", " ").removesuffix("€").strip()
    return Decimal(plain.replace(".", "").replace(",", ".").replace("−", "-"))


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def shows_golden(page: Page, share: str) -> None:
    """The result table holds the golden figures, and nothing else, in its column of amounts."""
    expect(page.get_by_text("545.000.000,00 € vollständig auf 12 Bezirke verteilt")).to_be_visible()
    table = page.get_by_role("table", name="Betrag je Bezirk", exact=True).first
    amounts = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert [text.replace("\u00a0", " ") for text in amounts] == [
        f"{amount} €" for amount in golden_of(share)
    ]


def adds_up(page: Page, unit: str, number: int = 5) -> None:
    """The parts of a district's or social space's explanation are its amount, to the cent."""
    details = page.locator("details.budgets-explanation").filter(has_text=unit)
    details.locator("summary").click()
    parts = details.locator("tbody tr td:last-child").all_inner_texts()
    whole = details.locator("tfoot td").last.inner_text()
    assert len(parts) == number
    assert sum(map(cents, parts)) == cents(whole)
    expect(details.locator("summary strong")).to_have_text(whole)


def calculate(page: Page) -> None:
    """Start, watch the progress, go on to the result."""
    page.get_by_role("button", name="Berechnen", exact=True).click()
    page.wait_for_url("**/werkzeug/**")
    expect(page.get_by_text("Fertig")).to_be_visible(timeout=CALCULATED)
    page.get_by_role("link", name="Ergebnis anzeigen").click()


@pytest.mark.django_db(transaction=True)
def test_from_the_scenario_to_the_approved_allocation(page, login, another_browser, ada, ben):
    login(page, ada)
    page.goto("/")
    page.get_by_role("link", name="Haushalt", exact=True).click()
    page.get_by_role("link", name="Haushalt 2018").click()
    page.get_by_role("link", name="Fall", exact=True).click()
    heading(page, "Fall 2018")
    page.get_by_role("link", name="Essen 60/40").click()
    expect(page.get_by_text("Alle Angaben sind da")).to_be_visible()
    first_address = page.url
    calculate(page)
    assert page.url == first_address
    shows_golden(page, "0.60")
    adds_up(page, "Marzahn-Hellersdorf")

    page.get_by_role("link", name="Als neues Szenario kopieren").click()
    page.get_by_label("Name des neuen Szenarios").fill("Mehr Kennzahlen 70/30")
    page.get_by_role("button", name="Kopieren").click()
    heading(page, "Mehr Kennzahlen 70/30 ändern")
    page.get_by_label("Kennzahlenanteil in Prozent").fill("70")
    page.get_by_role("button", name="Speichern").click()
    calculate(page)
    shows_golden(page, "0.70")
    second_address = page.url

    page.get_by_role("link", name="Fall", exact=True).click()
    for name in ("Essen 60/40", "Mehr Kennzahlen 70/30"):
        page.get_by_label(f"{name} vergleichen").check()
    page.get_by_role("button", name="Ausgewählte vergleichen").click()
    heading(page, "Szenarien vergleichen")
    for share in ("0.60", "0.70"):
        for amount in golden_of(share):
            expect(page.locator("tbody").first).to_contain_text(amount)
    assert not looks.violations(page)

    page.goto(second_address)
    page.get_by_role("link", name="Vorschlagen").click()
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_text("Entscheiden muss eine andere Person")).to_be_visible()
    expect(page.get_by_role("link", name="Freigeben")).to_have_count(0)

    other = another_browser(ben)
    other.goto("/")
    other.get_by_role("link", name="Fall 2018: Mehr Kennzahlen 70/30").click()
    other.get_by_role("link", name="Freigeben").click()
    other.get_by_role("button", name="Freigeben").click()
    expect(other.get_by_text("ist freigegeben")).to_be_visible()
    other.get_by_role("link", name="Nachrechnen und vergleichen").click()
    other.get_by_role("button", name="Nachrechnen").click()
    expect(other.get_by_text("Identisch")).to_be_visible()

    page.reload()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Excel (XLSX)").click()
    content = downloading.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    amounts = [german(f"{row[2]:.2f}") for row in sheet.iter_rows(2, 13, values_only=True)]
    assert amounts == golden_of("0.70")


def press_on(page: Page, role: str, name: str) -> None:
    """Walk to a control with the tabulator, see where the focus is, and press it."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    expect(wanted).to_be_visible()
    for _step in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            outline = wanted.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none", f"no visible focus on {name}"
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} cannot be reached with the tabulator")


def walk_to(page: Page, label: str) -> None:
    """Walk to a field with the tabulator."""
    wanted = page.get_by_label(label).first
    for _step in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} cannot be reached with the tabulator")


@pytest.mark.django_db(transaction=True)
def test_the_same_steps_without_a_mouse(page, login, another_browser, ada, ben):
    login(page, ada)
    page.goto("/haushalt/2018/fall/")
    press_on(page, "link", "Essen 60/40")
    heading(page, "Essen 60/40")
    press_on(page, "link", "Ändern")
    walk_to(page, "Kennzahlenanteil in Prozent")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Das Szenario ist gespeichert")).to_be_visible()
    press_on(page, "button", "Berechnen")
    result = page.get_by_role("link", name="Ergebnis anzeigen")
    expect(result).to_be_visible(timeout=CALCULATED)
    press_on(page, "link", "Ergebnis anzeigen")
    shows_golden(page, "0.80")
    press_on(page, "link", "Mitte")
    heading(page, "Mitte")
    expect(page.get_by_text("Betrag für Mitte")).to_be_visible()
    page.go_back()
    press_on(page, "link", "Vorschlagen")
    press_on(page, "button", "Vorschlagen")
    expect(page.get_by_text("Entscheiden muss eine andere Person")).to_be_visible()

    other = another_browser(ben)
    other.goto(page.url)
    press_on(other, "link", "Freigeben")
    press_on(other, "button", "Freigeben")
    expect(other.get_by_text("ist freigegeben")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_weights_say_their_part_while_typing_and_are_kept_as_typed(page, login, ada):
    login(page, ada)
    page.goto("/haushalt/2018/fall/")
    page.get_by_role("link", name="Essen 60/40").click()
    page.get_by_role("link", name="Ändern").click()
    parts = page.locator("[data-share]")
    expect(parts.first).to_have_text("25,0\u00a0%")
    weight = page.get_by_label("Gewicht: Bevölkerung unter 18 Jahren", exact=True)
    weight.fill("3")
    expect(parts.first).to_have_text("50,0\u00a0%")
    weight.fill("2,5")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Bevölkerung unter 18 Jahren, Gewicht 2,5")).to_be_visible()
