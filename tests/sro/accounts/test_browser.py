"""In a real browser: a security key works under the strict content policy."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sro.access import Role
from sro.audit.models import Entry
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def controller():
    return person(Role.CONTROLLER, last_login=timezone.now())


def plug_in_a_key(page: Page) -> None:
    """Let the browser play a security key."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page: Page, user) -> None:
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/konto/anmelden/")


def open_set_up(page: Page) -> None:
    page.goto("/konto/zweiter-faktor/schluessel/neu/")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_label("Name des Schlüssels")).to_be_visible()
    # Only then do the scripts listen to the button.
    page.wait_for_load_state()


def test_a_key_is_set_up_by_enter_and_opens_the_next_login(page: Page, controller):
    log_in(page, controller)
    open_set_up(page)
    plug_in_a_key(page)
    name = page.get_by_label("Name des Schlüssels")
    name.fill("Schlüsselbund")
    name.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notfallcodes")
    page.goto("/konto/zweiter-faktor/schluessel/")
    expect(page.get_by_role("cell", name="Schlüsselbund").first).to_be_visible()

    page.goto("/konto/abmelden/")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("status")).to_contain_text("abgemeldet")
    log_in(page, controller)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    page.get_by_role("button", name="Sicherheitsschlüssel benutzen").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto("/konto/profil/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    assert Entry.objects.filter(action="second_factor.added", details__type="webauthn").exists()


def test_a_key_that_does_not_answer_is_explained(page: Page, page_watch, controller):
    page_watch.allow("not allowed")
    log_in(page, controller)
    open_set_up(page)
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(Error('not allowed')) }"
    )
    page.get_by_role("button", name="Schlüssel einrichten").click()
    expect(page.get_by_role("alert")).to_contain_text("hat nicht geantwortet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schlüssel einrichten")


def test_the_picture_for_the_app_is_shown(page: Page, controller):
    log_in(page, controller)
    page.goto("/konto/zweiter-faktor/app/einrichten/")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    picture = page.get_by_role("img", name=re.compile("Bild für die Kamera"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
