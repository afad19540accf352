"""A large file, worked on by a real worker."""

import time
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.imports import IndicatorValues
from budgets.models import Indicator, IndicatorValue
from sro.access import Role
from sro.ui.models import ImportJob, ImportState, JobState
from sro.ui.services.imports import DIRECT_BYTES, confirm_import, upload_import
from tests.networks.factories import make_district
from tests.people import person

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


def wait_for(job: ImportJob) -> None:
    """Until the work on the file has ended, whichever way."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if not job.job.is_active:
            return
        time.sleep(0.05)
    raise TimeoutError(f"{job.job} is still {job.job.state}")


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_checked_and_imported_in_the_background(worker):
    make_district(key="01", valid_from=date(1850, 1, 1))
    Indicator.objects.create(
        code="children", name="Kinder", unit="Personen", kind="count", source="Amt"
    )
    first = date(1900, 1, 1).toordinal()
    rows = [f"01;children;{date.fromordinal(first + n)};{n},5" for n in range(25_000)]
    content = "\n".join(["Gebiet;Kennzahl;Stichtag;Wert", *rows]).encode()
    assert len(content) > DIRECT_BYTES

    actor = person(Role.PLANNER)
    job = upload_import(
        actor=actor,
        importer=IndicatorValues(),
        file=SimpleUploadedFile("werte.csv", content),
        now=NOW,
    )
    wait_for(job)
    assert (job.state, job.job.state, job.new) == (ImportState.CHECKED, JobState.DONE, 25_000)
    assert not IndicatorValue.objects.exists()

    confirm_import(actor=actor, import_job=job, now=NOW)
    wait_for(job)
    assert (job.state, job.job.state) == (ImportState.APPLIED, JobState.DONE)
    assert IndicatorValue.objects.count() == 25_000
