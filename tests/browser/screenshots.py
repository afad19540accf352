"""Takes the pictures of the README and the handbook from a running demo (`make demo`).

    python -m tests.browser.screenshots [ADDRESS]

Works like a person: logs in, calculates the demo's scenario and a second one, looks at pages.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

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
        registry(login(browser, address, "planung"))
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


def registry(page: Page) -> None:
    """The planner's pages: list and map."""
    page.goto("/sozialraum/einrichtungen/")
    shot(page, "institutions")
    page.goto("/sozialraum/bezirke/")
    page.click("main table a:has-text('Neukölln')")
    page.goto(page.url.rstrip("/") + "/karte/")
    page.locator("figure").first.scroll_into_view_if_needed()
    shot(page, "district-map")


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
