"""A team lead writes the quarter's report, a controller counts on it: two people, two browsers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reporting.models import DistrictReport
from sro.access import Role
from tests.browser import looks
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_support_type
from tests.people import person
from tests.reporting.factories import make_counted, make_supports


@pytest.mark.django_db(transaction=True)
def test_from_the_draft_to_the_published_report(page, login, another_browser, live_server, worker):
    north = make_district(name="Nord")
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    make_supports(6, district=north, space=make_space(district=north), kind=kind)
    report = make_counted(north)
    make_supports(3, district=north, space=make_space(district=north), kind=kind)
    lead = person(Role.TEAM_LEAD, district=north)
    controller = person(Role.CONTROLLER)

    login(page, lead)
    page.goto("/")
    page.get_by_role("link", name="Nord, 2. Quartal 2025").click()
    running = page.get_by_role("row", name="Laufende Hilfen").first
    expect(running).to_contain_text("6")
    page.get_by_role("link", name="Neu zählen").click()
    page.get_by_role("button", name="Neu zählen").click()
    page.get_by_role("link", name="Ergebnis anzeigen").click(timeout=20_000)
    expect(running).to_contain_text("9")
    page.get_by_role("link", name="Kommentar schreiben").first.click()
    page.get_by_label("Kommentar").fill("Drei Familien kamen über die Schule.")
    page.get_by_label("zu beraten").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Der Kommentar ist gespeichert.")).to_be_visible()
    assert not looks.violations(page)
    page.get_by_role("link", name="Ohne Beratung abzeichnen").click()
    page.get_by_label("Warum wurde er nicht beraten?").fill("Die AG tagt erst im Herbst.")
    page.get_by_role("button", name="Abzeichnen").click()
    expect(page.get_by_text("Der Bericht ist abgezeichnet.").first).to_be_visible()

    other = another_browser(controller, viewport=looks.NARROW)
    other.goto("/berichte/quartal/")
    other.get_by_role("link", name="2. Quartal 2025").click()
    assert not looks.overflow(other)
    for step, done in (("Festschreiben", "festgeschrieben"), ("Veröffentlichen", "veröffentlicht")):
        other.get_by_role("link", name=step, exact=True).click()
        other.get_by_role("button", name=step).click()
        expect(other.get_by_text(f"Der Bericht ist {done}.").first).to_be_visible()
    other.get_by_role("link", name="Veröffentlichte Fassung").click()
    expect(other.get_by_text("Drei Familien kamen über die Schule.")).to_be_visible()
    expect(other.get_by_text("unverändert").first).to_be_visible()
    assert not looks.violations(other)
    with other.expect_download() as paper:
        other.get_by_role("link", name="PDF").click()
    assert paper.value.suggested_filename.endswith("oeffentlich.pdf")
    report.refresh_from_db()
    assert report.state == "published"
    assert DistrictReport.objects.count() == 1
