"""The planner's way through a place: what is new, the tabs by keyboard, the map, on a telephone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from networks.models import PlaceVisit
from sro.access import Role
from tests.networks.factories import make_institution


def test_what_is_new_then_every_tab_on_a_narrow_screen(page, world, login):
    planner, space = world.people[Role.PLANNER], world.space
    login(page, planner)
    address = f"/sozialraum/sozialraeume/{space.pk}/"
    page.goto(address)
    main = page.locator("main")
    expect(main).to_contain_text("Sie sind zum ersten Mal hier")
    yesterday = timezone.now() - timedelta(days=1)
    PlaceVisit.objects.update(seen_at=yesterday, visited_at=yesterday)
    make_institution(name="Neuer Treff", social_space=space)
    page.goto(address)
    expect(main.locator(".place-news")).to_contain_text("Neuer Treff")
    main.get_by_role("button", name="Alles gesehen").press("Enter")
    expect(main.locator(".place-news")).to_contain_text("Nichts Neues")
    page.set_viewport_size({"width": 375, "height": 800})
    tabs = main.get_by_role("navigation", name="Über diesen Ort")
    for tab, said in (
        ("Was läuft", "Std."),
        ("Was fehlt", "Zum Bedarfsbericht"),
        ("Was die Zahlen sagen", "Stand"),
        ("Drei Lesarten", "davon hier zu Hause"),
        ("Karte", "Einrichtungen"),
    ):
        tabs.get_by_role("link", name=tab, exact=True).press("Enter")
        expect(tabs.locator("[aria-current=page]")).to_have_text(tab)
        expect(main).to_contain_text(said)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tab
    main.get_by_label("Projekte").check()
    main.get_by_role("button", name="Anzeigen").press("Enter")
    expect(main.get_by_label("Projekte")).to_be_checked()
    main.get_by_role("link", name="Große Schrift für den Beamer").press("Enter")
    expect(main.locator(".place-large")).to_be_visible()
