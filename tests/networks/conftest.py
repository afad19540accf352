"""Fixtures of the registry's tests."""

import pytest
from django.db import transaction

from sro.access import Role
from tests.networks.factories import make_category, make_space
from tests.people import person


@pytest.fixture
def search_follows(monkeypatch, eager_jobs):
    """Let the work that makes search follow a new name happen at once, not after the commit."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, robust=False: work())


@pytest.fixture
def admin(db, client):
    user = person(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def planner(db, client):
    user = person(Role.PLANNER)
    client.force_login(user)
    return user


@pytest.fixture
def place(db):
    return make_space(key="010111", name="Heide"), make_category(code="library", name="Bibliothek")
