"""What administrators find on their start page."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from sro.access import Role
from sro.accounts.models import Membership
from sro.accounts.start import items
from tests.people import LONG_AGO, person

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR)


def texts(user) -> list[str]:
    with translation.override("de"):
        return [item.text for item in items(user, TODAY)]


@pytest.mark.parametrize(
    ("days", "shown"), [(-1, False), (0, False), (1, True), (30, True), (31, False), (None, False)]
)
def test_roles_that_end_soon_are_named(admin, days, shown):
    user = person(display_name="Ende Beispiel")
    person(Role.PLANNER)
    end = None if days is None else TODAY + timedelta(days=days)
    Membership.objects.create(user=user, role=Role.PLANNER, valid_from=LONG_AGO, valid_until=end)
    found = [text for text in texts(admin) if "Ende Beispiel" in text]
    assert found == (["Ende Beispiel: Die Rolle „Jugendhilfeplanung“ endet"] if shown else [])


def test_people_without_a_role_are_counted(admin):
    assert texts(admin) == []
    person()
    person(is_active=False)
    assert texts(admin) == ["1 Person hat keine Rolle und sieht nichts"]
    person()
    assert texts(admin) == ["2 Personen haben keine Rolle und sehen nichts"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PLANNER])
def test_others_are_not_told(admin, role):
    person()
    assert texts(person(role)) == []


def test_the_start_page_shows_them(admin, client):
    person()
    client.force_login(admin)
    assert "hat keine Rolle" in client.get("/").content.decode()
