"""Killing the worker while commitments are calculated anew: each support is complete or untouched.

And none is forgotten: whatever was interrupted is calculated by the next one who looks.
"""

import random
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from budgets.models import Commitment, CommitmentSchedule, DueCommitment
from budgets.services.commitments import calculate_due, start_recalculation
from sro.access import Role
from sro.ui.models import JobState
from sro.ui.services.jobs import RESEND_AFTER, reap_jobs
from tests.budgets.factories_supports import make_daily_rate
from tests.cases.factories import make_case, make_support
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10
SUPPORTS = 60
PATIENCE = 30
MONTHS = 12


@pytest.fixture
def rate(db):
    rate = make_daily_rate(Decimal("1.00"))
    case = make_case()
    for _number in range(SUPPORTS):
        make_support(
            case,
            support_type=rate.support_type,
            provider=rate.provider,
            state="ended",
            start=date(2018, 1, 1),
            end=date(2019, 1, 1),
            end_reason="goals_reached",
        )
    calculate_all()
    return rate


def calculate_all() -> None:
    now = timezone.now()
    while calculate_due(today=timezone.localdate(now), now=now):
        pass


def sums() -> list[tuple[Decimal, int]]:
    """Of each support: what it costs, and in how many months."""
    found: dict[int, list[Decimal]] = {}
    for schedule, amount in Commitment.objects.values_list("schedule_id", "amount"):
        found.setdefault(schedule, []).append(amount)
    return [(sum(amounts), len(amounts)) for amounts in found.values()]


def _settled(job) -> JobState:
    """Wait until the job of a killed worker is buried, or waits for the next worker."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        reap_jobs(now=timezone.now())
        job.refresh_from_db()
        if job.state != JobState.RUNNING:
            return JobState(job.state)
        time.sleep(0.005)
    raise AssertionError("the job of a killed worker was never buried")


def test_a_killed_calculation_leaves_each_support_complete_or_untouched(nursery, rate):
    actor = person(Role.CONTROLLER)
    chance = random.Random()
    found: Counter[str] = Counter()
    worker = nursery.worker()
    price = 1
    for _round in range(ROUNDS):
        old, price = price, price + 1
        rate.amount = Decimal(price)
        rate.save(update_fields=["amount"])
        job = start_recalculation(actor=actor, now=timezone.now())
        time.sleep(chance.uniform(0, 0.5))
        nursery.kill(worker)

        state = _settled(job)
        amounts = sums()
        assert len(amounts) == SUPPORTS
        assert set(amounts) <= {(Decimal(365 * each), MONTHS) for each in (old, price)}
        untouched = sum(total == 365 * old for total, _months in amounts)
        found["some left" if untouched else "all done"] += 1
        # Who was not calculated is still noted as due.
        assert DueCommitment.objects.values("support_id").distinct().count() >= untouched

        worker = nursery.worker()
        if state == JobState.QUEUED:
            # The broker may have lost the message with the worker: it is sent again.
            reap_jobs(now=timezone.now() + RESEND_AFTER + timedelta(seconds=1))
            _finished(job)
        calculate_all()
        assert set(sums()) == {(Decimal(365 * price), MONTHS)}
        assert not CommitmentSchedule.objects.exclude(gap="").exists()
    assert sum(found.values()) == ROUNDS
    assert found["some left"], "no worker was killed in the midst of its work"


def _finished(job) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.state not in (JobState.QUEUED, JobState.RUNNING):
            return
        time.sleep(0.01)
    raise AssertionError(f"the job is still {job.state}")
