"""Language of a page, and who is led to the login."""

import pytest
from django.test import Client

from sro.access import Role
from sro.accounts.models import User
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "de"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "de"),
        ("de-AT", "de"),
        ("xx,,;q=", "de"),
    ],
)
def test_strangers_get_their_browsers_language(client, accepted, language):
    response = client.get("/konto/anmelden/", headers={"accept-language": accepted})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_people_get_their_own_language(client, language):
    client.force_login(person(Role.PLANNER, language=language))
    response = client.get("/konto/profil/", headers={"accept-language": "en" * (language == "de")})
    assert f'<html lang="{language}">' in response.content.decode()


def test_pages_that_do_not_exist_speak_the_persons_language(client):
    client.force_login(person(Role.PLANNER, language="en"))
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert '<html lang="en">' in response.content.decode()


def test_one_request_leaves_no_language_behind(client):
    from django.utils import translation

    before = translation.get_language()
    client.get("/konto/anmelden/", headers={"accept-language": "en"})
    assert translation.get_language() == before


def test_a_fragment_sends_the_whole_page_to_the_login(client):
    response = client.get(
        "/werkzeug/entwuerfe/",
        headers={"hx-request": "true", "hx-current-url": "http://testserver/sozialraum/?q=a"},
    )
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/konto/anmelden/?next=/sozialraum/%3Fq%3Da"


def test_a_fragment_of_a_foreign_page_leads_home(client):
    response = client.get(
        "/werkzeug/entwuerfe/",
        headers={"hx-request": "true", "hx-current-url": "https://boese.example/x"},
    )
    assert response.headers["HX-Redirect"] == "/konto/anmelden/?next=/"


@pytest.mark.parametrize("path", ["/", "/verwaltung/", "/protokoll/", "/konto/profil/"])
def test_no_page_without_a_login(client, path):
    assert client.get(path).status_code == 302


def test_a_closed_account_is_out_with_the_next_click(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    assert client.get("/konto/profil/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.get("/konto/profil/")
    assert response.url == "/konto/anmelden/?next=/konto/profil/"
    # The session is gone for good, not only asleep until the account is opened again.
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert client.get("/konto/profil/").status_code == 302


def test_a_closed_account_is_out_of_the_api(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    assert client.get("/api/v1/", headers={"accept": "application/json"}).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/api/v1/", headers={"accept": "application/json"}).status_code == 401


def test_a_new_role_holds_with_the_next_click(client):
    admin, user = person(Role.ADMINISTRATOR), person(Role.PLANNER)
    client.force_login(user)
    assert client.get("/protokoll/").status_code == 403
    admins = Client()
    admins.force_login(admin)
    admins.post(
        f"/verwaltung/benutzer/{user.pk}/rollen/neu/",
        {"role": "auditor", "valid_from": "2020-01-01"},
    )
    assert client.get("/protokoll/").status_code == 200
