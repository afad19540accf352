"""From the thought of a family group conference to goals in the family's own words."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from cases.models import FamilyGroupConference, SupportPlan
from sro.access import Role
from tests.browser.casework import family, follow, press, told
from tests.browser.looks import sound
from tests.networks.factories_providers import make_provider
from tests.people import person as make_user


def test_a_family_finds_its_own_plan(live_server, page, login, another_browser):
    known = family()
    login(page, known.worker)
    main, today = page.locator("main"), timezone.localdate().isoformat()
    provider = make_provider("Anker (erfunden) e. V.")
    coordinator = make_user(Role.PROVIDER_STAFF, provider=provider, display_name="Jo Neutral")
    lead = make_user(Role.PROVIDER_LEAD, provider=provider)

    page.goto(f"/faelle/{known.case.pk}/")
    follow(page, "Familienrat anregen")
    main.get_by_label("Frage an die Familie").fill("Wie gelingt der Morgen?")
    press(page, "Speichern")
    told(page, "Wer koordiniert, und will die Familie ihn?")
    follow(page, "Koordination festlegen")
    main.get_by_label("oder ein Träger, der koordiniert").select_option(str(provider.pk))
    # The provider learns of the family before it has said yes: only if the family agrees.
    main.get_by_label("Die Familie ist einverstanden").check()
    press(page, "Speichern")
    follow(page, "Familie will ihn")
    press(page, "Festhalten")
    council = FamilyGroupConference.objects.get()
    assert council.state == "accepted_by_family"

    # The provider's lead names the person, who sees this one and no case.
    desk = another_browser(lead)
    desk.goto("/")
    follow(desk, "Familienrat: Familie Musterhaus")
    follow(desk, "Person benennen")
    desk.locator("main").get_by_label("Wer koordiniert").select_option(str(coordinator.pk))
    press(desk, "Speichern")
    told(desk, "Jo Neutral koordiniert jetzt.")

    there = another_browser(coordinator)
    there.goto("/")
    follow(there, "Familienrat: Familie Musterhaus")
    yonder = there.locator("main")
    follow(there, "Tag und Ort")
    yonder.get_by_label("Tag", exact=True).fill(today)
    yonder.get_by_label("Uhrzeit").fill("00:01")
    press(there, "Speichern")
    follow(there, "Person hinzufügen")
    yonder.get_by_label("Name", exact=False).first.fill("Oma Gerda")
    press(there, "Speichern")
    there.set_viewport_size({"width": 375, "height": 800})
    sound(there)
    follow(there, "Tag festhalten")
    expect(yonder).to_contain_text("Diese Zeit gehört der Familie")
    yonder.get_by_label("Oma Gerda").select_option("yes")
    sound(there)
    press(there, "Speichern")

    # The plan, on the laptop turned to the family.
    follow(there, "Gesprächsansicht")
    there.get_by_label("Was wollen wir erreichen?").fill("Wir kommen gut in den Tag.")
    there.get_by_label("Was tun wir?").first.fill("Oma holt Mika um sieben ab")
    there.get_by_label("Wer macht es?").first.fill("Oma")
    there.get_by_label("Was tun wir?").nth(1).fill("Mika packt abends die Tasche")
    there.get_by_label("Wer macht es?").nth(1).fill("Mika")
    sound(there)
    there.set_viewport_size({"width": 1280, "height": 900})
    sound(there)
    there.get_by_role("button", name="Plan speichern").click()
    told(there, "Wort für Wort")

    # The office answers, and the words become goals.
    page.goto(f"/familienraete/{council.pk}/")
    follow(page, "Auf den Plan antworten")
    press(page, "Im Namen des Jugendamts antworten")
    sound(page)
    follow(page, "In den Hilfeplan übernehmen")
    press(page, "Übernehmen")
    told(page, "Der Plan der Familie steht im Entwurf")
    expect(main).to_contain_text("Oma holt Mika um sieben ab")
    expect(main).to_contain_text("sind die eigenen Worte der Familie")
    sound(page)
    plan = SupportPlan.objects.get()
    owned = [goal.owner for goal in plan.goal_set.order_by("position")]
    assert owned == [None, None, known.child]
