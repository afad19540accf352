"""PostgreSQL, Redis and Celery workers for one test process, and their removal."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psutil
import redis
from django.db import connections
from kombu import pools

from sro.celery import app
from sro.demo.processes import Child, Register

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "tests"


@dataclass(frozen=True)
class Servers:
    """Addresses of the servers this test process uses."""

    database: str
    owner: str
    redis: str


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Start throw-away servers, unless DATABASE_URL and REDIS_URL name others.

    The holder process ends when its standard input does, thus also when the tests are killed.
    """
    _remove_leftovers()
    given = Servers(
        os.environ.get("DATABASE_URL", ""),
        os.environ.get("DATABASE_OWNER_URL", "") or os.environ.get("DATABASE_URL", ""),
        os.environ.get("REDIS_URL", ""),
    )
    if given.database and given.redis:
        yield given
        return
    folder = FOLDER / f"{os.getpid()}-{secrets.token_hex(3)}"
    folder.mkdir(parents=True)
    holder = subprocess.Popen(
        [sys.executable, "-m", "sro.demo.throwaway", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert holder.stdin
    assert holder.stdout
    try:
        line = holder.stdout.readline()
        if not line:
            raise RuntimeError("The test servers did not start; the reason is above.")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        yield Servers(
            given.database or answer["database"],
            given.owner or answer["owner"],
            given.redis or answer["redis"],
        )
    finally:
        holder.stdin.close()
        holder.stdout.close()
        holder.wait(60)


def _remove_leftovers() -> None:
    """Clear up after a holder that was killed itself."""
    for folder in FOLDER.glob("*-*"):
        number = folder.name.partition("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            Register(folder / "children.json").end_leftovers(grace=5)
            shutil.rmtree(folder, ignore_errors=True)


def connect_to(url: str) -> None:
    """Let both database aliases use the database and the role of `url` from now on."""
    wanted = dj_database_url.parse(url)
    for connection in connections.all():
        connection.close()
        for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME"):
            connection.settings_dict[key] = wanted[key]


def with_database(url: str, name: str) -> str:
    """Return `url` with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def broker(url: str) -> Iterator[None]:
    """Let tasks of this process go to the Redis at `url` instead of into memory."""
    before = app.conf.broker_url
    _switch_broker(url)
    try:
        yield
    finally:
        _switch_broker(before)


def _switch_broker(url: str) -> None:
    app.conf.broker_url = url
    # What Celery itself resets after a fork: its pools remember the address.
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


class Worker:
    """A real Celery worker in a process of its own, on the test database and test Redis."""

    def __init__(self, servers: Servers, database: str, log: Path) -> None:
        self.redis_url = servers.redis
        self.log = log
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sro.settings.test",
            "DATABASE_URL": with_database(servers.database, database),
            "REDIS_URL": servers.redis,
        }
        self.child: Child | None = None

    def start(self) -> None:
        """Start the worker and return once it takes jobs."""
        command = [sys.executable, "-m", "celery", "-A", "sro.celery", "worker"]
        options = ["--concurrency=1", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
        self.child = Child("worker", command + options, log=self.log, env=self.env)
        deadline = time.monotonic() + 60
        while self.child.running() and time.monotonic() < deadline:
            if app.control.ping(timeout=0.3):
                return
        raise RuntimeError(f"The worker did not start; see {self.log}")

    def kill(self) -> None:
        """Kill the worker and its helpers at once, as a power cut would."""
        if self.child:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.process.wait()

    def stop(self) -> None:
        """Let the worker end in good order."""
        if self.child:
            self.child.stop()

    def running(self) -> bool:
        """Say whether the worker lives."""
        return bool(self.child and self.child.running())

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Return once no job is queued or under way; raises TimeoutError after `seconds`."""
        deadline = time.monotonic() + seconds
        with redis.Redis.from_url(self.redis_url) as client:
            while client.llen("celery") or client.hlen("unacked"):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"Jobs still run after {seconds} s; see {self.log}")
                time.sleep(0.05)

    def forget_jobs(self) -> None:
        """Empty the queue, also of jobs that a killed worker had in hand."""
        with redis.Redis.from_url(self.redis_url) as client:
            client.delete("celery", "unacked", "unacked_index", "unacked_mutex")
