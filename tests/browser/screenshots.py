"""Takes the pictures of the README and the handbook from a running demo (`make demo`).

    python -m tests.browser.screenshots [ADDRESS]

Works like a person: logs in, calculates the demo's scenario and a second one, continues the plan
of a family, looks at pages.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import typst
from playwright.sync_api import Browser, Error, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FALL = "/haushalt/2018/fall/"
PLAN = "#hilfeplaene .sro-lines li:has-text('in Kraft') a"
MAP = "#ressourcenkarten .sro-lines a"
WAIT = 60_000
# As in sro.demo.people; importing it would need Django and a database.
DOMAIN, PASSWORD = "sro.example", "Sozialraum-Demo-2018"


def main(address: str = "http://127.0.0.1:8000") -> int:
    """Take all pictures; 1 with a line that says what to do when there is no demo."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("error: no Chromium found; install it and try again.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            controller = login(browser, address, "controlling")
        except Error:
            print(
                f"error: no demo answers at {address}; start it with 'make demo'.", file=sys.stderr
            )
            return 1
        budget(controller)
        money(controller)
        reports(controller)
        hours(login(browser, address, "traeger"))
        planner = login(browser, address, "planung")
        registry(planner)
        living(planner)
        help_planning(login(browser, address, "fachkraft"))
        people(login(browser, address, "verwaltung"))
        trail(login(browser, address, "datenschutz"))
        browser.close()
    return 0


def login(browser: Browser, address: str, mailbox: str) -> Page:
    """Return a page on which a person of the demo is logged in."""
    context = browser.new_context(
        base_url=address, locale="de-DE", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=login]", f"{mailbox}@{DOMAIN}")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")
    return page


def shot(page: Page, name: str, *, full: bool = False) -> None:
    """Save what the page shows."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


def calculate(page: Page) -> None:
    """Start the calculation of the scenario on the page and wait for its result."""
    page.click("text=Berechnen")
    page.click("text=Ergebnis anzeigen", timeout=WAIT)
    page.wait_for_selector("#ergebnis")


def budget(page: Page) -> None:
    """The controller's pages, from the scenario to the comparison."""
    page.goto(FALL)
    page.click("text=Essen 60/40")
    first = page.url
    if page.locator("#ergebnis").count() == 0:
        calculate(page)
    page.goto(first)
    shot(page, "allocation")
    page.locator("#karte").scroll_into_view_if_needed()
    shot(page, "allocation-pictures")
    page.locator("main details summary", has_text="Mitte:").first.click()
    page.locator("main details[open]").first.scroll_into_view_if_needed()
    shot(page, "explanation")
    page.goto(FALL)
    if page.locator("text=Nur Kennzahlen").count() == 0:
        page.goto(first)
        page.click("text=Als neues Szenario kopieren")
        page.fill("input[name=name]", "Nur Kennzahlen")
        page.click("main button[type=submit]")
        page.fill("input[name=indicator_share]", "100")
        page.click("main button[type=submit]")
        calculate(page)
    page.goto(FALL)
    for box in page.locator("input[name=lauf]").all():
        box.check()
    shot(page, "scenarios")
    page.click("text=Ausgewählte vergleichen")
    shot(page, "compare")


def money(page: Page) -> None:
    """The controller's pages of the budget at work, in the year that follows the published ones."""
    page.goto("/haushalt/")
    page.locator("main table a").first.click()
    year = page.url
    page.click("text=Wo der Haushalt steht")
    shot(page, "standing")
    page.goto(year)
    page.click("text=Kleine Zuschüsse")
    page.locator("main tbody a").first.click()
    shot(page, "grant")
    page.goto("/haushalt/prognose/?jahr=2017")
    shot(page, "backtest")


def reports(page: Page) -> None:
    """A quarterly report, an indicator by area and time, areas beside chance."""
    page.goto("/berichte/quartal/")
    page.locator("main tbody a").first.click()
    shot(page, "report")
    page.goto("/berichte/kennzahlen/")
    page.locator("main table a").first.click()
    shot(page, "indicator")
    page.goto("/berichte/vergleich/streuung/")
    shot(page, "funnel")


def hours(page: Page) -> None:
    """The week of a professional at a provider."""
    page.goto("/stunden/")
    shot(page, "hours-week")


def registry(page: Page) -> None:
    """The planner's pages: list and map."""
    page.goto("/sozialraum/einrichtungen/")
    shot(page, "institutions")
    page.goto("/sozialraum/bezirke/")
    page.click("main table a:has-text('Neukölln')")
    page.goto(page.url.rstrip("/") + "/karte/")
    page.locator("figure").first.scroll_into_view_if_needed()
    shot(page, "district-map")


def living(page: Page) -> None:
    """What goes on in a place: its page, a meeting, the board of needs, a project."""
    page.goto("/sozialraum/netzwerke/")
    page.locator("main tbody a").first.click()
    page.locator("main a[href*='/netzwerke/treffen/']").first.click()
    shot(page, "meeting")
    page.goto("/sozialraum/bedarfe/")
    shot(page, "needs-board")
    page.goto("/sozialraum/projekte/")
    page.locator("main tbody a").first.click()
    shot(page, "project")
    page.goto("/sozialraum/sozialraeume/")
    page.locator("main tbody a").first.click()
    shot(page, "place")


def help_planning(page: Page) -> None:
    """The caseworker's pages: start, a case, its resource map, its plan on screen and on paper."""
    page.goto("/")
    shot(page, "start-caseworker")
    case = case_with_plan_and_map(page)
    shot(page, "case")
    page.click(MAP)
    page.locator(".map-drawing").screenshot(path=PICTURES / "resource-map.png")
    page.goto(case)
    page.click(PLAN)
    plan = page.url
    paper(page, issued(page, case, plan), "plan-paper")
    page.goto(plan)
    write_on(page)
    advice(page)


def case_with_plan_and_map(page: Page) -> str:
    """Open the first case of the caseworker that has both, and return its address."""
    page.goto("/faelle/?stand=running")
    rows = page.locator("main table tbody th a, main table tbody td a").all()
    for address in [row.get_attribute("href") or "" for row in rows]:
        page.goto(address)
        if page.locator(PLAN).count() and page.locator(MAP).count():
            return page.url
    raise SystemExit("error: no case of the demo has a plan and a resource map; start it anew.")


def write_on(page: Page) -> None:
    """From the page of a plan go to the editor of its draft; begin one if there is none."""
    if page.locator("text=Plan fortschreiben").count():
        page.click("text=Plan fortschreiben")
        page.click("main button[type=submit]")
    elif page.locator("text=Weiterschreiben").count() == 0:
        page.click(".kern-alert a[href*='/hilfeplaene/']")
    if not page.url.endswith("/bearbeiten/"):
        page.click("text=Weiterschreiben")


def advice(page: Page) -> None:
    """Take the plan editor with a vague goal and what is said about it; the words go again."""
    goal = page.locator(".plan-row[data-depth='1']").first
    text = goal.locator("[data-plan-text]")
    before = text.input_value()
    text.fill("Der Morgen läuft besser.")
    goal.locator("[data-plan-advice]", has_text="besser").wait_for()
    page.evaluate("document.querySelectorAll('.plan-row__more').forEach(it => { it.open = false })")
    page.evaluate("document.querySelector('.plan-row').scrollIntoView({ behavior: 'instant' })")
    shot(page, "plan-editor")
    text.fill(before)


def issued(page: Page, case: str, plan: str) -> str:
    """Return the address of the plan on paper, as issued; issue it if that was not done."""
    paper_of_plan = "main td a:has-text('Hilfeplan für'), main th a:has-text('Hilfeplan für')"
    page.goto(f"{case}dokumente/")
    if page.locator(paper_of_plan).count() == 0:
        page.goto(plan.replace("/hilfeplaene/", "/dokumente/neu/hilfeplan/"))
        page.click("main button[type=submit]")
        page.goto(f"{case}dokumente/")
    return page.locator(paper_of_plan).first.get_attribute("href") or ""


def paper(page: Page, address: str, name: str) -> None:
    """Save the first page of a PDF as a picture; Typst can read it, no other program is needed."""
    answer = page.request.get(address)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(answer.body())
        sheet = Path(folder, "sheet.typ")
        sheet.write_text(
            "#set page(width: 210mm, height: auto, margin: 0pt)\n"
            '#image("paper.pdf", page: 1, width: 100%)\n'
        )
        picture = typst.compile(str(sheet), format="png", ppi=100)
    (PICTURES / f"{name}.png").write_bytes(picture)


def people(page: Page) -> None:
    """The administrator's list of people."""
    page.goto("/verwaltung/benutzer/")
    shot(page, "people")


def trail(page: Page) -> None:
    """The auditor's log."""
    page.goto("/protokoll/")
    shot(page, "log")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
