"""The drafts of a quarter: made once, by whichever process comes first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.jobs import PREPARATION, RECOUNT, scope_of
from reporting.models import DistrictReport, Preparation
from reporting.rules.calendar import first_working_day
from reporting.rules.states import OPEN_STATES
from reporting.services.documents import tables_for
from reporting.services.figures import calculate
from reporting.services.reports import is_over, missing_districts, recount, take_figures
from sro import access
from sro.audit import trail
from sro.periods import Quarter
from sro.refusals import NotPossible
from sro.ui.models import Job
from sro.ui.services.jobs import JobHandle, start_job

# First key of the advisory lock that stands for "the drafts of a quarter are being made".
LOCK_SPACE = 7_303


def prepare(quarter: Quarter, *, now: datetime) -> int:
    """Make the drafts that are missing and count for all that have no figures; returns how many.

    The caller asks for rights. Several processes at once make each draft once: they wait for one
    another. Raises NotPossible where the counts do not add up; then nothing was made.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = target_of(quarter)
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, key])
        made = DistrictReport.objects.bulk_create(
            DistrictReport(district=district, year=quarter.year, quarter=quarter.number)
            for district in missing_districts(quarter)
        )
        waiting = list(
            DistrictReport.objects.filter(
                year=quarter.year, quarter=quarter.number, sheet__isnull=True, state__in=OPEN_STATES
            ).select_related("district")
        )
        if waiting:
            figures = calculate(quarter, now=now)
            tables = tables_for(waiting, quarter, today=timezone.localdate(now))
            for report in waiting:
                take_figures(report, figures, now=now, tables=tables[report.district_id])
        Preparation.objects.update_or_create(
            year=quarter.year,
            quarter=quarter.number,
            defaults={"done_at": now, "failed_at": None},
        )
        if made:
            trail.record(
                None,
                "districtreport.prepared",
                now=now,
                year=quarter.year,
                quarter=quarter.number,
                reports=len(made),
            )
    return len(made)


def target_of(quarter: Quarter) -> int:
    """Return the number by which a job knows its quarter."""
    return quarter.year * 10 + quarter.number


def due_quarter(today: date, free: Collection[date]) -> Quarter | None:
    """Return the quarter whose drafts should be there today and were not made yet."""
    quarter = Quarter.of(today).previous
    if today < first_working_day(quarter, free):
        return None
    done = Preparation.objects.filter(
        year=quarter.year, quarter=quarter.number, done_at__isnull=False
    )
    return None if done.exists() else quarter


def note_failure(quarter: Quarter, *, now: datetime) -> None:
    """Keep that the drafts could not be made, for the start page of whoever steers."""
    row, _new = Preparation.objects.get_or_create(year=quarter.year, quarter=quarter.number)
    if row.done_at is None:
        row.failed_at, row.attempts = now, row.attempts + 1
        row.save(update_fields=["failed_at", "attempts"])


def failures(actor: Any) -> list[Preparation]:
    """Return the quarters whose drafts could not be made."""
    rows = Preparation.objects.visible_to(actor)
    return list(rows.filter(failed_at__isnull=False, done_at=None))


def start_preparation(
    *, actor: Any, quarter: Quarter, today: date, result_address: str = "", now: datetime
) -> Job:
    """Make the drafts of a past quarter in the background. Raises NotPossible, JobBusy."""
    access.require(actor, "add", DistrictReport)
    if not is_over(quarter, today):
        raise NotPossible(_("This quarter is not over yet. Its reports can be prepared after it."))
    with transaction.atomic():
        return start_job(
            actor=actor,
            kind=PREPARATION,
            scope=scope_of(quarter),
            title=_("Preparing the reports of quarter %(quarter)s/%(year)s")
            % {"quarter": quarter.number, "year": quarter.year},
            target_id=target_of(quarter),
            result_address=result_address,
            now=now,
        )


def start_recount(
    *, actor: Any, report: DistrictReport, result_address: str = "", now: datetime
) -> Job:
    """Count a report's figures anew in the background. Raises JobBusy while that happens."""
    access.require(actor, "calculate", report)
    if report.state not in OPEN_STATES:
        raise NotPossible(_("The report is signed off. Its figures stay as they are."))
    with transaction.atomic():
        return start_job(
            actor=actor,
            kind=RECOUNT,
            scope=scope_of(report.span),
            title=_("Counting anew: %(report)s") % {"report": report},
            target_id=report.pk,
            result_address=result_address,
            now=now,
        )


def perform_preparation(*, handle: JobHandle, clock: Callable[[], datetime]) -> None:
    """Make the drafts a job was started for."""
    year, number = divmod(handle.job.target_id or 0, 10)
    handle.progress(0, 1, _("Counting for all areas"))
    with transaction.atomic():
        prepare(Quarter(year, number), now=clock())
        handle.finish(clock())


def perform_recount(*, handle: JobHandle, clock: Callable[[], datetime]) -> None:
    """Count the report of a job anew."""
    handle.progress(0, 1, _("Counting for all areas"))
    with transaction.atomic():
        report = DistrictReport.objects.select_related("district").get(pk=handle.job.target_id or 0)
        access.require(handle.job.created_by, "calculate", report)
        now = clock()
        recount(report, now=now)
        handle.finish(now)
        trail.record(handle.job.created_by, "districtreport.counted", report, now=now)
