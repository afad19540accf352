"""The planner's way through the registry, at a desk and on a telephone."""

import json

import pytest
from django.test import Client

from networks.models import Boundary, Institution
from sro.access import Role
from tests.browser.looks import open_by, sound
from tests.networks.factories import (
    make_boundary,
    make_category,
    make_district,
    make_institution,
    make_offer,
    make_space,
    square,
)
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[1280, 375])
def planner(request, page, browser_context, live_server):
    user = person(Role.PLANNER)
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    browser_context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": request.param, "height": 900})
    return user


def test_find_verify_and_change_an_institution(page, planner):
    category = make_category(name="Treffpunkt")
    space = make_space(name="Heide")
    make_institution(name="Kita Müllerstraße", category=category, social_space=space)
    for number in range(3):
        make_institution(name=f"Andere {number}", category=category)
    page.goto("/sozialraum/einrichtungen/")
    sound(page)
    page.locator(".sro-filter input[name=q]").fill("mueller")
    page.get_by_role("heading", level=1).get_by_text("(1)").wait_for()
    assert "q=mueller" in page.url
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("Prüfung").select_option(label="Prüfung fällig")
    page.get_by_role("link", name="Prüfung: Prüfung fällig").wait_for()
    sound(page)
    open_by(page.get_by_role("link", name="Kita Müllerstraße"))
    sound(page)
    page.get_by_role("button", name="Heute geprüft").press("Enter")
    page.get_by_text("wurde heute geprüft").wait_for()
    open_by(page.get_by_role("link", name="Bearbeiten"), key="Enter")
    sound(page)
    page.get_by_label("Türkisch").check()
    page.get_by_label("Arabisch").check()
    page.get_by_label("Öffnungszeiten").fill("Mo–Fr 9–17 Uhr")
    page.get_by_role("button", name="Speichern").press("Enter")
    page.get_by_text("wurde gespeichert").wait_for()
    assert page.get_by_text("Arabisch, Türkisch", exact=True).is_visible()
    sound(page)
    institution = Institution.objects.get(name="Kita Müllerstraße")
    assert institution.languages == ["ar", "tr"]
    assert institution.opening_hours == "Mo–Fr 9–17 Uhr"


def test_two_people_at_once_lose_nothing(page, planner):
    institution = make_institution(name="Alt")
    page.goto(f"/sozialraum/einrichtungen/{institution.pk}/bearbeiten/")
    page.get_by_label("Name", exact=True).fill("Von mir")
    Institution.objects.update(name="Von anderen")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_text("Von anderen").first.wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "Von mir"
    sound(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_text("wurde gespeichert").wait_for()
    assert Institution.objects.get().name == "Von mir"


def test_maps_have_their_table_beside_them(page, planner):
    district = make_district(name="Nord")
    space = make_space(district=district, name="Heide")
    make_boundary(district)
    make_boundary(space, geometry=square(side=0.05))
    institution = make_institution(
        name="Bücherei", social_space=space, latitude="52.02", longitude="13.02"
    )
    make_offer(institution=institution)
    page.goto("/sozialraum/karte/")
    sound(page)
    open_by(page.get_by_role("link", name="Nord", exact=True).last)
    page.get_by_text("Werte als Tabelle").press("Enter")
    assert page.get_by_role("rowheader", name="Bücherei").is_visible()
    sound(page)
    open_by(page.get_by_role("link", name="Heide", exact=True).last)
    sound(page)


def test_boundaries_from_upload_to_map(page, planner, tmp_path):
    make_district(key="N1", name="Nord")
    features = [
        {"type": "Feature", "properties": {"key": key}, "geometry": square()}
        for key in ("N1", "X1")
    ]
    good, bad = tmp_path / "gut.geojson", tmp_path / "schlecht.geojson"
    bad.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    good.write_text(json.dumps({"type": "FeatureCollection", "features": features[:1]}))
    for file in (bad, good):
        page.goto("/sozialraum/grenzen/import/")
        page.set_input_files("input[type=file]", str(file))
        page.get_by_label("Quelle").fill("Vermessungsamt")
        sound(page)
        open_by(page.get_by_role("button", name="Datei prüfen"), key="Enter")
        if file is bad:
            assert page.get_by_text("gibt es an dem Tag kein Gebiet: X1").is_visible()
            sound(page)
    sound(page)
    page.get_by_role("button", name="Grenzen übernehmen").press("Enter")
    page.get_by_text("1 Grenze wurde übernommen").wait_for()
    assert Boundary.objects.get().geometry == square()
