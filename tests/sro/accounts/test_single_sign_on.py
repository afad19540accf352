"""Single sign-on opens existing accounts under its rules; no network is needed to see that."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from sro.access import Role
from sro.accounts.models import User
from sro.audit.models import Entry, Kind
from sro.settings.oidc import oidc_providers
from tests.people import person

pytestmark = pytest.mark.django_db

SERVER = "https://anmeldung.example"
CALLBACK = "/konto/oidc/office/login/callback/"


@pytest.fixture
def configured(settings):
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(
        {
            "OIDC_SERVER_URL": SERVER,
            "OIDC_CLIENT_ID": "sro",
            "OIDC_CLIENT_SECRET": "geheim",
            "OIDC_NAME": "Landesanmeldung",
        }
    )


@pytest.fixture
def provider(configured, monkeypatch):
    """Play the identity provider: it has checked the person and sends these claims."""
    from allauth.socialaccount.providers.oauth2.client import OAuth2Client
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    claims = {"sub": "amt-7", "email": "ada@sro.example", "email_verified": True}
    configuration = {
        "issuer": SERVER,
        "authorization_endpoint": f"{SERVER}/authorize",
        "token_endpoint": f"{SERVER}/token",
        "userinfo_endpoint": f"{SERVER}/userinfo",
        "jwks_uri": f"{SERVER}/keys",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", configuration)
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: claims)
    monkeypatch.setattr(
        OAuth2Client, "get_access_token", lambda self, code, **kwargs: {"access_token": "t"}
    )
    return claims


def sign_on(client, query="process=login"):
    start = client.post(f"/konto/oidc/office/login/?{query}")
    assert start.url.startswith(f"{SERVER}/authorize?")
    state = start.url.split("state=")[1].split("&")[0]
    return client.get(CALLBACK, {"code": "c", "state": state})


def refusals() -> list[str]:
    lines = Entry.objects.filter(kind=Kind.LOGIN_FAILED, action="single_sign_on")
    return [line.details["reason"] for line in lines]


def test_without_settings_there_is_no_button_and_no_door(client):
    assert "Dienstkonto" not in client.get("/konto/anmelden/").content.decode()
    assert client.post("/konto/oidc/office/login/").status_code == 404


def test_with_settings_there_is_a_button(client, configured):
    response = client.get("/konto/anmelden/?next=/haushalt/")
    text = response.content.decode()
    assert "Weiter mit Landesanmeldung" in text
    assert "/konto/oidc/office/login/?process=login&amp;next=%2Fhaushalt%2F" in text


def test_only_the_login_page_may_lead_to_the_identity_provider(client, configured):
    def targets(page):
        policy = client.get(page).headers["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("form-action"))

    assert targets("/konto/anmelden/") == f"form-action 'self' {SERVER}"
    assert targets("/konto/passwort/vergessen/") == "form-action 'self'"


def test_a_known_person_is_let_in_and_linked(client, provider):
    user = person(Role.PLANNER, email="ada@sro.example")
    response = sign_on(client, "process=login&next=/konto/profil/")
    assert response.url == "/konto/profil/"
    assert client.get("/konto/profil/").context["user"] == user
    assert SocialAccount.objects.get().user == user
    assert Entry.objects.filter(action="single_sign_on.linked", actor_id=user.pk).exists()
    assert "Dienstkonto" in mail.outbox[0].body
    user.refresh_from_db()
    assert user.has_usable_password()


def test_case_of_the_address_does_not_matter(client, provider):
    person(Role.PLANNER, email="ada@sro.example")
    provider["email"] = "Ada@SRO.example"
    assert sign_on(client).url == "/"


def test_a_linked_account_is_known_again_after_a_change_of_address(client, provider):
    user = person(Role.PLANNER, email="ada@sro.example")
    sign_on(client)
    client.logout()
    User.objects.filter(pk=user.pk).update(email="neu@sro.example")
    assert sign_on(client).status_code == 302
    assert client.get("/konto/profil/").context["user"] == user


@pytest.mark.parametrize(
    ("claims", "account", "reason", "words"),
    [
        ({"email": "fremd@sro.example"}, {}, "unknown", "hier gibt es noch kein Konto"),
        ({}, {"is_active": False}, "inactive", "Dieses Konto ist geschlossen"),
        ({"email_verified": False}, {}, "unverified", "bestätigt Ihre E-Mail-Adresse nicht"),
        ({"email_verified": "false"}, {}, "unverified", "bestätigt Ihre E-Mail-Adresse nicht"),
        ({"email": ""}, {}, "unverified", "bestätigt Ihre E-Mail-Adresse nicht"),
    ],
)
def test_everybody_else_is_refused_in_plain_words(client, provider, claims, account, reason, words):
    person(Role.PLANNER, email="ada@sro.example", **account)
    provider.update(claims)
    response = sign_on(client)
    assert response.status_code == 403
    assert words in response.content.decode()
    assert refusals() == [reason]
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    assert client.get("/konto/profil/").status_code == 302


def test_a_linked_but_closed_account_is_refused(client, provider):
    user = person(Role.PLANNER, email="ada@sro.example")
    sign_on(client)
    client.logout()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_on(client).status_code == 403
    assert refusals() == ["inactive"]


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_no_foreign_account_is_attached_by_hand(client, provider, process):
    user = person(Role.PLANNER, email="jemand@sro.example")
    client.force_login(user)
    response = sign_on(client, f"process={process}")
    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_second_factor_is_asked_for_all_the_same(client, provider):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    user = person(Role.PLANNER, email="ada@sro.example")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.filter(user=user).exists()
    assert sign_on(client).url == "/konto/zweiter-faktor/pruefen/"
    assert client.get("/konto/profil/").status_code == 302


def test_a_foreign_answer_is_refused(client, provider):
    response = client.get(CALLBACK, {"code": "c", "state": "erfunden"})
    assert "hat nicht geklappt" in response.content.decode()
    assert client.get("/konto/profil/").status_code == 302
    assert len(refusals()) == 1


def test_cancelling_at_the_provider_leads_back(client, provider):
    start = client.post("/konto/oidc/office/login/?process=login")
    state = start.url.split("state=")[1].split("&")[0]
    response = client.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)
    assert "abgebrochen" in response.content.decode()
