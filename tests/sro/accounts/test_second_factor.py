"""The second factor: demanded by role, set up, used, kept secret, not removable where demanded."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def demanded(settings):
    settings.MFA_REQUIRED_ROLES = ("controller", "administrator")


def reauthenticate(client):
    return client.post("/konto/bestaetigen/", {"password": PASSWORD})


def set_up(client) -> str:
    """Set up the app as a person does; returns its secret."""
    reauthenticate(client)
    page = client.get("/konto/zweiter-faktor/app/einrichten/")
    secret = page.context["form"].secret
    client.post("/konto/zweiter-faktor/app/einrichten/", {"code": code_for(secret)})
    # A code is used once only; tests do not wait for the next one.
    cache.clear()
    return secret


def test_without_a_demand_nobody_is_asked(client, controller):
    client.force_login(controller)
    assert client.get("/konto/profil/").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("/", 302),
        ("/konto/profil/", 302),
        ("/konto/sitzungen/", 302),
        ("/haushalt/", 302),
        ("/gibt-es-nicht/", 404),
        ("/api/v1/", 403),
        ("/konto/zweiter-faktor/", 200),
        ("/konto/bestaetigen/", 200),
        ("/konto/passwort/", 200),
        ("/konto/abmelden/", 200),
        ("/health/live", 200),
    ],
)
def test_a_role_that_needs_it_gets_no_further_without(client, controller, demanded, page, answer):
    client.force_login(controller)
    response = client.get(page, headers={"accept": "application/json"} if "api" in page else {})
    assert response.status_code == answer
    if answer == 302:
        assert response.url == "/konto/zweiter-faktor/"
        text = client.get(response.url).content.decode()
        assert "Ihre Rolle braucht einen zweiten Faktor" in text


def test_a_fragment_leads_the_whole_page_there(client, controller, demanded):
    client.force_login(controller)
    response = client.get("/werkzeug/entwuerfe/", headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == "/konto/zweiter-faktor/"


def test_a_role_that_does_not_need_it_works_on(client, demanded):
    client.force_login(person(Role.PLANNER))
    assert client.get("/konto/profil/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_the_way(client, controller, demanded):
    client.force_login(controller)
    asked = client.get("/konto/zweiter-faktor/app/einrichten/")
    assert asked.url.startswith("/konto/bestaetigen/")
    set_up(client)
    assert client.get("/konto/profil/").status_code == 200
    entry = Entry.objects.get(action="second_factor.added", details__type="totp")
    assert (entry.kind, entry.actor_id) == (Kind.SECURITY, controller.pk)
    assert any("App mit Codes" in message.body for message in mail.outbox)


def test_recovery_codes_alone_are_no_second_factor(client, controller, demanded):
    Authenticator.objects.create(
        user=controller, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
    )
    client.force_login(controller)
    assert client.get("/konto/profil/").status_code == 302


def test_the_next_login_asks_for_the_code(client, controller):
    client.force_login(controller)
    secret = set_up(client)
    client.logout()
    data = {"login": controller.email, "password": PASSWORD}
    first = client.post("/konto/anmelden/", data)
    assert first.url == "/konto/zweiter-faktor/pruefen/"
    assert client.get("/konto/profil/").status_code == 302
    wrong = client.post(first.url, {"code": "000000"})
    assert "Dieser Code passt nicht" in wrong.content.decode()
    assert Entry.objects.filter(kind=Kind.LOGIN_FAILED, action="second_factor").exists()
    right = client.post(first.url, {"code": code_for(secret)})
    assert right.status_code == 302
    assert client.get("/konto/profil/").status_code == 200


def test_a_recovery_code_opens_once(client, controller):
    client.force_login(controller)
    set_up(client)
    page = client.get("/konto/zweiter-faktor/notfallcodes/")
    code = page.context["unused_codes"][0]
    file = client.get("/konto/zweiter-faktor/notfallcodes/datei/")
    assert code in file.content.decode().split()
    for _attempt, url in (("first", "/"), ("second", None)):
        client.logout()
        client.post("/konto/anmelden/", {"login": controller.email, "password": PASSWORD})
        response = client.post("/konto/zweiter-faktor/pruefen/", {"code": code})
        assert getattr(response, "url", None) == url


def test_a_demanded_factor_cannot_be_removed(client, controller, demanded):
    client.force_login(controller)
    set_up(client)
    page = client.get("/konto/zweiter-faktor/app/entfernen/")
    assert "bevor Sie diesen entfernen" in page.content.decode()
    client.post("/konto/zweiter-faktor/app/entfernen/")
    assert Authenticator.objects.filter(user=controller, type="totp").exists()


def test_a_voluntary_factor_can_be_removed(client, controller):
    client.force_login(controller)
    set_up(client)
    client.post("/konto/zweiter-faktor/app/entfernen/")
    assert not Authenticator.objects.filter(user=controller).exists()
    assert Entry.objects.filter(action="second_factor.removed").exists()


def test_secrets_are_unreadable_in_the_database(client, controller):
    client.force_login(controller)
    secret = set_up(client)
    stored = Authenticator.objects.get(user=controller, type="totp").data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_an_older_key_still_opens_what_it_closed(settings):
    closed = get_adapter().encrypt("geheim")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "ein-neuer-schluessel"
    assert get_adapter().decrypt(closed) == "geheim"


@pytest.mark.django_db(transaction=True)
def test_making_new_recovery_codes_ends_the_old_ones(client, controller):
    client.force_login(controller)
    set_up(client)
    address = "/konto/zweiter-faktor/notfallcodes/"
    old = client.get(address).context["unused_codes"]
    assert "gelten dann nicht mehr" in client.get(f"{address}neu/").content.decode()
    client.post(f"{address}neu/")
    assert set(old).isdisjoint(client.get(address).context["unused_codes"])
    assert Entry.objects.filter(action="recovery_codes.made").exists()


@pytest.mark.parametrize(
    "page", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_pages_of_the_set_up_keep_to_the_content_policy(client, controller, page):
    client.force_login(controller)
    reauthenticate(client)
    response = client.get(reverse(page))
    text = response.content.decode()
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert " onclick=" not in text
    # A script is either a file of ours or data that no browser runs.
    inline = [part for part in text.split("<script")[1:] if "src=" not in part.split(">")[0]]
    assert all('type="application/json"' in part.split(">")[0] for part in inline)
