"""What tests of killed workers share."""

from collections.abc import Iterator

import pytest

from tests.budgets.nursery import Nursery


@pytest.fixture
def nursery(make_worker) -> Iterator[Nursery]:
    """Workers that are started, killed and started again."""
    # Knows database, queue and log; is itself never started.
    pattern = make_worker()
    nursery = Nursery(pattern.env, pattern.log)
    yield nursery
    nursery.close()
