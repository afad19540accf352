"""The demo scenario on the real figures of Berlin."""

import pytest

from budgets.models import AllocationRun
from budgets.services import runs
from sro.access import Role
from sro.demo import budget
from tests.budgets.berlin import make_berlin
from tests.budgets.factories import NOW, worked
from tests.people import person


@pytest.fixture
def run() -> AllocationRun:
    """The demo's scenario 60/40 as a draft."""
    make_berlin()
    person(Role.CONTROLLER)
    return budget.create(NOW)


@pytest.fixture
def calculated(run, client) -> AllocationRun:
    """The demo's scenario with its result; the client is a controller."""
    controller = person(Role.CONTROLLER)
    client.force_login(controller)
    return worked(runs.start_run(actor=controller, run=run, now=NOW))


@pytest.fixture
def controller(client):
    """The controller who is logged in."""
    who = person(Role.CONTROLLER, display_name="Ada Beispiel")
    client.force_login(who)
    return who
