"""Background jobs: one per scope, stopped when asked, buried when their worker is gone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from sro.access import Role
from sro.audit.models import Entry
from sro.ui.jobs import KINDS, Kind
from sro.ui.models import Job, JobState
from sro.ui.services import jobs
from sro.ui.services.jobs import JobBusy, cancel_job, reap_jobs, running, start_job
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def kind(monkeypatch):
    ended = []
    kind = Kind(
        name="test.count",
        task="test.count",
        on_failed=lambda job: ended.append(("failed", job.pk)),
        on_cancelled=lambda job: ended.append(("cancelled", job.pk)),
    )
    monkeypatch.setitem(KINDS, kind.name, kind)
    sent = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args: sent.append((name, args)))
    return type("Kind", (), {"ended": ended, "sent": sent})


@pytest.fixture
def actor():
    return person(Role.CONTROLLER)


def start(actor, scope="test:1"):
    return start_job(
        actor=actor, kind="test.count", scope=scope, title="Zählen", target_id=1, now=NOW
    )


def test_the_task_is_sent_after_the_commit_and_gets_the_id_only(
    kind, actor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = start(actor)
        assert kind.sent == []
    assert kind.sent == [("test.count", [job.pk])]


def test_a_second_job_of_the_same_scope_is_refused_with_the_first_one(kind, actor):
    first = start(actor)
    with pytest.raises(JobBusy) as busy:
        start(actor)
    assert busy.value.job == first
    assert start(actor, scope="test:2").state == JobState.QUEUED


def test_a_body_that_finishes_is_done(kind, actor):
    job = start(actor)
    with running(job.pk) as handle:
        handle.progress(1, 2, "Hälfte")
        job.refresh_from_db()
        assert (job.state, job.percent, job.step) == (JobState.RUNNING, 50, "Hälfte")
        handle.finish(NOW)
    job.refresh_from_db()
    assert (job.state, job.percent, kind.ended) == (JobState.DONE, 100, [])


def test_a_second_delivery_does_nothing(kind, actor):
    job = start(actor)
    with running(job.pk) as handle:
        handle.finish(NOW)
    with running(job.pk) as handle:
        assert handle is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValidationError("Für Mitte fehlt ein Wert."), "Für Mitte fehlt ein Wert."),
        (RuntimeError("secret"), "unerwarteter Fehler"),
    ],
)
def test_an_error_marks_the_job_and_its_object_as_failed(kind, actor, error, words):
    job = start(actor)
    with running(job.pk):
        raise error
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert words in job.error
    assert "secret" not in job.error
    assert kind.ended == [("failed", job.pk)]


def test_a_waiting_job_is_cancelled_at_once(kind, actor):
    job = cancel_job(actor=actor, job=start(actor), now=NOW)
    assert job.state == JobState.CANCELLED
    assert kind.ended == [("cancelled", job.pk)]


def test_a_running_job_stops_at_its_next_step(kind, actor):
    job = start(actor)
    reached = []
    with running(job.pk) as handle:
        cancel_job(actor=actor, job=job, now=NOW)
        handle.progress(1, 2, "weiter")
        reached.append("behind")
    job.refresh_from_db()
    assert (job.state, reached) == (JobState.CANCELLED, [])


def test_an_ended_job_stays_as_it_is_and_nobody_is_blamed(kind, actor):
    job = start(actor)
    with running(job.pk) as handle:
        handle.finish(NOW)
    cancelled = cancel_job(actor=actor, job=job, now=NOW)
    assert (cancelled.state, kind.ended) == (JobState.DONE, [])
    assert not Entry.objects.filter(action="job.cancelled").exists()


def test_somebody_else_cannot_cancel(kind, actor):
    job = start(actor)
    with pytest.raises(PermissionDenied):
        cancel_job(actor=person(Role.PLANNER), job=job, now=NOW)


def test_a_running_job_without_a_worker_is_buried(kind, actor):
    job = start(actor)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    assert reap_jobs(now=NOW) == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert kind.ended == [("failed", job.pk)]
    assert start(actor).state == JobState.QUEUED


def test_a_running_job_with_a_living_worker_is_left_alone(kind, actor, other_session):
    job = start(actor)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    other_session.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK_SPACE, job.pk])
    assert reap_jobs(now=NOW) == 0


def test_a_lost_waiting_job_is_sent_again(kind, actor):
    start(actor)
    assert kind.sent == []
    reap_jobs(now=NOW + timedelta(minutes=2))
    assert len(kind.sent) == 1


@pytest.fixture
def other_session(settings):
    import psycopg2

    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    session = psycopg2.connect(**parameters)
    session.autocommit = True
    with session.cursor() as cursor:
        yield cursor
    session.close()
