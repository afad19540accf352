"""A focus is a duty, not a privilege: several at once, none hides another provider."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, transaction

from networks.models import FocusProvider, Provider
from networks.services.focus import add_focus, delete_focus, update_focus
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories_providers import (
    NOW,
    START,
    make_focus,
    make_provider,
    person,
    social_space,
)

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def add(actor, space, provider, start=START, end=None):
    return add_focus(
        actor=actor,
        social_space=space,
        provider=provider,
        valid_from=start,
        valid_until=end,
        now=NOW,
    )


def test_several_providers_may_have_the_focus_at_once(planner):
    space = social_space()
    first, second = add(planner, space, make_provider()), add(planner, space, make_provider())
    assert set(space.focus_providers.valid_on(START)) == {first, second}
    assert Entry.objects.filter(action="focusprovider.created").count() == 2


def test_a_focus_hides_nobody(planner):
    space, focused, other = social_space(), make_provider(), make_provider()
    add(planner, space, focused)
    for role in Role:
        assert {focused, other} <= set(Provider.objects.visible_to(person(role)))


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("2023-01-01", "2024-01-01", True),
        ("2025-01-01", None, True),
        ("2024-06-01", None, False),
        ("2023-01-01", "2024-01-02", False),
    ],
)
def test_one_provider_has_it_once_at_a_time(planner, start, end, free):
    space, provider = social_space(), make_provider()
    add(planner, space, provider, end=D("2025-01-01"))
    if free:
        add(planner, space, provider, D(start), D(end) if end else None)
        assert FocusProvider.objects.count() == 2
    else:
        with pytest.raises(ValidationError):
            add(planner, space, provider, D(start), D(end) if end else None)


def test_a_focus_ends_by_date(planner):
    focus = make_focus()
    ended = update_focus(
        actor=planner, focus=focus, changes={"valid_until": D("2025-01-01")}, version=1, now=NOW
    )
    assert ended.is_running_on(D("2024-12-31"))
    assert not ended.is_running_on(D("2025-01-01"))


def test_a_change_meanwhile_is_not_overwritten(planner):
    focus = make_focus()
    update_focus(actor=planner, focus=focus, changes={"note": "a"}, version=1, now=NOW)
    with pytest.raises(StaleRecord):
        update_focus(actor=planner, focus=focus, changes={"note": "b"}, version=1, now=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_only_planners_decide_on_a_focus(role):
    actor, focus = person(role), make_focus()
    with pytest.raises(PermissionDenied):
        add(actor, social_space(), make_provider())
    with pytest.raises(PermissionDenied):
        update_focus(actor=actor, focus=focus, changes={"note": "a"}, version=1, now=NOW)
    with pytest.raises(PermissionDenied):
        delete_focus(actor=actor, focus=focus, version=1, now=NOW)
    assert FocusProvider.objects.get().note == ""


@pytest.mark.django_db(transaction=True)
def test_two_transactions_cannot_both_give_the_same_focus():
    planner = person(Role.PLANNER)
    space, provider = social_space(), make_provider()
    barrier = threading.Barrier(2)
    outcomes: list[object] = []

    def give():
        try:
            with transaction.atomic():
                assert not FocusProvider.objects.exists()
                barrier.wait(timeout=10)
                outcomes.append(add(planner, space, provider))
        except ValidationError as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(isinstance(each, ValidationError) for each in outcomes) == 1
    assert FocusProvider.objects.count() == 1
