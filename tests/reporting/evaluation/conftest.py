"""A town to compare areas of."""

from types import SimpleNamespace

import pytest

from tests.reporting.evaluation.factories import make_town


@pytest.fixture
def town() -> SimpleNamespace:
    """Five networked spaces, five others that vary as well, and one with two supports."""
    return make_town()
