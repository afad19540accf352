"""Whole ways through the product, each as one person of the office walks it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import expect

from networks.models import Institution
from sro.access import Role
from tests.networks import factories as areas

FILE = (
    "Name;Art;Sozialraum;Straße;PLZ\n"
    "Mädchentreff Süd;Bibliothek;{key};Öhmdweg 3;10785\n"
    "{known};Bibliothek;{key};Neue Straße 9;10785\n"
)


@pytest.fixture
def library(world) -> Institution:
    """A library that people spell in many ways."""
    category = areas.make_category(code="library", name="Bibliothek")
    return areas.make_institution(
        name="Stadtteilbücherei Müllerstraße", category=category, social_space=world.space
    )


@pytest.fixture
def planner(page, world, login):
    """The planner's browser."""
    login(page, world.people[Role.PLANNER])
    return page


@pytest.mark.parametrize(
    "typed",
    [
        "Stadtteilbücherei",
        "stadtteilbuecherei muller",
        "Bucherei Mueller",
        "Stadteilbücherrei",
        "müllerstrasse",
    ],
)
def test_a_place_is_found_however_it_is_spelled(planner, library, typed):
    planner.goto("/")
    planner.keyboard.press("/")
    planner.keyboard.type(typed)
    planner.keyboard.press("Enter")
    planner.wait_for_url("**/sozialraum/suche/**")
    planner.locator("#treffer").get_by_role("link", name=library.name).click()
    expect(planner.get_by_role("heading", level=1)).to_have_text(library.name)


def test_a_planner_filters_changes_and_verifies_a_place(planner, world, library):
    planner.goto("/sozialraum/einrichtungen/")
    table = planner.locator("#liste")
    planner.locator("main").get_by_label(re.compile("^Einrichtungsart")).select_option("Bibliothek")
    expect(table.get_by_role("link", name=world.institution.name)).to_have_count(0)
    expect(planner.locator("#chips")).to_contain_text("Bibliothek")
    # The address is the view: it can be sent to a colleague.
    planner.reload()
    table.get_by_role("link", name=library.name).click()
    main = planner.locator("main")
    expect(main.get_by_text("nie geprüft")).to_be_visible()
    main.get_by_role("link", name="Bearbeiten").first.click()
    planner.get_by_label("Öffnungszeiten").fill("Montag bis Freitag 10–18 Uhr")
    planner.get_by_label("Kinder", exact=True).check()
    planner.get_by_role("button", name="Speichern").click()
    expect(main).to_contain_text("Montag bis Freitag 10–18 Uhr")
    main.get_by_role("button", name="Heute geprüft").click()
    expect(main.get_by_text(re.compile("geprüft am"))).to_be_visible()
    library.refresh_from_db()
    assert library.target_groups == ["children"]
    assert library.last_verified is not None
    # Who changed what stands below.
    expect(main).to_contain_text(world.people[Role.PLANNER].display_name)


def test_a_planner_takes_in_a_file_and_sees_what_it_changed(planner, world, library, tmp_path):
    file = tmp_path / "einrichtungen.csv"
    content = FILE.format(key=world.space.key, known=library.name)
    file.write_bytes(content.encode("cp1252"))
    planner.goto("/sozialraum/einrichtungen/")
    planner.get_by_role("link", name="Importieren").click()
    main = planner.locator("main")
    planner.locator("input[type=file]").set_input_files(file)
    planner.get_by_role("button", name="Datei prüfen").click()
    expect(main).to_contain_text("Mädchentreff Süd")
    assert not Institution.objects.filter(name="Mädchentreff Süd").exists()
    planner.get_by_role("button", name="Jetzt einlesen").click()
    expect(main).to_contain_text("Die Datei ist vollständig eingelesen.")
    new = Institution.objects.get(name="Mädchentreff Süd")
    assert (new.street, new.social_space_id) == ("Öhmdweg 3", world.space.pk)
    # The same file once more changes nothing and says so.
    before = Institution.objects.count()
    planner.goto("/werkzeug/einlesen/institutions/neu/")
    planner.locator("input[type=file]").set_input_files(file)
    planner.get_by_role("button", name="Datei prüfen").click()
    expect(main).to_contain_text("Diese Datei ist bereits eingelesen; es ändert sich nichts.")
    assert Institution.objects.count() == before


def test_from_the_invitation_to_the_closed_account(world, another_browser):
    admin = another_browser(world.people[Role.ADMINISTRATOR])
    admin.goto("/verwaltung/benutzer/")
    admin.get_by_role("link", name="Person anlegen").click()
    admin.get_by_label("Name", exact=True).fill("Ida Neu")
    admin.get_by_label("E-Mail-Adresse").fill("ida.neu@sro.example")
    admin.get_by_role("button", name="Anlegen und einladen").click()
    admin.get_by_role("link", name="Rolle geben").click()
    admin.get_by_label("Rolle", exact=True).select_option(Role.CASEWORKER)
    admin.get_by_label(re.compile("^Bezirk")).select_option(str(world.district.pk))
    admin.get_by_label("Erster Tag").fill(date(2020, 1, 1).isoformat())
    admin.get_by_role("button", name="Rolle geben").click()
    expect(admin.locator("main")).to_contain_text("01.01.2020")

    ida = another_browser()
    [link] = re.findall(r"https?://\S+/konto/passwort/neu/\S+", mail.outbox[0].body)
    ida.goto("/" + link.split("/", 3)[3])
    for field in ida.locator("input[type=password]").all():
        field.fill("vier ganz neue Wörter")
    ida.locator("main").get_by_role("button").click()
    ida.goto("/konto/anmelden/")
    ida.get_by_label("E-Mail-Adresse").fill("ida.neu@sro.example")
    ida.get_by_label("Passwort", exact=True).fill("vier ganz neue Wörter")
    ida.get_by_role("button", name="Anmelden").click()
    expect(ida.get_by_role("heading", level=1)).to_have_text("Start")
    ida.goto("/sozialraum/einrichtungen/")
    expect(ida.locator("#liste")).to_contain_text(world.institution.name)

    admin.get_by_role("link", name="Konto schließen").click()
    admin.get_by_role("button", name="Konto schließen").click()
    expect(admin.locator("#meldungen")).to_contain_text("Ida Neu")
    # The next step of the person, in a page that was open all the time, leads to the login.
    ida.locator("#liste").get_by_role("link", name=world.institution.name).click()
    ida.wait_for_url("**/konto/anmelden/**")
    ida.get_by_label("E-Mail-Adresse").fill("ida.neu@sro.example")
    ida.get_by_label("Passwort", exact=True).fill("vier ganz neue Wörter")
    ida.get_by_role("button", name="Anmelden").click()
    expect(ida.get_by_role("heading", level=1)).not_to_have_text("Start")

    auditor = another_browser(world.people[Role.AUDITOR])
    auditor.goto("/protokoll/")
    auditor.get_by_label(re.compile(r"^Person( \(freiwillig\))?$")).select_option(
        str(world.people[Role.ADMINISTRATOR].pk)
    )
    auditor.wait_for_url("**person=*")
    lines = auditor.locator("#liste tbody tr")
    for words in ("angelegt", "Einladung", "geschlossen"):
        expect(lines.filter(has_text=words).first).to_be_visible()
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="CSV in deutscher Form").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) - 1 == lines.count()
    assert any("geschlossen" in " ".join(row) for row in rows)
    # Taking the log along is an entry of the log.
    auditor.goto(f"/protokoll/?person={world.people[Role.AUDITOR].pk}")
    expect(auditor.locator("#liste")).to_contain_text("Protokoll")


def test_a_caseworker_looks_for_an_offer_for_a_child(page, world, login):
    areas.make_offer(
        institution=world.institution,
        name="Hausaufgabenhilfe",
        kind="learning",
        target_groups=["children"],
        age_from=6,
        age_to=12,
        direct_access=True,
        phone="030 9018",
    )
    areas.make_offer(
        institution=world.institution, name="Seniorentanz", target_groups=["older_people"]
    )
    login(page, world.people[Role.CASEWORKER])
    page.goto("/")
    page.get_by_role("link", name="Sozialraum", exact=True).click()
    page.locator("main").get_by_role("link", name=re.compile("Angebote$")).click()
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("für wen").select_option("children")
    page.get_by_label("Alter in Jahren").fill("7")
    page.get_by_label("Alter in Jahren").press("Enter")
    table = page.locator("#liste")
    expect(table.get_by_role("link", name="Seniorentanz")).to_have_count(0)
    table.get_by_role("link", name="Hausaufgabenhilfe").click()
    main = page.locator("main")
    expect(main).to_contain_text("030 9018")
    expect(main.get_by_role("link", name="Bearbeiten")).to_have_count(0)


def test_a_provider_sees_its_own_agreement_only(page, world, login):
    login(page, world.people[Role.PROVIDER_LEAD])
    page.goto("/sozialraum/traeger/vereinbarungen/")
    table = page.locator("#liste")
    expect(table).to_contain_text(world.agreement.reference)
    expect(table).not_to_contain_text(world.foreign_agreement.reference)
    expect(page.get_by_role("heading", level=1)).to_contain_text("(1)")
    table.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(world.provider.name)
    answer = page.goto(f"/sozialraum/traeger/vereinbarungen/{world.foreign_agreement.pk}/")
    assert answer.status == 404
    expect(page.locator("main")).not_to_contain_text(world.foreign_agreement.provider.name)
    # Money of the office is none of its business: no entry, and no page behind it.
    expect(page.get_by_role("link", name="Haushalt")).to_have_count(0)
    assert page.goto("/haushalt/").status == 403
