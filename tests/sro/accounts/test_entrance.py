"""The door: logging in and out, passwords, throttling, and words that people understand."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db

LOGIN = "/konto/anmelden/"
NEW = "noch-vier-andere-woerter"


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def throttled(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    cache.clear()


def log_in(client, user, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": user.email, "password": password, **data})


def test_logging_in_leads_to_where_one_wanted_to_go(client, planner):
    asked = client.get("/konto/profil/")
    assert asked.url == f"{LOGIN}?next=/konto/profil/"
    assert 'name="next" value="/konto/profil/"' in client.get(asked.url).content.decode()
    assert log_in(client, planner, next="/konto/profil/").url == "/konto/profil/"


@pytest.mark.parametrize(
    "target",
    ["https://boese.example/", "//boese.example/", "javascript:alert(1)", "/\\boese.example"],
)
def test_the_way_back_never_leaves_the_product(client, planner, target):
    assert log_in(client, planner, next=target).url == "/"


def test_addresses_are_read_without_regard_to_case(client, planner):
    data = {"login": f" {planner.email.upper()} ", "password": PASSWORD}
    assert client.post(LOGIN, data).status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_sound_alike(client, planner, known):
    email = planner.email if known else "niemand@sro.example"
    text = client.post(LOGIN, {"login": email, "password": "falsch"}).content.decode()
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in text


def test_a_failed_login_keeps_the_account_but_never_what_was_typed(client, planner):
    log_in(client, planner, "falsch-getippt")
    client.post(LOGIN, {"login": "mein-geheimes@wort.example", "password": "x"})
    known, unknown = Entry.objects.filter(kind=Kind.LOGIN_FAILED).order_by("pk")
    assert known.details == {"account": planner.pk}
    assert unknown.details == {}
    assert "geheim" not in f"{unknown.__dict__}"


def test_many_failed_logins_are_slowed_down_in_plain_words(client, planner, throttled):
    for _ in range(5):
        log_in(client, planner, "falsch")
    text = log_in(client, planner).content.decode()
    assert "Das waren zu viele Versuche. Bitte warten Sie einige Minuten" in text
    assert client.get("/konto/profil/").status_code == 302


def test_many_requests_get_the_page_that_says_so(client, throttled):
    for _ in range(30):
        client.post(LOGIN, {})
    response = client.post(LOGIN, {})
    assert response.status_code == 429
    assert "Zu viele Versuche" in response.content.decode()


def test_an_inactive_account_is_not_opened(client):
    user = person(is_active=False)
    response = log_in(client, user)
    page = client.get(response.url).content.decode()
    assert "Dieses Konto ist geschlossen" in page
    assert Entry.objects.filter(kind=Kind.LOGIN_FAILED, actor_id=user.pk).exists()


def test_nobody_signs_up(client):
    for response in (client.get("/konto/zugang/"), client.post("/konto/zugang/", {"email": "x"})):
        assert "Hier kann sich niemand selbst registrieren" in response.content.decode()


def test_logging_out_asks_first_and_leads_to_the_login(client, planner):
    client.force_login(planner)
    page = client.get("/konto/abmelden/").content.decode()
    assert "Ihre Entwürfe bleiben gesichert" in page
    response = client.post("/konto/abmelden/", follow=True)
    assert response.redirect_chain[-1][0] == LOGIN
    assert "Sie sind abgemeldet" in response.content.decode()
    assert list(Entry.objects.values_list("kind", flat=True)) == [Kind.LOGOUT, Kind.LOGIN]


def test_changing_the_password(client, planner):
    client.force_login(planner)
    page = "/konto/passwort/"
    wrong = client.post(page, {"oldpassword": "x", "password1": NEW, "password2": "anders"})
    text = wrong.content.decode()
    assert "Das ist nicht Ihr bisheriges Passwort" in text
    assert "Die beiden Passwörter unterscheiden sich" in text
    done = client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert done.status_code == 302
    assert client.get("/konto/profil/").status_code == 200
    assert Entry.objects.filter(kind=Kind.SECURITY, action="password.changed").exists()
    assert "Das Passwort Ihres Kontos wurde geändert" in mail.outbox[0].body
    assert mail.outbox[0].subject == "SRO: Passwort geändert"


@pytest.mark.parametrize("weak", ["kurz", "1q2w3e4r5t6y", "123456789012345"])
def test_a_weak_password_is_refused(client, planner, weak):
    client.force_login(planner)
    client.post("/konto/passwort/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    planner.refresh_from_db()
    assert planner.check_password(PASSWORD)


def test_a_new_password_does_not_undo_what_happened_meanwhile(client, planner):
    """The form's user was loaded before the account was closed."""
    from allauth.account.adapter import get_adapter
    from allauth.core import context
    from django.test import RequestFactory

    type(planner).objects.filter(pk=planner.pk).update(is_active=False)
    with context.request_context(RequestFactory().get("/")):
        get_adapter().set_password(planner, NEW)
    planner.refresh_from_db()
    assert not planner.is_active


def test_a_forgotten_password_is_replaced_by_link(client, planner):
    client.post("/konto/passwort/vergessen/", {"email": planner.email})
    (message,) = mail.outbox
    assert "hat ein neues Passwort für Ihr Konto angefordert" in message.body
    assert message.subject == "SRO: neues Passwort"
    link = re.search(r"http://testserver(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Passwort gespeichert" in done.content.decode()
    assert log_in(client, planner, NEW).status_code == 302
    assert "Dieser Link gilt nicht mehr" in client.get(link, follow=True).content.decode()
    assert Entry.objects.filter(action="password.reset").exists()


def test_a_closed_account_and_a_stranger_get_no_mail_and_the_same_answer(client):
    closed = person(is_active=False)
    token = re.compile(r'"X-CSRFToken": "\w+"')
    answers = {
        token.sub(
            "",
            client.post(
                "/konto/passwort/vergessen/", {"email": email}, follow=True
            ).content.decode(),
        )
        for email in (closed.email, "niemand@sro.example")
    }
    assert mail.outbox == []
    assert len(answers) == 1


def test_there_is_one_place_for_addresses(client, planner):
    """allauth's own list of addresses stays empty: an old address must not open an account."""
    client.post("/konto/passwort/vergessen/", {"email": planner.email})
    log_in(client, planner)
    client.get("/konto/zweiter-faktor/")
    assert not EmailAddress.objects.exists()
    planner.email = "neu@sro.example"
    planner.save(update_fields=["email"])
    client.logout()
    old = client.post(LOGIN, {"login": "person@sro.example", "password": PASSWORD})
    assert old.status_code == 200


PAGES = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
    "account_profile",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "usersessions_list",
    "mfa_index",
    "mfa_list_webauthn",
]
DU = re.compile(r"\b([Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich)\b")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_sie(client, planner, page):
    response = client.get(reverse(page))
    if response.status_code == 302:
        client.force_login(planner)
        response = client.get(reverse(page))
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("<h1") == 1
    assert not DU.search(re.sub("<[^>]+>", " ", text))
    assert 'lang="de"' in text
