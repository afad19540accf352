"""What is due comes back by itself: on the start page, in the list, in the private calendar."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from cases.models import FollowUp, Hypothesis
from tests.browser.casework import family, follow, press, told
from tests.browser.looks import NARROW, WIDE, sound
from tests.cases.factories import make_team_lead

NOTE = "Ada Musterhaus nach dem Arzttermin fragen"


def test_a_follow_up_comes_back_and_is_ticked_off(page, login, another_browser, live_server):
    home = family()
    case, main = home.case, page.locator("main")
    login(page, home.worker)
    today = timezone.localdate()
    page.goto(f"/faelle/{case.pk}/")
    line = page.locator("#wiedervorlagen")
    line.locator("input[name=note]").fill(NOTE)
    line.locator("input[type=date]").fill(today.isoformat())
    line.get_by_role("button", name="Erinnern").click()
    told(page, "Die Wiedervorlage")
    page.goto("/")
    expect(main).to_contain_text(NOTE)
    sound(page)
    page.set_viewport_size(NARROW)
    page.goto("/faelle/faellig/")
    expect(main).to_contain_text(NOTE)
    sound(page)
    # The team lead sees what is due in the team.
    lead = another_browser(make_team_lead(case.district))
    lead.goto("/faelle/faellig/?wer=team")
    expect(lead.locator("main")).to_contain_text(NOTE)
    main.get_by_role("link").filter(has_text="Musterhaus").first.click()
    done = line.get_by_role("button", name="Erledigt")
    # The button is as wide as its word, though more is said to the ear.
    word = done.locator(".kern-label").first.bounding_box()
    assert done.bounding_box()["width"] >= word["width"] > word["height"]
    done.press("Enter")
    told(page, "Erledigt.")
    assert FollowUp.objects.get().done_on == today
    page.goto("/")
    expect(main).not_to_contain_text(NOTE)


def test_a_hypothesis_comes_back_for_its_check(page, login, live_server):
    home = family()
    case, main = home.case, page.locator("main")
    login(page, home.worker)
    # Three steps: see, understand, conclude.
    for step, text in (
        ("wahrnehmen", "Mika lacht, wenn die Großmutter kommt."),
        ("verstehen", "Bei der Großmutter ist es abends ruhig."),
        ("Schlüsse ziehen", "Ein ruhiger Abend trägt den Morgen."),
    ):
        page.goto(f"/faelle/{case.pk}/diagnose/neu/")
        main.get_by_label(step, exact=False).first.check()
        main.get_by_label("Text", exact=True).fill(text)
        press(page, "Speichern")
        expect(main).to_contain_text(text)
    follow(page, "Hypothese aufschreiben")
    main.get_by_label("Hypothese", exact=True).fill("Der Abend entscheidet über den Morgen.")
    main.get_by_label("Wieder prüfen am").fill(timezone.localdate().isoformat())
    sound(page)
    press(page, "Speichern")
    expect(main).to_contain_text("Der Abend entscheidet über den Morgen.")
    page.set_viewport_size(NARROW)
    sound(page)
    page.goto("/")
    main.get_by_role("link").filter(has_text="Musterhaus").first.click()
    page.wait_for_url("**#diagnose")
    follow(page, "Der Abend entscheidet über den Morgen.")
    main.get_by_role("link", name="Prüfen").first.click()
    main.get_by_label("bestätigt", exact=False).check()
    main.get_by_label("Was hat die Prüfung gezeigt?").fill("Drei ruhige Abende, drei gute Morgen.")
    press(page, "Speichern")
    expect(main).to_contain_text("Drei ruhige Abende")
    assert Hypothesis.objects.get().state == "confirmed"


def test_the_private_calendar_names_nobody_and_ends_when_it_is_revoked(
    page, login, another_browser, live_server
):
    home = family()
    case, main = home.case, page.locator("main")
    login(page, home.worker)
    FollowUp.objects.create(
        case=case,
        author=home.worker,
        assigned_to=home.worker,
        due_on=timezone.localdate() + timedelta(days=2),
        note=NOTE,
    )
    page.goto("/faelle/faellig/")
    follow(page, "Kalenderadresse")
    press(page, "Adresse erzeugen")
    first = main.get_by_label("Adresse für das Kalenderprogramm").input_value()
    sound(page)
    page.set_viewport_size(NARROW)
    sound(page)
    page.set_viewport_size(WIDE)

    # A calendar program has no session.
    program = another_browser().request
    answer = program.get(first)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    text = answer.text().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    for word in ("Musterhaus", "Ada", "Mika", "Arzttermin", case.reference):
        assert word not in text

    # The address is shown once; a new one replaces it, revoking ends all.
    page.goto("/faelle/kalender/")
    expect(main.get_by_label("Adresse für das Kalenderprogramm")).to_have_count(0)
    press(page, "Neue Adresse erzeugen")
    second = main.get_by_label("Adresse für das Kalenderprogramm").input_value()
    assert program.get(first).status == 404
    assert program.get(second).status == 200
    press(page, "Adresse widerrufen")
    told(page, "Die Adresse gilt nicht mehr.")
    assert program.get(second).status == 404
    expect(main.get_by_role("button", name="Adresse widerrufen")).to_have_count(0)
