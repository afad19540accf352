"""A family and small steps that journeys of help planning share."""

from __future__ import annotations

import re
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from cases.models import Custody
from tests.browser.looks import open_by
from tests.cases.factories import (
    make_case,
    make_caseworker,
    make_map,
    make_person,
    make_resource,
    make_statement,
)

KEPT = re.compile(r"Entwurf gesichert \d\d:\d\d")
NOT_KEPT = "keine Verbindung"
OFFER = "Mit dem Entwurf weiterarbeiten"


def family(worker=None, **values) -> SimpleNamespace:
    """Return a case with a young person, a mother who has custody, a will and a resource."""
    worker = worker or make_caseworker(display_name="Kim Beispiel")
    case = make_case(worker, **{"name": "Familie Musterhaus", "state": "planning", **values})
    child = make_person(case, given_name="Mika", family_name="Musterhaus")
    mother = make_person(case, "parent", given_name="Ada", family_name="Musterhaus")
    Custody.objects.create(case=case, child=child, holder=mother, kind="sole")
    will = make_statement(case, child)
    make_resource(make_map(case, child))
    return SimpleNamespace(case=case, worker=worker, child=child, mother=mother, will=will)


def press(page: Page, name: str) -> None:
    """Press a button of the page's content."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name in the page's content to its page."""
    open_by(page.locator("main").get_by_role("link", name=name, exact=True).first)


def told(page: Page, text: str) -> None:
    """Wait for the message of a step that was done."""
    expect(page.locator("#meldungen")).to_contain_text(text)
