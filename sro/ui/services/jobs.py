"""Starting, running, cancelling and burying background jobs.

A running job's worker holds a PostgreSQL advisory lock for as long as it lives. A job that is
marked as running but whose lock is free has lost its worker: it is marked as failed at once,
without waiting for a timeout. A task that is delivered twice finds its job no longer waiting
and does nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pghistory
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sro import access
from sro.audit.trail import record
from sro.ui.jobs import KINDS
from sro.ui.models import Job, JobState

log = logging.getLogger(__name__)

# First key of the two-key advisory locks that stand for "this job has a living worker".
LOCK_SPACE = 7_301
RESEND_AFTER = timedelta(seconds=60)


class JobBusy(ValidationError):
    """Another job works on the same scope; `job` is that one."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(_("The same work is already running. Please wait until it has finished."))
        self.job = job


class JobCancelled(Exception):
    """Raised inside a task when its user has asked to stop."""


def start_job(
    *,
    actor: Any,
    kind: str,
    scope: str,
    title: str,
    target_id: int | None,
    result_address: str = "",
    now: datetime,
) -> Job:
    """Queue a job; its task starts when the caller's transaction commits.

    `scope` names what may only be worked on once at a time. Raises JobBusy when it is taken.
    """
    reap_jobs(now=now, scope=scope)
    job = Job(
        kind=kind,
        scope=scope,
        title=title[:200],
        target_id=target_id,
        result_address=result_address,
        created_by=actor,
        created_at=now,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as error:
        raise JobBusy(Job.objects.active().filter(scope=scope).first()) from error
    transaction.on_commit(lambda: _send(job))
    return job


def _send(job: Job) -> None:
    # A broker that is down must not turn a committed click into an error page: the job stays
    # queued, says so on its page, and reap_jobs sends it again.
    try:
        current_app.send_task(KINDS[job.kind].task, args=[job.pk])
    except Exception:
        log.exception("job %s could not be handed to the queue", job.pk)


class JobHandle:
    """What a task may do with its job: report progress and ask whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def progress(self, done: int, total: int, step: str) -> None:
        """Show how far the work is; `step` is a sentence for people. Raises JobCancelled.

        Must be called outside the transaction that holds the result, otherwise nobody sees it.
        """
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, step=step[:200])
        self.raise_if_cancelled()

    def raise_if_cancelled(self) -> None:
        """Raise JobCancelled when the user has asked to stop."""
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise JobCancelled

    def finish(self, now: datetime) -> None:
        """Mark the job as done, in the same transaction as its result."""
        updated = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING).update(
            state=JobState.DONE, finished_at=now, step=""
        )
        if not updated:
            raise JobCancelled


@contextmanager
def running(job_id: int) -> Iterator[JobHandle | None]:
    """Run a job's body: yields its handle, or None when there is nothing (more) to do.

    Errors that speak to people (ValidationError) become the reason as they are; any other error
    is logged and becomes a general sentence. Either way nothing half-done is left: the body
    writes its result in one transaction that ends with `handle.finish`.
    """
    if not _hold(job_id):
        yield None
        return
    try:
        claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
            state=JobState.RUNNING, started_at=timezone.now()
        )
        if not claimed:
            yield None
            return
        handle = JobHandle(Job.objects.get(pk=job_id))
        try:
            yield handle
        except JobCancelled:
            _end(job_id, JobState.CANCELLED, "", timezone.now())
        except ValidationError as error:
            _end(job_id, JobState.FAILED, " ".join(error.messages), timezone.now())
        except Exception:
            log.exception("job %s failed", job_id)
            reason = _("An unexpected error stopped the work. Nothing was changed.")
            _end(job_id, JobState.FAILED, reason, timezone.now())
    finally:
        _release(job_id)


@contextmanager
def work_of(job_id: int) -> Iterator[JobHandle | None]:
    """Work for the person who started the job, in their language; None when there is no work."""
    with running(job_id) as handle:
        if handle is None:
            yield None
            return
        person = handle.job.created_by
        with (
            translation.override(person.language),
            pghistory.context(user=person.pk, source="job"),
        ):
            yield handle


def cancel_job(*, actor: Any, job: Job, now: datetime) -> Job:
    """Stop a job: a waiting one at once, a running one at its next step, an ended one not."""
    with transaction.atomic():
        access.require(actor, "cancel", job)
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state == JobState.QUEUED:
            job = _end(job.pk, JobState.CANCELLED, "", now) or job
        elif job.state == JobState.RUNNING:
            job.cancel_requested = True
            job.save(update_fields=["cancel_requested"])
        else:
            # It has just ended by itself: nothing is left to stop, and nobody did wrong.
            return job
        record(actor, "job.cancelled", job, now=now)
    return job


def reap_jobs(*, now: datetime, scope: str | None = None) -> int:
    """Mark running jobs without a living worker as failed; send lost waiting ones again.

    Returns how many were marked. Safe to call from anywhere, at any time, more than once.
    """
    jobs = Job.objects.active()
    if scope is not None:
        jobs = jobs.filter(scope=scope)
    reaped = 0
    for job in jobs:
        if job.state == JobState.RUNNING:
            reaped += _bury_if_dead(job.pk, now)
        elif now - job.created_at > RESEND_AFTER:
            _send(job)
    return reaped


def _bury_if_dead(job_id: int, now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, job_id])
        if not cursor.fetchone()[0]:
            return 0
        reason = _("The work was interrupted. Nothing was changed; please start it again.")
        return 1 if _end(job_id, JobState.FAILED, reason, now) else 0


def _end(job_id: int, state: JobState, reason: str, now: datetime) -> Job | None:
    """Mark a job that still is active and let its kind tidy up; None when it had ended already."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).active().filter(pk=job_id).first()
        if job is None:
            return None
        job.state, job.error, job.finished_at, job.step = state, reason, now, ""
        job.save(update_fields=["state", "error", "finished_at", "step"])
        kind = KINDS[job.kind]
        (kind.on_failed if state == JobState.FAILED else kind.on_cancelled)(job)
    return job


def _hold(job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job_id])
        return cursor.fetchone()[0]


def _release(job_id: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job_id])
    except DatabaseError:
        # A broken session has released its locks already.
        log.warning("the lock of job %s was released with its session", job_id)
