"""From the conversation about the plan to the support that begins: two people, two browsers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import (
    Custody,
    IssuedDocument,
    OfficeSettings,
    PlanConference,
    Support,
    SupportDecision,
)
from tests.browser.casework import follow, press, told
from tests.browser.keys import tab_to
from tests.browser.looks import sound
from tests.cases.factories import (
    agree,
    make_case,
    make_caseworker,
    make_goal,
    make_person,
    make_plan,
    make_support,
    make_team_consultation,
    make_team_lead,
)
from tests.networks.factories_providers import make_provider, make_support_type


@pytest.fixture
def worker(live_server, page, login):
    user = make_caseworker(display_name="Kim Beispiel")
    login(page, user)
    return user


@pytest.fixture
def case(worker):
    return make_case(worker, name="Familie Musterhaus", state="planning")


@pytest.fixture
def child(case):
    child = make_person(case, given_name="Mika", family_name="Musterhaus")
    mother = make_person(case, "parent", given_name="Ada", family_name="Musterhaus")
    Custody.objects.create(case=case, child=child, holder=mother, kind="sole")
    return child


@pytest.fixture
def plan(case, child):
    plan = make_plan(case, child)
    make_goal(plan)
    return agree(plan, in_force=True)


def test_from_the_conversation_to_the_support_that_begins(
    page, another_browser, worker, case, child, plan
):
    main = page.locator("main")
    today = timezone.localdate()
    provider = make_provider("Anker (erfunden) e. V.")
    kind = make_support_type(name="Familienhilfe")
    lead = make_team_lead(case.district, display_name="Toni Leitung")

    # Prepare: who belongs there is proposed.
    page.goto(f"/faelle/{case.pk}/")
    follow(page, "Gespräch vorbereiten")
    expect(main.get_by_label("Ada Musterhaus – sorgeberechtigt")).to_be_checked()
    main.get_by_label("Tag", exact=True).fill(today.isoformat())
    main.get_by_label("Uhrzeit").fill("00:01")
    main.get_by_label("Ort").fill("Familienzentrum")
    sound(page)
    press(page, "Speichern")
    expect(page.locator("#meldungen")).to_contain_text("Eingeladen ist noch niemand")

    # The teacher comes only if the mother agrees.
    follow(page, "Person hinzufügen")
    main.get_by_label("nimmt teil als").select_option("professional")
    main.get_by_label("Name", exact=False).first.fill("Frau Lehrer")
    press(page, "Speichern")
    expect(main).to_contain_text("Einwilligung der Sorgeberechtigten fehlt noch")
    main.get_by_role("link", name="Einwilligung festhalten").click()
    main.get_by_label("erteilt").check()
    main.get_by_label("Ada Musterhaus").check()
    main.get_by_label("Geantwortet am").fill(today.isoformat())
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("Die Sorgeberechtigten sind einverstanden")

    # Invite: letters for all but the colleague.
    follow(page, "Einladen")
    sound(page)
    press(page, "Einladungen erstellen")
    expect(main.get_by_role("link", name="Einladung für Frau Lehrer")).to_be_visible()
    assert IssuedDocument.objects.count() == 3

    # Hold, in a window as narrow as a telephone.
    page.set_viewport_size({"width": 375, "height": 800})
    sound(page)
    follow(page, "Gespräch festhalten")
    main.get_by_label("Frau Lehrer").select_option("yes")
    main.get_by_label("wie der junge Mensch beteiligt war").select_option("present")
    main.get_by_label("eigene Stellungnahme").fill("Ich will bei Mama wohnen.")
    main.get_by_label("Protokoll").fill("Alle suchen einen Weg, wie der Morgen gelingt.")
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("Ich will bei Mama wohnen.")
    expect(main.get_by_role("link", name="Ziele gemeinsam auswerten")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})

    # Close, and the next one stands.
    follow(page, "Abschließen")
    following = today + timedelta(days=180)
    main.get_by_label("nächstes Hilfeplangespräch").fill(following.isoformat())
    main.get_by_label("Das nächste Gespräch gleich mit planen").check()
    press(page, "Abschließen")
    expect(page.locator("#meldungen")).to_contain_text("Das Gespräch ist abgeschlossen.")
    assert PlanConference.objects.filter(state="planned").count() == 1

    # Propose a support, consult in the team.
    page.goto(f"/faelle/{case.pk}/")
    follow(page, "Hilfe vorschlagen")
    main.get_by_label("Art der Hilfe").select_option(str(kind.pk))
    main.get_by_label("beginnt am").fill(today.isoformat())
    main.get_by_label("Stunden (freiwillig)", exact=False).first.fill("4,5")
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("4,5 Std. in der Woche")
    page.goto(f"/faelle/{case.pk}/")
    follow(page, "Beratung im Fachteam festhalten")
    expect(main.get_by_label("Kim Beispiel")).to_be_checked()
    main.get_by_label("Frage").fill("Wie gelingt der Morgen?")
    main.get_by_label("Empfehlung").fill("Familienhilfe für ein halbes Jahr")
    # One professional alone is no team.
    press(page, "Speichern")
    expect(page.locator("#fehler")).to_contain_text("mindestens zwei Fachkräfte")
    main.get_by_label("Toni Leitung").check()
    sound(page)
    press(page, "Speichern")
    consultation = page.url
    expect(main.get_by_role("link", name="Entscheiden")).to_have_count(0)

    # The team lead decides, at another desk.
    desk = another_browser(lead)
    desk.goto(consultation)
    follow(desk, "Entscheiden")
    there = desk.locator("main")
    expect(there).to_contain_text("Familienhilfe für ein halbes Jahr")
    there.get_by_label("Träger").select_option(str(provider.pk))
    there.get_by_label("bewilligt", exact=True).check()
    there.get_by_label("warum sie geeignet ist oder nicht").fill("Sie setzt am Morgen an.")
    there.get_by_label("warum sie notwendig ist oder nicht").fill("Allein gelingt es noch nicht.")
    there.get_by_label("Wunsch und Wahl").fill("Die Mutter wünscht den Anker.")
    sound(desk)
    press(desk, "Im Namen des Jugendamts entscheiden")
    expect(there).to_contain_text("Anker (erfunden) e. V.")
    sound(desk)
    assert SupportDecision.objects.get().decided_by == lead

    # The letter about it, ready to be signed.
    OfficeSettings.objects.update_or_create(defaults={"appeal_text": "Widerspruch binnen Monats."})
    follow(desk, "Bescheid erstellen")
    there.get_by_label("Ada Musterhaus").check()
    sound(desk)
    press(desk, "Ausstellen")
    told(desk, "ist ausgestellt")
    letter = IssuedDocument.objects.get(kind="decision")
    assert desk.request.get(f"/faelle/{case.pk}/dokumente/{letter.pk}/").body()[:5] == b"%PDF-"

    # The support begins; the case offers its next step.
    page.goto(f"/faelle/{case.pk}/")
    follow(page, "Familienhilfe")
    follow(page, "Beginn festhalten")
    press(page, "Speichern")
    expect(main).to_contain_text("läuft")
    sound(page)
    page.goto(f"/faelle/{case.pk}/")
    expect(main).to_contain_text("Eine Hilfe hat begonnen")
    support = Support.objects.get()
    assert (support.state, support.minutes, support.provider) == ("running", 270, provider)


def test_minutes_are_written_with_the_keyboard_alone_and_survive_a_closed_tab(
    page, case, child, plan
):
    conference = PlanConference.objects.create(
        case=case,
        young_person=child,
        plan=plan,
        scheduled_at=timezone.now() - timedelta(hours=2),
        author=case.responsible,
    )
    address = f"/faelle/{case.pk}/hilfeplangespraeche/{conference.pk}/festhalten/"
    page.goto(address)
    tab_to(page, page.get_by_label("Protokoll"))
    page.keyboard.type("Mika erzählt vom Fußball.")
    expect(page.locator("[data-draft-state]")).to_contain_text("gesichert")
    page.goto("about:blank")
    page.goto(address)
    page.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    expect(page.get_by_label("Protokoll")).to_have_value("Mika erzählt vom Fußball.")
    tab_to(page, page.get_by_role("button", name="Speichern"))
    page.keyboard.press("Enter")
    expect(page.locator("#meldungen")).to_contain_text("Das Gespräch ist festgehalten.")
    conference.refresh_from_db()
    assert (conference.state, conference.minutes) == ("held", "Mika erzählt vom Fußball.")


def test_two_leads_decide_at_once(page, another_browser, case, child):
    support = make_support(case, child)
    make_team_consultation(case)
    desks = [another_browser(make_team_lead(case.district)) for _ in range(2)]
    for desk in desks:
        desk.goto(f"/faelle/{case.pk}/entscheidungen/neu/")
        desk.get_by_label("bewilligt", exact=True).check()
        for label in ("warum sie geeignet", "warum sie notwendig", "Wunsch und Wahl"):
            desk.get_by_label(label).fill("Aufgeschrieben.")
    for desk in desks:
        press(desk, "Im Namen des Jugendamts entscheiden")
        desk.wait_for_load_state()
    # The second one reads that it is decided, and the text is still there.
    assert SupportDecision.objects.count() == 1
    expect(desks[1].get_by_label("Wunsch und Wahl")).to_have_value("Aufgeschrieben.")
    support.refresh_from_db()
    assert support.state == "granted"
