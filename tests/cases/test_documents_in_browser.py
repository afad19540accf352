"""Issuing papers and setting what is printed: with the keyboard, at a desk and on a telephone."""

import pytest
from django.test import Client

from cases import models
from sro.access import Role
from tests.browser.looks import open_by, sound
from tests.cases.factories import (
    agree,
    make_case,
    make_caseworker,
    make_decision,
    make_document,
    make_goal,
    make_person,
    make_plan,
)
from tests.people import person as make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[1280, 375])
def width(request, page):
    page.set_viewport_size({"width": request.param, "height": 900})
    return request.param


def enter(user, browser_context, live_server):
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    browser_context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def test_a_plan_is_looked_at_and_issued(page, browser_context, live_server, width):
    worker = make_caseworker()
    case = make_case(worker)
    plan = make_plan(case, make_person(case, given_name="Ada"))
    make_goal(plan)
    agree(plan)
    enter(worker, browser_context, live_server)
    page.goto(f"/faelle/{case.pk}/")
    open_by(page.get_by_role("link", name="Dokument ausstellen"), key="Enter")
    sound(page)
    open_by(page.get_by_role("link", name="Hilfeplan für Ada Beispiel", exact=True), key="Enter")
    sound(page)
    address = page.get_by_role("link", name="Erst ansehen (PDF)").get_attribute("href")
    looked_at = page.request.get(f"{live_server.url}{address}")
    assert looked_at.headers["content-type"] == "application/pdf"
    page.get_by_role("button", name="Ausstellen").press("Enter")
    page.get_by_text("ist ausgestellt").wait_for()
    sound(page)
    document = models.IssuedDocument.objects.get()
    taken = page.request.get(f"{live_server.url}/faelle/{case.pk}/dokumente/{document.pk}/")
    assert taken.body() == bytes(document.content)


def test_the_paper_to_look_at_follows_whom_the_letter_goes_to(
    page, browser_context, live_server, width
):
    worker = make_caseworker()
    case = make_case(worker)
    ada = make_person(case, given_name="Ada")
    dana = make_person(case, role="parent", given_name="Dana")
    decision = make_decision(case)
    enter(worker, browser_context, live_server)
    page.goto(f"/faelle/{case.pk}/dokumente/neu/bescheid/{decision.pk}/")
    sound(page)
    look = page.get_by_role("link", name="Erst ansehen (PDF)")
    for name, person in (("Ada Beispiel", ada), ("Dana Beispiel", dana)):
        page.get_by_label(name).check()
        assert look.get_attribute("href").endswith(f"?person={person.pk}")
    page.get_by_role("button", name="Ausstellen").press("Enter")
    page.get_by_text("Der Text zum Widerspruch fehlt noch").first.wait_for()
    assert page.get_by_label("Dana Beispiel").is_checked()
    sound(page)


def test_a_damaged_paper_and_the_archive_are_explained(page, browser_context, live_server, width):
    worker = make_caseworker()
    case = make_case(worker)
    broken = make_document(case, sha256="0" * 64)
    enter(worker, browser_context, live_server)
    page.goto(f"/faelle/{case.pk}/dokumente/{broken.pk}/")
    page.get_by_role("heading", name="Dieses Dokument ist beschädigt").wait_for()
    sound(page)
    page.get_by_role("link", name="Zu den Dokumenten des Falls").press("Enter")
    open_by(page.get_by_role("link", name="Auskunft an die Familie"), key="Enter")
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Auskunft zusammenstellen").press("Enter")
    assert download.value.suggested_filename == f"auskunft-{case.reference}.zip"


def test_a_pattern_shows_its_reference_while_it_is_typed(page, browser_context, live_server, width):
    enter(make_user(Role.ADMINISTRATOR), browser_context, live_server)
    page.goto("/verwaltung/")
    open_by(page.get_by_role("link", name="Dokumente und Aktenzeichen"), key="Enter")
    sound(page)
    pattern = page.get_by_label("Muster der Aktenzeichen")
    pattern.fill("51-{jahr:2}/{nummer:4}")
    page.get_by_text("/0042").wait_for()
    pattern.fill("{nummer}")
    page.get_by_text("{jahr} fehlt").wait_for()
    pattern.fill("{jahr}-{nummer:5}")
    page.get_by_label("Name der Behörde").fill("Stadt Beispielhausen")
    page.get_by_role("button", name="Speichern").press("Enter")
    page.get_by_text("Die Änderungen wurden gespeichert.").or_(
        page.get_by_text("Gespeichert")
    ).first.wait_for()
    assert models.OfficeSettings.objects.get().office_name == "Stadt Beispielhausen"
    sound(page)
