"""Fixtures of the registry's tests."""

import pytest
from django.db import transaction


@pytest.fixture
def search_follows(monkeypatch, eager_jobs):
    """Let the work that makes search follow a new name happen at once, not after the commit."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, robust=False: work())
