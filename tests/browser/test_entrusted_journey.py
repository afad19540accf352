"""What is entrusted to one person stays with this person, until it is passed on for a reason."""

from __future__ import annotations

from playwright.sync_api import expect

from cases.models import CaseNote, Disclosure
from tests.browser.casework import family, follow, press, told
from tests.browser.looks import NARROW, sound
from tests.cases.factories import make_caseworker, make_team_lead

SECRET = "Die Mutter erzählt vom Geheimnis im Keller."


def test_an_entrusted_note_is_its_authors_until_it_is_passed_on(live_server, another_browser):
    home = family()
    case = home.case
    deputy = make_caseworker(case.district, display_name="Berta Beispiel")
    case.deputy = deputy
    case.save()
    ada = another_browser(home.worker, viewport=NARROW)
    berta = another_browser(deputy)
    lead = another_browser(make_team_lead(case.district))

    # Written on a narrow screen; the hint says who sees it.
    ada.goto(f"/faelle/{case.pk}/")
    follow(ada, "Notiz schreiben")
    main = ada.locator("main")
    main.get_by_label("Text", exact=True).fill(SECRET)
    main.get_by_label("mir persönlich anvertraut (§ 65)").check()
    sound(ada)
    press(ada, "Speichern")
    told(ada, "Die Notiz ist gespeichert.")
    expect(ada.get_by_text(SECRET).first).to_be_visible()
    expect(ada.get_by_text("anvertraut (§ 65)").first).to_be_visible()
    sound(ada)
    note = CaseNote.objects.get()

    # Neither deputy nor team lead sees it or its number, anywhere.
    for page in (berta, lead):
        page.goto(f"/faelle/{case.pk}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Familie Musterhaus")
        expect(page.locator("#notizen")).to_contain_text("Noch keine Notizen")
        page.goto(f"/faelle/{case.pk}/aenderungen/")
        expect(page.get_by_text("Keller")).to_have_count(0)
        page.goto(f"/faelle/{case.pk}/notizen/")
        expect(page.get_by_text("Keller")).to_have_count(0)
        assert page.goto(f"/faelle/{case.pk}/notizen/{note.pk}/").status == 404
        assert page.goto(f"/faelle/anvertraut/casenote/{note.pk}/").status == 404
        page.goto("/sozialraum/suche/?q=Geheimnis")
        expect(page.get_by_role("link", name="Musterhaus")).to_have_count(0)

    # Passed on to one colleague, on a legal ground, written down for good.
    ada.goto("/faelle/anvertraut/")
    sound(ada)
    main.get_by_role("link").filter(has_text=case.reference).first.click()
    follow(ada, "Weitergeben")
    press(ada, "Weitergeben")
    expect(ada.locator("#fehler")).to_be_visible()
    sound(ada)
    main.get_by_label("Einwilligung", exact=False).check()
    main.get_by_label("An eine Fachkraft des Amtes").select_option(label="Berta Beispiel")
    main.get_by_label("Warum", exact=True).fill("Die Mutter möchte, dass Berta es weiß.")
    press(ada, "Weitergeben")
    expect(main).to_contain_text("Berta Beispiel")
    assert Disclosure.objects.get().recipient_user == deputy

    berta.goto("/faelle/anvertraut/")
    berta.locator("main").get_by_role("link").filter(has_text=case.reference).first.click()
    expect(berta.get_by_text(SECRET)).to_be_visible()
    sound(berta)
    assert lead.goto(f"/faelle/anvertraut/casenote/{note.pk}/").status == 404

    # The author sees who has looked.
    ada.goto(f"/faelle/{case.pk}/aenderungen/")
    expect(main).to_contain_text("Berta Beispiel")
    sound(ada)
