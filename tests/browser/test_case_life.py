"""A case from hand to hand, in several browsers: assigned, stood in for, moved, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.looks import sound
from tests.cases.factories import make_case, make_caseworker, make_note, make_team_lead
from tests.networks.factories import make_district


@pytest.fixture(params=[1280, 375])
def options(request):
    return {"viewport": {"width": request.param, "height": 900}}


def test_a_case_goes_from_hand_to_hand(live_server, another_browser, options):
    old, new = make_district(name="Altstadt"), make_district(name="Neustadt")
    case = make_case(make_caseworker(old, display_name="Ada Beispiel"), name="Familie Musterhaus")
    second = make_caseworker(old, display_name="Berta Beispiel")
    make_caseworker(new, display_name="Carla Beispiel")

    # The team lead gives the case to a colleague, who names a deputy.
    lead = another_browser(make_team_lead(old), **options)
    lead.goto(f"/faelle/{case.pk}/")
    sound(lead)
    lead.get_by_role("link", name="Ändern Zuständig").press("Enter")
    lead.get_by_label("Zuständig").select_option(label="Berta Beispiel")
    sound(lead)
    lead.get_by_role("button", name="Speichern").press("Enter")
    expect(lead.get_by_text("Zuständig ist jetzt: Berta Beispiel.")).to_be_visible()
    berta = another_browser(second, **options)
    berta.goto(f"/faelle/{case.pk}/")
    berta.get_by_role("link", name="Ändern Stellvertretung").press("Enter")
    berta.get_by_label("Stellvertretung").select_option(label="Ada Beispiel")
    berta.get_by_role("button", name="Speichern").press("Enter")

    # She is away: the deputy's start page says so.
    berta.goto("/faelle/abwesenheit/neu/")
    sound(berta)
    today = timezone.localdate()
    berta.get_by_label("Erster Tag der Abwesenheit").fill(today.isoformat())
    berta.get_by_label("Wieder da am").fill((today + timedelta(days=3)).isoformat())
    berta.get_by_role("button", name="Speichern").press("Enter")
    expect(berta.get_by_text("Ihre Abwesenheit ist eingetragen.")).to_be_visible()
    sound(berta)
    ada = another_browser(case.responsible, **options)
    ada.goto("/")
    expect(ada.get_by_text("Berta Beispiel ist heute abwesend.")).to_be_visible()

    # A colleague has to step in and says why.
    make_note(case, second, text="Ein vertrauliches Wort")
    dora = another_browser(make_caseworker(old, display_name="Dora Beispiel"), **options)
    dora.goto(f"/faelle/{case.pk}/")
    expect(dora.get_by_text("Ein vertrauliches Wort")).to_have_count(0)
    sound(dora)
    dora.get_by_role("link", name="Vertretung übernehmen").press("Enter")
    dora.get_by_label("Warum müssen Sie diesen Fall öffnen?").fill("Die Mutter ist am Telefon.")
    sound(dora)
    dora.get_by_role("button", name="Vertretung übernehmen").press("Enter")
    expect(dora.get_by_text("Ein vertrauliches Wort").first).to_be_visible()
    lead.goto("/faelle/team/")
    expect(lead.get_by_text("Die Mutter ist am Telefon.")).to_be_visible()
    sound(lead)

    # The family moves: one district asks, the other accepts.
    berta.goto(f"/faelle/{case.pk}/")
    berta.get_by_role("link", name="An einen anderen Bezirk übergeben").press("Enter")
    berta.get_by_label("An den Bezirk").select_option(label="Neustadt")
    berta.get_by_label("Übergabevermerk").fill("Umgezogen; die Helferin bleibt.")
    sound(berta)
    berta.get_by_role("button", name="Übergabe anfragen").press("Enter")
    expect(berta.get_by_text("Der andere Bezirk ist angefragt.")).to_be_visible()
    far = another_browser(make_team_lead(new), **options)
    far.goto("/")
    far.get_by_role("link", name="Über die Übergabe von Familie Musterhaus entscheiden").click()
    expect(far.get_by_text("Umgezogen; die Helferin bleibt.")).to_be_visible()
    sound(far)
    far.get_by_role("link", name="Fall übernehmen").press("Enter")
    far.get_by_label("Zuständig").select_option(label="Carla Beispiel")
    far.get_by_role("button", name="Fall übernehmen").press("Enter")
    expect(far.get_by_text("Familie Musterhaus gehört jetzt zu Ihrem Bezirk.")).to_be_visible()
    assert berta.goto(f"/faelle/{case.pk}/").status == 404

    # Closed, and opened again.
    far.get_by_role("link", name="Fall schließen").press("Enter")
    far.get_by_label("Begründung").fill("Die Familie kommt allein zurecht.")
    sound(far)
    far.get_by_role("button", name="Fall schließen").press("Enter")
    far.get_by_role("link", name="Fall wieder öffnen").press("Enter")
    far.get_by_label("Begründung").fill("Die Mutter hat sich gemeldet.")
    far.get_by_role("button", name="Fall wieder öffnen").press("Enter")
    expect(far.get_by_role("link", name="Planung beginnen")).to_be_visible()
    far.get_by_role("link", name="Verlauf", exact=True).press("Enter")
    expect(far.get_by_text("Fall wieder geöffnet")).to_be_visible()
    expect(far.get_by_text("Fall von einem anderen Bezirk übernommen")).to_be_visible()
    sound(far)
