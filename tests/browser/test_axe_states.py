"""Pages in states the access matrix does not show: errors, refusals, empty lists, dark mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from sro.access import Role
from tests.browser import looks
from tests.browser.stage import Stage
from tests.browser.states import STATES
from tests.people import person

EMPTY = [
    (Role.PLANNER, "/"),
    (Role.PLANNER, "/werkzeug/entwuerfe/"),
    (Role.PLANNER, "/werkzeug/einlesen/"),
    (Role.PLANNER, "/sozialraum/"),
    (Role.PLANNER, "/sozialraum/karte/"),
    (Role.PLANNER, "/sozialraum/bezirke/"),
    (Role.PLANNER, "/sozialraum/einrichtungen/"),
    (Role.PLANNER, "/sozialraum/angebote/"),
    (Role.PLANNER, "/sozialraum/traeger/"),
    (Role.PLANNER, "/sozialraum/traeger/schwerpunkte/"),
    (Role.CONTROLLER, "/sozialraum/traeger/vereinbarungen/"),
    (Role.CONTROLLER, "/sozialraum/traeger/entgelte/"),
    (Role.CONTROLLER, "/haushalt/"),
    (Role.CONTROLLER, "/haushalt/kennzahlen/"),
    (Role.CONTROLLER, "/haushalt/kennzahlen/werte/"),
    (Role.CONTROLLER, "/haushalt/kennzahlen/plausibilitaet/"),
    (Role.CONTROLLER, "/haushalt/ausgaben/"),
    (Role.ADMINISTRATOR, "/verwaltung/benutzer/"),
    (Role.AUDITOR, "/protokoll/?q=xyzxyz"),
]
DARK = [
    (Role.PLANNER, "/"),
    (Role.PLANNER, "/sozialraum/einrichtungen/?q=einrichtung"),
    (Role.PLANNER, "/sozialraum/einrichtungen/{w.institution.pk}/"),
    (Role.PLANNER, "/sozialraum/einrichtungen/{w.institution.pk}/bearbeiten/"),
    (Role.PLANNER, "/sozialraum/einrichtungen/{w.institution.pk}/loeschen/"),
    (Role.PLANNER, "/sozialraum/bezirke/{w.district.pk}/karte/"),
    (Role.CONTROLLER, "/haushalt/2018/fall/zuweisung/{w.approved.pk}/"),
    (Role.CONTROLLER, "/haushalt/2018/fall/zuweisung/{w.approved.pk}/bezirk/90/"),
    (Role.CONTROLLER, "/werkzeug/auftraege/{job}/"),
]


@pytest.fixture(scope="module")
def dark(browser) -> Iterator[Stage]:
    """A browser of somebody who prefers dark pages."""
    opened = Stage(browser, color_scheme="dark")
    yield opened
    opened.close()


def judge(found: list[str]) -> None:
    """Fail with one line per fault."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("name", STATES)
def test_a_seldom_seen_page_is_open_to_everybody(built, stage, settings, monkeypatch, name):
    settings.IMPORT_MAX_BYTES = 1024
    if name == "429":
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    # No worker runs here that could be found alive.
    monkeypatch.setattr("sro.ui.views.jobs.reap_jobs", lambda **_: 0)
    status, make = STATES[name]
    with transaction.atomic():
        client, answer = make(built)
        assert answer.status_code == status
        path = "/" if name == "500" else ""
        page = stage.show(answer, client, path)
        language = "en" if name == "english" else "de"
        found = looks.faults(page, language=language, breadcrumbs=status in (200, 409, 422))
        judge([*found, *stage.problems])
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "address"), EMPTY)
def test_an_empty_page_is_open_to_everybody(stage, role, address):
    client = Client()
    client.force_login(person(role))
    answer = client.get(address)
    assert answer.status_code == 200
    page = stage.show(answer, client)
    judge([*looks.faults(page), *stage.problems])


@pytest.mark.parametrize(("role", "address"), DARK)
def test_a_dark_page_is_open_to_everybody(built, dark, role, address):
    client = Client()
    client.force_login(built.people[role])
    answer = client.get(address.format(w=built, job=built.own[role].job.pk))
    assert answer.status_code == 200
    page = dark.show(answer, client)
    judge([*looks.faults(page), *dark.problems])


def test_the_login_page_is_open_to_everybody_in_the_dark(built, dark):
    client = Client()
    judge(looks.faults(dark.show(client.get("/konto/anmelden/"), client)))


@pytest.mark.parametrize("size", [looks.WIDE, looks.NARROW], ids=["wide", "narrow"])
def test_the_open_menu_is_open_to_everybody(built, stage, size):
    client = Client()
    client.force_login(built.people[Role.PLANNER])
    page = stage.show(client.get("/"), client)
    page.set_viewport_size(size)
    page.locator("details.sro-menu summary").click()
    assert page.get_by_role("link", name="Abmelden").is_visible()
    judge([*looks.violations(page), *looks.overflow(page)])
