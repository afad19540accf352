"""Where somebody is logged in, and ending it."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sro.access import Role
from sro.accounts import devices
from sro.accounts.services.sessions import end_all_sessions
from sro.audit.models import Entry
from tests.people import person

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def device(user, name=FIREFOX) -> Client:
    browser = Client(headers={"user-agent": name})
    browser.force_login(user)
    browser.get("/konto/profil/")
    return browser


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (EDGE, "Edge, Windows"),
        (PHONE, "Safari, iPhone"),
        ("curl/8", "unbekanntes Gerät"),
        ("", "unbekanntes Gerät"),
    ],
)
def test_devices_have_names(agent, words):
    assert devices.describe(agent) == words


def test_the_list_shows_every_device_and_which_one_this_is(planner):
    here = device(planner)
    device(planner, PHONE)
    text = here.get("/konto/sitzungen/").content.decode()
    assert "Firefox, Windows" in text
    assert "Safari, iPhone" in text
    assert text.count("dieses Gerät") == 1


def test_one_device_is_logged_out(planner):
    here, phone = device(planner), device(planner, PHONE)
    session = UserSession.objects.get(user_agent=PHONE)
    response = here.post(f"/konto/sitzungen/{session.pk}/beenden/", follow=True)
    assert "Das Gerät ist abgemeldet" in response.content.decode()
    assert phone.get("/konto/profil/").status_code == 302
    assert here.get("/konto/profil/").status_code == 200
    assert Entry.objects.filter(action="session.ended", actor_id=planner.pk).exists()


def test_all_other_devices_are_logged_out(planner):
    here, phone, tablet = device(planner), device(planner, PHONE), device(planner, EDGE)
    here.post("/konto/sitzungen/")
    statuses = [browser.get("/konto/profil/").status_code for browser in (here, phone, tablet)]
    assert statuses == [200, 302, 302]
    assert Entry.objects.filter(action="sessions.ended", actor_id=planner.pk).exists()


def test_nobody_ends_somebody_elses_session(planner):
    here = device(planner)
    other = device(person(Role.CONTROLLER), PHONE)
    session = UserSession.objects.get(user_agent=PHONE)
    assert here.post(f"/konto/sitzungen/{session.pk}/beenden/").status_code == 404
    assert here.get(f"/konto/sitzungen/{session.pk}/beenden/").status_code == 405
    assert other.get("/konto/profil/").status_code == 200


def test_ending_all_leaves_nothing_behind(planner):
    device(planner)
    device(planner, PHONE)
    assert end_all_sessions(planner) == 2
    assert not UserSession.objects.filter(user=planner).exists()
    assert not Session.objects.exists()


def test_a_new_password_logs_other_devices_out(planner):
    from tests.people import PASSWORD

    here, phone = device(planner), device(planner, PHONE)
    new = "noch-vier-andere-woerter"
    here.post("/konto/passwort/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/konto/profil/").status_code == 200
    assert phone.get("/konto/profil/").status_code == 302


def notes_of(browser, address="/konto/profil/", **headers):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address, **headers).status_code == 200
    return [query for query in captured if "usersessions" in query["sql"]]


def test_a_device_is_noted_once_and_not_with_every_page(planner):
    browser = device(planner)
    assert notes_of(browser) == []
    assert notes_of(browser, "/konto/sitzungen/") != []
    assert UserSession.objects.get().user_agent == FIREFOX


def test_another_browser_or_address_in_the_same_session_is_noted_at_once(planner):
    browser = device(planner)
    assert notes_of(browser, headers={"user-agent": EDGE}) != []
    assert UserSession.objects.get().user_agent == EDGE
    assert notes_of(browser, REMOTE_ADDR="192.0.2.7") != []


def test_once_the_mark_has_run_out_the_device_is_noted_again(planner):
    browser = device(planner)
    cache.clear()
    assert notes_of(browser) != []
