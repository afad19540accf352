"""Office and provider together, in three browsers: from the shared goal to the accepted report."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import DevelopmentReport
from sro.access import Role
from tests.browser.looks import NARROW, sound
from tests.cases.factories import agree, make_case, make_goal, make_person, make_plan, make_support
from tests.networks.factories_providers import make_provider
from tests.people import person

KEPT = re.compile(r"Entwurf gesichert \d\d:\d\d")
TEXT = "Mika übt jeden Nachmittag mit der Großmutter lesen. " * 4


@pytest.fixture
def case(live_server):
    return make_case(name="Familie Musterhaus")


@pytest.fixture
def support(case):
    """A running support; the plan in force has two goals."""
    plan = make_plan(case, make_person(case, given_name="Mika"))
    for text in ("Mika liest gern vor", "Die Mutter hat abends Ruhe"):
        make_goal(plan, text=text, indicator="Man hört es abends")
    agree(plan, in_force=True)
    return make_support(case, plan.young_person, provider=make_provider(), state="running")


def test_from_the_shared_goal_to_the_accepted_report(another_browser, case, support):
    lead = person(Role.PROVIDER_LEAD, provider=support.provider, display_name="Lea Leitung")
    staff = person(Role.PROVIDER_STAFF, provider=support.provider, display_name="Sam Fach")
    office, chief = another_browser(case.responsible), another_browser(lead)
    # The professional is on the way, with a telephone.
    worker = another_browser(staff, viewport=NARROW)

    # The office shares one goal and asks for a report.
    office.goto(f"/faelle/{case.pk}/traeger/{support.pk}/ziele/")
    office.get_by_label("Mika liest gern vor").check()
    office.get_by_role("button", name="Speichern").click()
    expect(office.locator("#meldungen")).to_contain_text("Der Träger sieht jetzt 1 Ziel.")
    office.goto(f"/faelle/{case.pk}/traeger/{support.pk}/bericht-anfordern/")
    due = timezone.localdate() + timedelta(days=14)
    office.get_by_label("Gebraucht bis").fill(due.isoformat())
    office.get_by_role("button", name="Anfordern").click()
    expect(office.locator("#meldungen")).to_contain_text("Startseite")
    report = DevelopmentReport.objects.get()

    # The provider's lead lets a professional work in the support.
    worker.goto("/hilfen/")
    expect(worker.get_by_text("Noch keine Hilfen")).to_be_visible()
    chief.goto("/hilfen/")
    chief.get_by_role("link", name="Mika").click()
    expect(chief.get_by_text("Mika liest gern vor")).to_be_visible()
    expect(chief.get_by_text("Die Mutter hat abends Ruhe")).to_have_count(0)
    chief.get_by_role("link", name="Fachkraft zuordnen").click()
    chief.locator("#id_user").select_option(label="Sam Fach")
    chief.get_by_role("button", name="Speichern").click()
    expect(chief.locator("#meldungen")).to_contain_text("Sam Fach")

    # The professional writes; in between the connection is gone.
    worker.goto("/")
    worker.get_by_role("link", name="Entwicklungsbericht: Mika").click()
    worker.get_by_role("link", name="Bericht schreiben").click()
    worker.wait_for_url("**/bearbeiten/")
    worker.wait_for_load_state()
    field = worker.get_by_label("Was getan und beobachtet wurde")
    worker.context.set_offline(True)
    field.fill(TEXT)
    expect(worker.locator("[data-draft-state]")).to_contain_text("keine Verbindung")
    worker.context.set_offline(False)
    expect(worker.locator("[data-draft-state]")).to_have_text(KEPT, timeout=10_000)
    worker.reload()
    worker.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    expect(field).to_have_value(TEXT)
    worker.get_by_role("button", name="Speichern").click()
    expect(worker.locator("#meldungen")).to_contain_text("sieht den Bericht noch nicht")

    # What is not submitted is not the office's.
    address = f"/faelle/{case.pk}/berichte/{report.pk}/"
    office.goto(address)
    expect(office.get_by_text("Der Träger schreibt noch.")).to_be_visible()
    expect(office.get_by_text("Großmutter")).to_have_count(0)

    def submit() -> None:
        worker.goto(f"/hilfen/{support.pk}/berichte/{report.pk}/")
        worker.get_by_role("link", name="Abgeben").click()
        worker.get_by_role("button", name="Abgeben").click()
        expect(worker.locator("#meldungen")).to_contain_text("Der Bericht ist abgegeben.")

    submit()
    office.goto("/")
    office.locator(f'main a[href="{address}"]').first.click()
    expect(office.get_by_text("Großmutter").first).to_be_visible()
    sound(office)
    office.get_by_role("link", name="Zurückgeben").click()
    office.locator("#id_reason").fill("Bitte die Schule ergänzen.")
    office.get_by_role("button", name="Zurückgeben").click()
    expect(office.locator("#meldungen")).to_contain_text("wieder beim Träger")

    worker.goto(f"/hilfen/{support.pk}/berichte/{report.pk}/")
    expect(worker.get_by_text("Bitte die Schule ergänzen.")).to_be_visible()
    sound(worker)
    worker.get_by_role("link", name="Bericht schreiben").click()
    worker.locator("#id_development").fill("In der Schule meldet sich Mika öfter.")
    sound(worker)
    worker.get_by_role("button", name="Speichern").click()
    expect(worker.locator("#meldungen")).to_be_visible()
    submit()
    sound(worker)

    office.goto(address)
    office.get_by_role("link", name="Annehmen").click()
    office.get_by_role("button", name="Annehmen").click()
    expect(office.locator("#meldungen")).to_contain_text("Der Bericht ist angenommen.")
    report.refresh_from_db()
    assert report.state == "accepted"
    assert report.goals.get().text == TEXT.strip()
