"""Calculations in the background; ids only, everything else is read where it is needed."""

from celery import shared_task
from django.utils import timezone

from budgets.services import alerts, commitments, matching
from budgets.services.calculation import perform
from sro.ui.services.jobs import work_of


@shared_task(name="budgets.calculate_run")
def calculate_run(job_id: int) -> None:
    """Calculate the run of a job. Delivered a second time it finds nothing to do."""
    with work_of(job_id) as handle:
        if handle is not None:
            perform(handle=handle, clock=timezone.now)


@shared_task(name="budgets.recalculate_commitments")
def recalculate_commitments(job_id: int) -> None:
    """Calculate all commitments anew. Delivered a second time it finds nothing to do."""
    with work_of(job_id) as handle:
        if handle is not None:
            commitments.perform_recalculation(handle=handle, clock=timezone.now)


@shared_task
def calculate_due_commitments() -> int:
    """Calculate the commitments of all supports that have changed; returns how many."""
    done = 0
    now = timezone.now()
    while count := commitments.calculate_due(today=timezone.localdate(now), now=now):
        done += count
    return done


@shared_task
def note_outdated_commitments() -> int:
    """Note which supports go on beyond what was calculated; returns how many."""
    return commitments.note_outdated(today=timezone.localdate())


@shared_task
def check_thresholds() -> int:
    """Look which lines have crossed a threshold, and tell those responsible by e-mail."""
    now = timezone.now()
    alerts.check_thresholds(today=timezone.localdate(now), now=now)
    return alerts.tell_by_mail(now=now)


@shared_task(name="budgets.match_bookings")
def match_bookings(job_id: int) -> None:
    """Look for the supports of open bookings. Delivered a second time it finds nothing to do."""
    with work_of(job_id) as handle:
        if handle is not None:
            matching.perform(handle=handle, clock=timezone.now)
