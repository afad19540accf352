"""The demo's invented people."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist

from sro.access import Role, roles_of
from sro.accounts.models import User
from sro.audit.models import Entry
from sro.demo import people
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def registry(db):
    for _ in range(people.DISTRICTS):
        make_district()
    for _ in range(2):
        make_provider()


def test_there_is_a_login_for_every_role(registry, client):
    people.create(NOW)
    logins = people.logins()
    labels = [label for label, _, _ in logins]
    assert labels.count(str(Role.CONTROLLER.label)) == 2
    assert len(labels) == len(Role) + 1
    assert {label for label, _, _ in logins} == {str(role.label) for role in Role}
    for _, email, password in logins:
        data = {"login": email, "password": password}
        assert client.post("/konto/anmelden/", data).status_code == 302
        assert client.get("/konto/profil/").status_code == 200
        client.logout()


def test_every_role_is_held_and_decisions_find_a_second_person(registry):
    people.create(NOW)
    held = [role for user in User.objects.all() for role in roles_of(user)]
    assert {role for role in held if held.count(role) >= 2} >= {
        Role.CONTROLLER,
        Role.ADMINISTRATOR,
        Role.CASEWORKER,
        Role.TEAM_LEAD,
        Role.PROVIDER_STAFF,
        Role.PROVIDER_LEAD,
    }
    assert set(held) == set(Role)
    places = User.objects.filter(memberships__role=Role.CASEWORKER).values_list(
        "memberships__district", flat=True
    )
    assert len(set(places)) == people.DISTRICTS


def test_a_second_start_changes_nothing(registry):
    people.create(NOW)
    lines, users = Entry.objects.count(), User.objects.count()
    User.objects.filter(email="planung@sro.example").update(display_name="Umbenannt")
    people.create(NOW)
    assert (Entry.objects.count(), User.objects.count()) == (lines, users)
    assert User.objects.filter(display_name="Umbenannt").exists()


def test_without_a_registry_it_says_what_is_missing(db):
    with pytest.raises(ObjectDoesNotExist, match="registry"):
        people.create(NOW)


def test_the_office_needs_no_registry(db):
    people.create_office(NOW)
    held = {role for user in User.objects.all() for role in roles_of(user)}
    assert held == {Role.ADMINISTRATOR, Role.CONTROLLER, Role.PLANNER, Role.AUDITOR}


def test_the_password_would_be_accepted_by_the_product(registry):
    from django.contrib.auth.password_validation import validate_password

    people.create(NOW)
    for user in User.objects.all():
        validate_password(people.PASSWORD, user)
