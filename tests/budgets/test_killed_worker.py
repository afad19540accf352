"""Killing the worker at random moments leaves no half run and no blocked budget year."""

import random
import time
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from budgets.models import Allocation, AllocationPart, AllocationRun
from budgets.services import runs
from budgets.services.checking import difference_of
from sro.access import Role
from sro.ui.models import JobState
from sro.ui.services.jobs import RESEND_AFTER, reap_jobs
from tests.budgets.factories import make_districts, make_indicator, make_run, make_value
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 50
DISTRICTS = 40
PATIENCE = 30


@pytest.fixture
def run() -> AllocationRun:
    districts = make_districts(DISTRICTS)
    indicator = make_indicator()
    for position, district in enumerate(districts, start=1):
        make_value(indicator, district, position * 7)
    return make_run(districts=districts, indicator=indicator)


def _fresh(run: AllocationRun) -> AllocationRun:
    return AllocationRun.objects.select_related("job", "fund").get(pk=run.pk)


def _wait(run: AllocationRun, *states: str) -> AllocationRun:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        now = _fresh(run)
        if now.state in states:
            return now
        time.sleep(0.005)
    raise AssertionError(f"after {PATIENCE} s still {_fresh(run).state}, wanted {states}")


def _bury(run: AllocationRun) -> AllocationRun:
    """What the beat does every twenty seconds; the server needs a moment to miss its client."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        reap_jobs(now=timezone.now())
        now = _fresh(run)
        if now.state != "running" and now.job.state != JobState.RUNNING:
            return now
        time.sleep(0.005)
    raise AssertionError("the job of a killed worker was never buried")


def _assert_whole(run: AllocationRun) -> None:
    assert run.job.state == JobState.DONE
    assert run.allocations.count() == DISTRICTS
    assert sum(each.amount for each in run.allocations.all()) == Decimal("1000.00")
    assert difference_of(run) is None


def _assert_empty(run: AllocationRun) -> None:
    assert not Allocation.objects.exists()
    assert not AllocationPart.objects.exists()
    assert run.snapshot is None
    assert run.checksum == ""


def test_fifty_killed_workers(nursery, run):
    actor = person(Role.CONTROLLER)
    chance = random.Random()
    worker = nursery.worker()
    runs.start_run(actor=actor, run=run, now=timezone.now())
    _wait(run, "complete")
    began = time.monotonic()
    runs.start_run(actor=actor, run=run, now=timezone.now())
    _assert_whole(_wait(run, "complete"))
    duration = time.monotonic() - began
    found: Counter[str] = Counter()

    for number in range(ROUNDS):
        runs.start_run(actor=actor, run=run, now=timezone.now())
        if number % 2:
            # Every other time surely in the midst of the work.
            _wait(run, "running", "complete")
        time.sleep(chance.uniform(0, duration / (number % 2 + 1)))
        nursery.kill(worker)
        left = _fresh(run)
        found[left.state] += 1

        after = _bury(run)
        if after.state == "complete":
            _assert_whole(after)
        elif after.state == "failed":
            _assert_empty(after)
            assert after.problem_text
            assert after.job.state == JobState.FAILED
        else:
            assert after.state == "queued"
            _assert_empty(after)

        worker = nursery.worker()
        if after.state == "queued":
            # The broker may have lost the message with the worker: it is sent again.
            reap_jobs(now=timezone.now() + RESEND_AFTER + timedelta(seconds=1))
        else:
            runs.start_run(actor=actor, run=run, now=timezone.now())
        _assert_whole(_wait(run, "complete"))

    assert not AllocationRun.objects.active().exists()
    # The moments were spread over the whole run, not all before or after it.
    assert found["running"] >= 3, found
