"""Reads, exports and refusals stay in the trail when the request's own work is rolled back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from sro.access import Role
from sro.audit import trail
from sro.audit.models import Entry, Kind
from tests.people import person


@pytest.fixture
def second_connection(settings):
    settings.TRAIL_DATABASE = "trail"


@pytest.mark.django_db(transaction=True, databases=["default", "trail"])
@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (lambda user: trail.record_read(user, user), Kind.READ),
        (lambda user: trail.record_export(user, "export.x", rows=3), Kind.EXPORT),
        (lambda user: trail.record_denial(user, "view", object_type="x.Y"), Kind.DENIAL),
        (lambda user: trail.record_security(user, Kind.SECURITY, "x"), Kind.SECURITY),
    ],
)
def test_these_lines_survive_a_rollback(second_connection, write, kind):
    user = person(Role.PLANNER)
    with transaction.atomic():
        write(user)
        transaction.set_rollback(True)
    assert [entry.kind for entry in Entry.objects.all()] == [kind]


@pytest.mark.django_db(transaction=True, databases=["default", "trail"])
def test_a_change_and_its_line_stand_and_fall_together(second_connection):
    user = person(Role.PLANNER)
    with transaction.atomic():
        trail.record(user, "x.created", user, now=timezone.now())
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "trail"])
def test_a_refused_page_is_logged_although_nothing_else_is_written(
    second_connection, client, settings, monkeypatch
):
    from sro.accounts.views import users

    user = person(Role.ADMINISTRATOR)
    client.force_login(user)

    def refuses(request):
        with transaction.atomic():
            trail.record(user, "x.created", user, now=timezone.now())
            raise PermissionDenied("add accounts.User")

    monkeypatch.setattr(users.access, "require", lambda *args: refuses(args))
    assert client.get("/verwaltung/benutzer/neu/").status_code == 403
    entry = Entry.objects.get(kind=Kind.DENIAL)
    assert (entry.actor_id, entry.action, entry.object_type) == (user.pk, "add", "accounts.User")
    assert entry.details == {"route": "accounts:user_create", "method": "GET"}
    assert not Entry.objects.filter(action="x.created").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "status", "route"),
    [("/protokoll/", 403, "audit:list"), ("/verwaltung/benutzer/", 403, "accounts:user_list")],
)
def test_refusals_name_the_page_not_what_was_searched(client, page, status, route):
    user = person(Role.PLANNER)
    client.force_login(user)
    assert client.get(f"{page}?q=Geheim").status_code == status
    entry = Entry.objects.get(kind=Kind.DENIAL)
    assert (entry.details["route"], entry.roles) == (route, "planner")
    assert "Geheim" not in str(entry.details)


@pytest.mark.django_db
def test_what_is_not_found_is_no_refusal(client):
    client.force_login(person(Role.PLANNER))
    assert client.get("/verwaltung/benutzer/1/").status_code == 404
    assert not Entry.objects.filter(kind=Kind.DENIAL).exists()
