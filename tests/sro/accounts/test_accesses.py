"""Accesses for other programs: in a person's name, within what the person allows."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sro.access import Role
from sro.accounts.models import PersonalToken, User
from sro.accounts.models.accesses import Scope
from sro.accounts.services.accesses import (
    block_access,
    create_access,
    find_access,
    fingerprint,
    note_use,
)
from sro.audit.models import Entry
from sro.ui.api.scopes import ANY, route_classes, scope_of
from tests.networks.factories import make_district, make_municipality
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def made(user: User, *scopes: str, **more) -> tuple[PersonalToken, str]:
    values = {"name": "Auswertung", "expires_on": TODAY + timedelta(days=30), "now": NOW, **more}
    return create_access(actor=user, scopes=scopes or ("areas:read",), **values)


def ask(text: str, route: str = "districts/", **more):
    headers = {"authorization": f"Bearer {text}", **more.pop("headers", {})}
    return Client().get(f"/api/v1/{route}", headers=headers, **more)


@pytest.fixture
def planner() -> User:
    return person(Role.PLANNER)


def test_only_the_fingerprint_is_kept(planner):
    token, text = made(planner)
    kept = PersonalToken.objects.values().get(pk=token.pk)
    assert kept["digest"] == fingerprint(text)
    assert text not in str(kept)
    entry = Entry.objects.get(action="access.issued")
    assert (entry.actor_id, entry.details["scopes"]) == (planner.pk, "areas:read")
    assert text not in str(entry.details)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": TODAY + timedelta(days=366)}, "expires_on"),
        # Planners work on no case.
        ({"scopes": ["cases:read"]}, "scopes"),
        ({"scopes": ["hours:write"]}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_no_access_is_refused(planner, change, field):
    values = {"name": "x", "scopes": ["areas:read"], "expires_on": TODAY, "now": NOW, **change}
    with pytest.raises(ValidationError) as refused:
        create_access(actor=planner, **values)
    assert field in refused.value.message_dict or field == "scopes"
    assert not PersonalToken.objects.exists()


def test_rights_are_those_of_the_person_today(planner):
    make_municipality()
    _token, text = made(planner)
    assert ask(text).status_code == 200
    planner.memberships.update(valid_until=TODAY)
    assert ask(text).status_code == 403
    User.objects.filter(pk=planner.pk).update(is_active=False)
    assert ask(text).status_code == 401


def test_scopes_narrow(planner):
    make_municipality()
    _token, text = made(planner)
    assert ask(text).status_code == 200
    assert ask(text, "budget-years/").status_code == 403
    assert ask(text, "").status_code == 200


def test_no_access_decides(client):
    controller = person(Role.CONTROLLER)
    _token, text = made(controller, "budgets:read")
    answer = client.post(
        "/api/v1/allocation-runs/1/approve/", headers={"authorization": f"Bearer {text}"}
    )
    assert answer.status_code == 403


def test_every_route_has_a_topic_that_scopes_name():
    known = {scope.value for scope in Scope}
    for kind in route_classes():
        if kind.topic != ANY:
            assert scope_of(kind.topic, reads=True) in known, kind
        assert not getattr(kind, "needed_to_write", "") or (
            scope_of(kind.topic, reads=False) in known
        )


@pytest.mark.parametrize("state", ["blocked", "run out", "wrong", "cut", "umlauts", "empty"])
def test_what_opens_nothing_is_401(planner, state):
    token, text = made(planner)
    if state == "blocked":
        block_access(actor=planner, token=token, version=token.version, now=NOW)
    elif state == "run out":
        PersonalToken.objects.update(expires_on=TODAY - timedelta(days=1))
    sent = {"wrong": text[:-1] + "#", "cut": text[:10], "umlauts": "sro_äöü", "empty": ""}
    answer = ask(sent.get(state, text))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["type"] == "urn:sro:problem:not-logged-in"


def test_an_access_is_used_instead_of_the_session(planner):
    client = Client()
    client.force_login(planner)
    assert client.get("/api/v1/", headers={"authorization": "Bearer sro_x"}).status_code == 401
    assert client.get("/api/v1/").status_code == 200


def test_last_use_is_noted_once_a_minute_and_is_no_change(planner):
    token, _text = made(planner)
    for seconds, expected in ((0, 0), (30, 0), (61, 61)):
        fresh = PersonalToken.objects.get(pk=token.pk)
        note_use(token=fresh, now=NOW + timedelta(seconds=seconds))
        fresh.refresh_from_db()
        assert fresh.last_used_at == NOW + timedelta(seconds=expected)
        assert fresh.version == 1
    assert token.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_noting_the_use_waits_for_nobody(planner, owner_connection):
    token, text = made(planner)
    with owner_connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM accounts_personaltoken WHERE id = %s FOR UPDATE", [token.pk])
        with transaction.atomic(), connection.cursor() as own:
            own.execute("SET LOCAL lock_timeout = '500ms'")
            note_use(token=find_access(text=text, today=TODAY), now=NOW)
        cursor.execute("ROLLBACK")
    token.refresh_from_db()
    assert token.last_used_at is None


def test_a_question_costs_one_query_for_the_access(planner):
    make_district()
    _token, text = made(planner)
    ask(text)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask(text)
    assert len([q for q in seen if "personaltoken" in q["sql"]]) == 1


def test_from_the_account_to_the_access_and_back(client, planner):
    client.force_login(planner)
    assert "/konto/zugaenge/" in client.get("/konto/profil/").content.decode()
    assert "keinen Zugang" in client.get("/konto/zugaenge/").content.decode()
    new = client.get("/konto/zugaenge/neu/").content.decode()
    assert "areas:read" in new
    assert "cases:read" not in new
    sent = {
        "name": "Auswertung",
        "scopes": ["areas:read"],
        "expires_on": (TODAY + timedelta(days=5)).strftime("%d.%m.%Y"),
    }
    made_page = client.post("/konto/zugaenge/neu/", sent)
    assert made_page.status_code == 302, made_page.content.decode()
    shown = client.get(made_page.url)
    text = re.search(r"sro_[\w-]{40,}", shown.content.decode())[0]
    assert "no-store" in shown["Cache-Control"]
    assert ask(text, "").status_code == 200
    assert client.get(made_page.url).url == "/konto/zugaenge/"
    listed = client.get("/konto/zugaenge/").content.decode()
    assert text[-4:] in listed
    assert text not in listed
    token = PersonalToken.objects.get()
    assert client.post(f"/konto/zugaenge/{token.pk}/sperren/").status_code == 302
    assert ask(text, "").status_code == 401
    assert client.post(f"/konto/zugaenge/{token.pk}/sperren/").status_code == 422
    assert Entry.objects.filter(action="access.blocked").count() == 1


def test_without_a_role_there_is_none(client):
    client.force_login(person())
    assert client.get("/konto/zugaenge/neu/").status_code == 403
    assert "/konto/zugaenge/" not in client.get("/konto/profil/").content.decode()
