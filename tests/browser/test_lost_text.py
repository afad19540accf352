"""Whatever happens while somebody types, the text is not lost."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from networks.models import Institution
from sro.access import Role
from sro.ui.models import Draft
from tests.people import PASSWORD, person

TEXT = "Offene Tür für Familien, donnerstags mit Frühstück. " * 8
KEPT = re.compile(r"Entwurf gesichert \d\d:\d\d")
NOT_KEPT = "Noch nicht gesichert – keine Verbindung. Ihr Text bleibt hier stehen."
OFFER = "Mit dem Entwurf weiterarbeiten"


@pytest.fixture
def user(world):
    return world.people[Role.PLANNER]


@pytest.fixture
def address(world) -> str:
    return f"/sozialraum/einrichtungen/{world.institution.pk}/bearbeiten/"


@pytest.fixture
def form(page, login, user, address):
    """The form of an institution, open in the planner's browser."""
    login(page, user)
    page.goto(address)
    return page


def text_of(page):
    return page.get_by_label("Beschreibung")


def state_of(page):
    return page.locator("[data-draft-state]")


def save(page) -> None:
    page.get_by_role("button", name="Speichern").click()


def log_in(page, user) -> None:
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def wait_for_draft(page, user) -> None:
    """Wait until the server has what the browser sent when the page was left."""
    for _ in range(100):
        if Draft.objects.filter(owner=user).exists():
            return
        page.wait_for_timeout(50)
    raise AssertionError("No draft arrived within five seconds.")


def saved_text(world) -> str:
    return Institution.objects.get(pk=world.institution.pk).description


def test_without_a_connection_the_text_stays_and_is_kept_later(form, world, user):
    form.context.set_offline(True)
    text_of(form).press_sequentially("Langer Text")
    expect(state_of(form)).to_have_text(NOT_KEPT)
    text_of(form).fill(TEXT)
    # Saving now must not replace the form by the browser's own error page.
    save(form)
    expect(state_of(form)).to_have_text(NOT_KEPT)
    expect(text_of(form)).to_have_value(TEXT)
    assert not Draft.objects.filter(owner=user, key__contains="institution").exists()
    form.context.set_offline(False)
    expect(state_of(form)).to_have_text(KEPT, timeout=10_000)
    draft = Draft.objects.get(owner=user, key__contains="institution")
    assert draft.data["description"] == [TEXT]
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    assert saved_text(world).strip() == TEXT.strip()
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_with_the_connection_back_the_first_press_on_save_is_enough(form, world):
    form.context.set_offline(True)
    text_of(form).press_sequentially("Langer Text")
    expect(state_of(form)).to_have_text(NOT_KEPT)
    form.context.set_offline(False)
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    assert saved_text(world) == "Langer Text"


def test_a_server_that_answers_with_errors_is_no_place_to_leave_text(form, page_watch):
    page_watch.allow("answer 503")
    form.route("**/werkzeug/entwuerfe/**", lambda route: route.fulfill(status=503, body=""))
    text_of(form).press_sequentially("Langer Text")
    expect(state_of(form)).to_have_text(NOT_KEPT)
    form.unroute("**/werkzeug/entwuerfe/**")
    expect(state_of(form)).to_have_text(KEPT, timeout=10_000)


def test_what_is_too_long_for_a_draft_can_be_saved_all_the_same(form, page_watch, world):
    page_watch.allow("answer 400")
    form.route("**/werkzeug/entwuerfe/**", lambda route: route.fulfill(status=400, body=""))
    text_of(form).press_sequentially("Langer Text")
    expect(state_of(form)).to_contain_text("zu viel für einen Entwurf")
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    assert saved_text(world) == "Langer Text"


def test_after_the_end_of_the_session_the_text_waits_behind_the_login(form, world, user):
    text_of(form).fill(TEXT)
    Session.objects.all().delete()
    save(form)
    form.wait_for_url("**/konto/anmelden/**")
    expect(form.locator("#meldungen")).to_contain_text("Ihre Eingaben sind gesichert")
    log_in(form, user)
    form.wait_for_url("**/bearbeiten/")
    form.get_by_role("link", name=OFFER).click()
    expect(text_of(form)).to_have_value(TEXT)
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    assert saved_text(world).strip() == TEXT.strip()
    assert not Draft.objects.filter(owner=user, key__contains="institution").exists()


def test_typing_goes_on_being_kept_after_the_end_of_the_session(form, user):
    Session.objects.all().delete()
    text_of(form).fill(TEXT)
    expect(state_of(form)).to_have_text(KEPT)
    draft = Draft.objects.get(owner=user, key__contains="institution")
    assert draft.data["description"] == [TEXT]


def test_a_new_login_in_another_tab_does_not_cost_the_text(form, user, address):
    text_of(form).fill(TEXT)
    other = form.context.new_page()
    Session.objects.all().delete()
    other.goto(address)
    log_in(other, user)
    other.wait_for_url("**/bearbeiten/")
    save(form)
    expect(form.get_by_role("heading", level=1)).to_have_text("Diese Seite ist zu alt")
    form.get_by_role("link", name=OFFER).click()
    expect(text_of(form)).to_have_value(TEXT)


def test_two_people_in_one_record_lose_neither_text(form, world, address, another_browser):
    second = another_browser(person(Role.PLANNER))
    second.goto(address)
    text_of(second).fill("Fassung der Kollegin")
    text_of(form).fill("Meine Fassung")
    save(second)
    second.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    with form.expect_response(lambda answer: answer.status == 409):
        save(form)
    both = form.locator("#zwei-fassungen")
    expect(both).to_be_focused()
    expect(both.get_by_role("row", name=re.compile("Beschreibung"))).to_contain_text(
        "Meine Fassung"
    )
    expect(both).to_contain_text("Fassung der Kollegin")
    expect(text_of(form)).to_have_value("Meine Fassung")
    assert saved_text(world) == "Fassung der Kollegin"
    text_of(form).fill("Beide Fassungen")
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    assert saved_text(world) == "Beide Fassungen"


def test_a_closed_tab_leaves_a_draft(form, address, world):
    tab = form.context.new_page()
    tab.goto(address)
    text_of(tab).fill(TEXT)
    expect(state_of(tab)).to_have_text(KEPT)
    tab.close()
    again = form.context.new_page()
    again.goto("/")
    again.locator(f'main a[href="{address}?entwurf=1"]').click()
    expect(text_of(again)).to_have_value(TEXT)
    again.goto(address)
    again.get_by_role("button", name="Entwurf verwerfen").click()
    again.wait_for_url(f"**{address}")
    expect(text_of(again)).to_have_value("")
    assert saved_text(world) == ""


def test_what_was_typed_in_the_last_moment_is_kept_too(form, user, address):
    text_of(form).fill("Im letzten Augenblick")
    # Away before the pause in typing after which drafts are sent.
    form.goto("/")
    wait_for_draft(form, user)
    form.goto(address)
    form.get_by_role("link", name=OFFER).click()
    expect(text_of(form)).to_have_value("Im letzten Augenblick")


def test_going_back_goes_on_keeping(form, user):
    text_of(form).fill("Erste Fassung")
    save(form)
    form.wait_for_url(re.compile(r"/einrichtungen/\d+/$"))
    form.go_back()
    text_of(form).fill("Zweite Fassung")
    expect(state_of(form)).to_have_text(KEPT)
    draft = Draft.objects.get(owner=user, key__contains="institution")
    assert draft.data["description"] == ["Zweite Fassung"]
