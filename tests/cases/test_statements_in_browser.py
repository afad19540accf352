"""Asking what people want, in the browser: question by question, nothing lost, small screens."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cases.models import Hypothesis, WillStatement
from sro.ui.models import Draft
from tests.browser.conftest import enter
from tests.browser.looks import faults
from tests.cases.factories import (
    make_case,
    make_diagnosis,
    make_hypothesis,
    make_person,
    make_statement,
)
from tests.people import PASSWORD

KEPT = re.compile(r"Entwurf gesichert \d\d:\d\d")
WORDS = "Ich will, dass es abends leise ist. " * 5


@pytest.fixture
def case(live_server):
    return make_case(name="Familie Musterhaus")


@pytest.fixture
def mika(case):
    return make_person(case, given_name="Mika")


@pytest.fixture
def worker(page, live_server, case):
    enter(page.context, live_server, case.responsible)
    return page


def test_question_by_question_with_the_laptop_turned_round(worker, case, mika):
    worker.goto(f"/faelle/{case.pk}/wille/{mika.pk}/")
    worker.get_by_role("link", name="Gesprächsansicht").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Was mir wichtig ist: Mika")
    expect(worker.locator("nav")).to_have_count(0)
    expect(worker.get_by_text("Frage 1 von 6")).to_be_visible()
    shown = worker.locator("[data-question]:visible")
    expect(shown).to_have_count(1)
    shown.get_by_label("In eigenen Worten").fill("Ein ruhiger Abend")
    worker.get_by_role("button", name="Nächste Frage").press("Enter")
    expect(worker.get_by_text("Frage 2 von 6")).to_be_visible()
    worker.get_by_role("button", name="Nächste Frage").click()
    shown.get_by_label("In eigenen Worten").fill("Ich lese vor dem Schlafen")
    shown.get_by_label("Das will ich").check()
    shown.get_by_label("Was ich selbst dafür tue").fill("Ich lege das Telefon weg")
    expect(worker.locator("[data-draft-state]")).to_have_text(KEPT)
    # One key leaves; what was said waits in the same draft.
    worker.keyboard.press("Escape")
    worker.wait_for_url(f"**/wille/{mika.pk}/")
    assert Draft.objects.count() == 1
    worker.get_by_role("link", name="Gespräch aufschreiben").click()
    worker.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    expect(worker.locator("#id_change_readiness")).to_have_value("Ich lege das Telefon weg")
    worker.get_by_role("button", name="Speichern").click()
    worker.wait_for_url(f"**/wille/{mika.pk}/")
    said = {row.question: row.kind for row in WillStatement.objects.all()}
    assert said == {"imagine": "wish", "change": "will"}
    assert not Draft.objects.exists()


def test_without_connection_and_without_session_no_word_is_lost(worker, case, mika):
    address = f"/faelle/{case.pk}/wille/{mika.pk}/gespraech/"
    worker.goto(address)
    worker.context.set_offline(True)
    worker.locator("#id_imagine_text").fill(WORDS)
    expect(worker.locator("[data-draft-state]")).to_contain_text("keine Verbindung")
    # Pressing the button now keeps the page instead of the browser's own error page.
    worker.get_by_role("button", name="Speichern").click()
    expect(worker.locator("#id_imagine_text")).to_have_value(WORDS)
    worker.context.set_offline(False)
    expect(worker.locator("[data-draft-state]")).to_have_text(KEPT, timeout=10_000)
    Session.objects.all().delete()
    worker.get_by_role("button", name="Speichern").click()
    worker.wait_for_url("**/konto/anmelden/**")
    worker.get_by_label("E-Mail-Adresse").fill(case.responsible.email)
    worker.get_by_label("Passwort").fill(PASSWORD)
    worker.get_by_role("button", name="Anmelden").click()
    worker.wait_for_url(f"**{address}")
    worker.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    expect(worker.locator("#id_imagine_text")).to_have_value(WORDS)
    worker.get_by_role("button", name="Speichern").click()
    worker.wait_for_url(f"**/wille/{mika.pk}/")
    assert WillStatement.objects.get().text == WORDS.strip()


def test_a_hypothesis_is_checked_and_another_takes_its_place(worker, case):
    make_hypothesis(case, text="Der Abend ist schwer")
    worker.goto(f"/faelle/{case.pk}/diagnose/")
    worker.get_by_role("link", name="Prüfen").click()
    worker.get_by_label("es ist anders").check()
    worker.get_by_label("Was hat die Prüfung gezeigt?").fill("Morgens gibt es Streit")
    worker.get_by_role("button", name="Speichern").click()
    expect(worker.locator("#fehler")).to_contain_text("Neue Hypothese")
    worker.locator("#id_new_text").fill("Der Morgen ist schwer")
    worker.get_by_role("button", name="Speichern").click()
    worker.wait_for_url(f"**/faelle/{case.pk}/diagnose/")
    assert Hypothesis.objects.get(state="open").text == "Der Morgen ist schwer"


def test_pages_are_for_everybody_and_every_screen(worker, case, mika):
    row = make_statement(case, mika)
    make_statement(case, mika, follows=row, text="Ich will gern zur Schule", entrusted=True)
    make_statement(case, mika, withdrawn=True, question="work")
    make_diagnosis(case, about=mika)
    hypothesis = make_hypothesis(case, check_on="2025-06-03")
    found = {}
    for address in (
        "wille/",
        f"wille/{mika.pk}/",
        f"wille/{mika.pk}/gespraech/",
        f"gespraech/wille/{mika.pk}/",
        "diagnose/",
        f"diagnose/hypothesen/{hypothesis.pk}/pruefen/",
    ):
        worker.goto(f"/faelle/{case.pk}/{address}")
        if wrong := faults(worker):
            found[address] = wrong
    assert not found
