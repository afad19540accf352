"""The test harness: own servers, the application's database role, strict templates.

How to use it: docs/testing.md.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg2
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from sro.celery import app as celery_app
from tests.harness import database, templates
from tests.harness import servers as server_tools
from tests.harness.servers import ROOT, Servers, Worker

# No timed assertions in ordinary tests: on a busy machine a slow example is no fault.
hypothesis.settings.register_profile("sro", deadline=None)
hypothesis.settings.load_profile("sro")

pytest_plugins = ["tests.harness.browser", "tests.harness.programs"]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Redis of this test process; started when first asked for."""
    with server_tools.running_servers() as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(
    servers: Servers, django_test_environment: None, django_db_blocker
) -> Iterator[None]:
    """Create and migrate as the owner, then test as the application's role."""
    worker_name = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"test_sro_{worker_name}".rstrip("_")
    with django_db_blocker.unblock():
        database.create(servers.owner, name)
        server_tools.connect_to(server_tools.with_database(servers.owner, name))
        database.fill(servers.owner, name)
        server_tools.connect_to(server_tools.with_database(servers.database, name))
    with pytest.MonkeyPatch.context() as patch:
        # The application's role may not TRUNCATE.
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda _case: database.restore_rows(servers.owner),
        )
        yield
    with django_db_blocker.unblock():
        server_tools.connect_to(servers.database)


@pytest.fixture
def owner_connection(db: None, servers: Servers) -> Iterator[psycopg2.extensions.connection]:
    """A psycopg2 connection of the database owner, outside the test's transaction."""
    name = connection.settings_dict["NAME"]
    with database.owner_connection(servers.owner, name) as owner:
        yield owner


@pytest.fixture(scope="session", autouse=True)
def strict_templates() -> Iterator[None]:
    """Undefined variables in our templates are errors."""
    with pytest.MonkeyPatch.context() as patch:
        templates.install(patch)
        yield


@pytest.fixture(autouse=True)
def no_undefined_template_variables() -> Iterator[None]:
    """Fail a test even when a thread or a handler swallowed the exception."""
    templates.found()
    yield
    undefined = templates.found()
    assert not undefined, undefined


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Start every test with an empty cache."""
    cache.clear()


@pytest.fixture
def eager_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run Celery tasks at once in this process; for unit tests of what starts a job."""
    monkeypatch.setitem(celery_app.conf, "task_always_eager", True)
    monkeypatch.setitem(celery_app.conf, "task_eager_propagates", True)


@pytest.fixture
def job_queue(servers: Servers, settings) -> Iterator[str]:
    """Send Celery tasks and cache entries to Redis, as in production; yields its address."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": servers.redis,
        }
    }
    cache.clear()
    with server_tools.broker(servers.redis):
        yield servers.redis


@pytest.fixture
def make_worker(
    servers: Servers,
    transactional_db: None,
    job_queue: str,
    tmp_path: Path,
    _session_worker: Worker,
) -> Iterator[Callable[[], Worker]]:
    """Make Celery workers that a test may start, kill and start again."""
    # The worker that earlier tests left running would take this test's jobs.
    _session_worker.stop()
    made: list[Worker] = []

    def make() -> Worker:
        name = connection.settings_dict["NAME"]
        made.append(Worker(servers, name, tmp_path / f"worker{len(made)}.log"))
        return made[-1]

    yield make
    for worker in made:
        worker.stop()
        worker.forget_jobs()


@pytest.fixture(scope="session")
def _session_worker(servers: Servers, django_db_setup: None) -> Iterator[Worker]:
    name = connection.settings_dict["NAME"]
    worker = Worker(servers, name, ROOT / "var" / "tests" / f"worker-{name}.log")
    yield worker
    worker.stop()


@pytest.fixture
def worker(_session_worker: Worker, transactional_db: None, job_queue: str) -> Iterator[Worker]:
    """A running Celery worker; every job is done before the test's rows are removed."""
    if not _session_worker.running():
        _session_worker.start()
    yield _session_worker
    _session_worker.wait_until_idle()
