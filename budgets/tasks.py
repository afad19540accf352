"""Calculations in the background; ids only, everything else is read where it is needed."""

import pghistory
from celery import shared_task
from django.utils import timezone, translation

from budgets.services.calculation import perform
from sro.ui.services.jobs import running


@shared_task(name="budgets.calculate_run")
def calculate_run(job_id: int) -> None:
    """Calculate the run of a job. Delivered a second time it finds nothing to do."""
    with running(job_id) as handle:
        if handle is None:
            return
        person = handle.job.created_by
        with (
            translation.override(person.language),
            pghistory.context(user=person.pk, source="job"),
        ):
            perform(handle=handle, clock=timezone.now)
