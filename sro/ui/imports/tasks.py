"""Checking and importing large files in the background."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sro.ui.jobs import Kind, register
from sro.ui.models import ImportJob
from sro.ui.services import imports
from sro.ui.services.jobs import running

for _kind in (imports.CHECK, imports.APPLY):
    register(
        Kind(
            name=_kind,
            task=f"sro.ui.imports.tasks.{_kind.removeprefix('ui.')}",
            on_failed=imports.work_ended,
            on_cancelled=imports.work_ended,
        )
    )


@shared_task
def import_check(job_id: int) -> None:
    """Check the file of a job."""
    with running(job_id) as handle:
        if handle is None:
            return
        handle.progress(0, 1, _("Checking the rows"))
        now = timezone.now()
        import_job = ImportJob.objects.get(job=handle.job)
        with transaction.atomic():
            imports.check_import(actor=handle.job.created_by, import_job=import_job, now=now)
            handle.finish(timezone.now())


@shared_task
def import_apply(job_id: int) -> None:
    """Import the file of a job; either all rows are written and the job is done, or neither."""
    with running(job_id) as handle:
        if handle is None:
            return
        handle.progress(0, 1, _("Checking the rows once more and writing them"))
        now = timezone.now()
        import_job = ImportJob.objects.get(job=handle.job)
        imports.apply_import(
            actor=handle.job.created_by, import_job=import_job, now=now, done=handle.finish
        )
