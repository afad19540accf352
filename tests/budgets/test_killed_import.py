"""Killing the worker while bookings are read in and assigned: all of it is there, or nothing."""

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budgets.imports import OutflowBookings
from budgets.models import Outflow, OutflowMatch
from budgets.services import matching
from sro.access import Role
from sro.ui.models import ImportJob, ImportState, Job, JobState
from sro.ui.services import imports
from sro.ui.services.jobs import RESEND_AFTER, JobBusy, reap_jobs
from tests.budgets.factories import make_layout
from tests.cases.factories import make_case, make_support
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
# More than what is looked at while a person waits, so that a job looks at it.
ROWS = matching.DIRECT + 100
PATIENCE = 60
T = TypeVar("T")


@pytest.fixture
def layout():
    make_district(key="01")
    case = make_case(reference="2018-00042")
    make_support(case, state="running", start=date(2018, 1, 1))
    return make_layout(cost_centres={"4711": ["01", "fall"]})


def _until(found: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        result = found()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"nothing after {PATIENCE} s: {list(Job.objects.values())}")


def _uploaded(actor, layout, number: int) -> ImportJob:
    head = "Belegnummer;Buchungsdatum;Betrag;Kostenstelle;Zuordnung\n"
    rows = (f"{number}-{row};31.03.2018;{row},00;4711;2018/{row % 50}\n" for row in range(ROWS))
    return imports.upload_import(
        actor=actor,
        importer=OutflowBookings(),
        file=SimpleUploadedFile("buchungen.csv", (head + "".join(rows)).encode()),
        options={"layout": layout.pk},
        now=timezone.now(),
    )


def _quiet() -> bool:
    """Whether no job works or waits; those of killed workers are buried."""
    reap_jobs(now=timezone.now())
    return not Job.objects.active().exists()


def _bury() -> None:
    """What the beat does; the server needs a moment to miss its client."""
    _until(lambda: reap_jobs(now=timezone.now()) or not _running())


def _running() -> bool:
    return Job.objects.filter(state=JobState.RUNNING).exists()


def _written(number: int) -> int:
    return Outflow.objects.filter(external_id__startswith=f"{number}-").count()


def _waiting() -> int:
    return OutflowMatch.objects.filter(finding="waiting").count()


def _finish(actor, import_job: ImportJob) -> None:
    """Take the file over and have its bookings looked at, as a person would try again."""
    # The broker may have lost messages with the worker: they are sent again.
    reap_jobs(now=timezone.now() + RESEND_AFTER + timedelta(seconds=1))
    _until(_quiet)
    import_job.refresh_from_db()
    if import_job.state != ImportState.APPLIED:
        imports.confirm_import(actor=actor, import_job=import_job, now=timezone.now())
        _until(_quiet)
    if _waiting():
        with contextlib.suppress(JobBusy):
            matching.match_bookings(actor=actor, now=timezone.now())
        _until(_quiet)


def test_killed_workers_leave_whole_files_and_whole_answers(nursery, layout, monkeypatch):
    monkeypatch.setattr(imports, "DIRECT_BYTES", 0)
    actor = person(Role.CONTROLLER)
    chance = random.Random()
    worker = nursery.worker()
    import_job = _uploaded(actor, layout, 0)
    _until(_quiet)
    began = time.monotonic()
    _finish(actor, import_job)
    duration = time.monotonic() - began
    assert (_written(0), _waiting()) == (ROWS, 0)
    found: Counter[str] = Counter()

    for number in range(1, ROUNDS + 1):
        import_job = _uploaded(actor, layout, number)
        _until(_quiet)
        import_job.refresh_from_db()
        imports.confirm_import(actor=actor, import_job=import_job, now=timezone.now())
        # The first ones as soon as it works, and as soon as it has written; then whenever it comes.
        if number % 2:
            _until(_running)
        elif number == 2:
            _until(lambda written=number: _written(written))
        time.sleep(chance.uniform(0, duration) if number > 2 else 0)
        nursery.kill(worker)
        _bury()
        # What the dead connection held is given up a moment later.
        written = _written(number)
        import_job.refresh_from_db()
        assert written in (0, ROWS)
        assert (import_job.state == ImportState.APPLIED) == (written == ROWS)
        assert _waiting() in (0, written)
        found[f"{written > 0}-{_waiting() > 0}"] += 1

        worker = nursery.worker()
        _finish(actor, import_job)
        assert (_written(number), _waiting()) == (ROWS, 0)

    # Every booking of the one file that has a support found it, and no other.
    matched = OutflowMatch.objects.filter(state="support")
    assert matched.count() == (ROUNDS + 1) * len([row for row in range(ROWS) if row % 50 == 42])
    assert set(matched.values_list("outflow__file_reference", flat=True)) == {"2018/42"}
    assert len(found) > 1, found
