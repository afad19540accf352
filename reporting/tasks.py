"""Counting in the background; ids only."""

from __future__ import annotations

from datetime import date
from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from budgets.hours_calendar import holiday_names
from reporting.services import need_intake, preparing
from sro.ui.services.jobs import work_of

#: Waiting between tries grows from a minute to an hour; a day later beat asks again anyway.
RETRIES = 6


@shared_task(name="reporting.recount_report")
def recount_report(job_id: int) -> None:
    """Count the report of a job anew. Delivered a second time it finds nothing to do."""
    with work_of(job_id) as handle:
        if handle is not None:
            preparing.perform_recount(handle=handle, clock=timezone.now)


@shared_task(name="reporting.prepare_reports_of_job")
def prepare_reports_of_job(job_id: int) -> None:
    """Make the drafts of a job's quarter. Delivered a second time it finds nothing to do."""
    with work_of(job_id) as handle:
        if handle is not None:
            preparing.perform_preparation(handle=handle, clock=timezone.now)


@shared_task(bind=True, max_retries=RETRIES)
def prepare_due_reports(self: Task) -> int:
    """Make the drafts of the last quarter from its first working day on; returns how many.

    A failure stands on the start page of whoever steers until a later try succeeds.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    free = holiday_names(date(today.year, 1, 1), date(today.year, 12, 31))
    quarter = preparing.due_quarter(today, free.keys())
    if quarter is None:
        return 0
    try:
        return preparing.prepare(quarter, now=now)
    except Exception as error:
        preparing.note_failure(quarter, now=now)
        wait: dict[str, Any] = {"countdown": min(60 * 2**self.request.retries, 3_600)}
        raise self.retry(exc=error, **wait) from error


@shared_task(bind=True, max_retries=RETRIES)
def take_in_needs(self: Task) -> int:
    """Take in what plans of the last quarter name as missing, once; returns how many were new."""
    now = timezone.now()
    try:
        return need_intake.take_in_due(today=timezone.localdate(now), now=now)
    except Exception as error:
        wait: dict[str, Any] = {"countdown": min(60 * 2**self.request.retries, 3_600)}
        raise self.retry(exc=error, **wait) from error
