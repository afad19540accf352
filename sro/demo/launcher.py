"""Starts the whole office on one machine and stops it again."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from sro.demo.postgres import Postgres
from sro.demo.processes import Child, Register, StartError, port_is_free
from sro.demo.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90
# A part that ends this soon after its start is not started again.
SHORT_LIFE_SECONDS = 15


class Stopped(BaseException):
    """Somebody asked the demo to end. No error, therefore no Exception."""


class Launcher:
    """The demo's parts in the order of their start; all data are under `folder`."""

    def __init__(self, environ: Mapping[str, str], folder: Path = ROOT / "var" / "demo") -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.host = environ.get("BIND") or "127.0.0.1"
        self.port = _port(environ.get("PORT") or "8000")
        self.env = {**environ, "DJANGO_SETTINGS_MODULE": "sro.settings.demo"}
        self.register = Register(folder / "children.json")
        self.servers: list[Postgres | Redis] = []
        self.children: dict[str, Child] = {}

    @property
    def address(self) -> str:
        """Where the browser finds the demo."""
        host = {"0.0.0.0": "127.0.0.1", "::": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def run(self) -> None:
        """Start everything, print the address and stay until asked to stop.

        Raises StartError with one line that says what to do.
        """
        with self._alone():
            ended = self.register.end_leftovers()
            if ended:
                _say(f"Cleared up after an interrupted demo ({', '.join(ended)}).")
            if not port_is_free(self.host, self.port):
                raise StartError(
                    f"Port {self.port} is in use by another program:"
                    f" end it, or choose another port with `make demo PORT={self.port + 1}`."
                )
            for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(sign, _stop)
            try:
                self._start()
                self._watch()
            except Stopped:
                _say("Stopping …")
            finally:
                # A second Ctrl-C must not leave half of it running.
                for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(sign, signal.SIG_IGN)
                self.stop()
        _say("Stopped. Your data stay in var/.")

    def stop(self) -> None:
        """Stop all parts, those that serve people first and the database last."""
        for name in ("web", "beat", "worker"):
            if child := self.children.pop(name, None):
                child.stop()
        for server in reversed(self.servers):
            server.stop()
        self.register.clear()

    def _start(self) -> None:
        begin = time.monotonic()
        self._start_servers()
        _say("Preparing the database …")
        self._manage("catalogue", "--compile")
        self._manage("migrate", "--noinput", role="owner")
        self._manage("demo_data", show=True)
        _say("Starting worker and web server …")
        for name in ("worker", "beat", "web"):
            self._start_child(name)
        logins = self._manage("demo_logins")
        self._wait_until_ready()
        seconds = time.monotonic() - begin
        _say(f"\nSRO is running: {self.address}   (started in {seconds:.0f} s)\n")
        _say("One login for each role, two where two decide (role, e-mail, password):")
        _say(logins.rstrip() + "\n\nCtrl-C stops everything.")

    def _start_servers(self) -> None:
        """Start the embedded servers; a set DATABASE_URL or REDIS_URL wins."""
        if not self.env.get("DATABASE_URL"):
            _say("Starting PostgreSQL …")
            postgres = Postgres(self.folder / "postgres")
            self.servers.append(postgres)
            addresses = postgres.start()
            self.env["DATABASE_URL"] = addresses.application
            self.env["DATABASE_OWNER_URL"] = addresses.owner
            self.register.add(postgres.child)
        if not self.env.get("REDIS_URL"):
            _say("Starting Redis …")
            redis = Redis(self.folder / "redis")
            self.servers.append(redis)
            self.env["REDIS_URL"] = redis.start()
            self.register.add(redis.child)

    def _manage(self, *arguments: str, role: str = "application", show: bool = False) -> str:
        """Run a management command to its end and return what it printed.

        With `show` its output goes to the terminal, for what may take minutes.
        """
        log = self.logs / f"{arguments[0]}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *arguments],
                env={**self.env, "SRO_DATABASE_ROLE": role, "PYTHONUNBUFFERED": "1"},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=None if show else subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
            try:
                output = process.communicate()[0]
            except Stopped:
                # An interrupted step is rolled back by the database and repeated next time.
                process.terminate()
                process.wait()
                raise
        if process.returncode:
            reason = (log.read_text(errors="replace").strip().splitlines() or ["no message"])[-1]
            raise StartError(f"`manage.py {arguments[0]}` failed: {reason} (details: {log})")
        return output or ""

    def _start_child(self, name: str) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "sro.celery"]
        host = f"[{self.host}]" if ":" in self.host else self.host
        commands: dict[str, list[str]] = {
            "worker": [*celery, "worker", "--concurrency=2", "--loglevel=INFO"],
            "beat": [
                *(*celery, "beat", "--loglevel=INFO", "--pidfile="),
                f"--schedule={self.folder / 'beat-schedule'}",
            ],
            "web": [
                *(sys.executable, "-m", "gunicorn", "sro.wsgi"),
                *("--bind", f"{host}:{self.port}", "--workers=2", "--threads=4", "--timeout=120"),
            ],
        }
        child = Child(name, commands[name], log=self.logs / f"{name}.log", env=self.env)
        self.children[name] = child
        self.register.add(child)

    def _wait_until_ready(self) -> None:
        """Return once database, Redis and worker answer through the web server."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            for child in self.children.values():
                if not child.running():
                    raise StartError(
                        f"The {child.name} did not start: {child.last_words()}"
                        f" (details: {child.log})"
                    )
            with contextlib.suppress(urllib.error.URLError, OSError):
                with urllib.request.urlopen(f"{self.address}health/ready", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200:
                        return
            time.sleep(0.2)
        raise StartError(f"The demo was not ready after {READY_SECONDS} s (details: {self.logs})")

    def _watch(self) -> None:
        """Stay, and start a part again that ended by itself. Ends with Stopped."""
        while True:
            time.sleep(0.5)
            for name, child in list(self.children.items()):
                if child.running():
                    continue
                if time.monotonic() - child.started < SHORT_LIFE_SECONDS:
                    raise StartError(
                        f"The {name} keeps ending: {child.last_words()} (details: {child.log})"
                    )
                _say(f"The {name} ended unexpectedly and is started again (details: {child.log}).")
                child.stop()
                self._start_child(name)
            for server in self.servers:
                if server.child and not server.child.running():
                    raise StartError(
                        f"{type(server).__name__} ended: {server.child.last_words()}"
                        f" (details: {server.log}). Start the demo again."
                    )

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock that keeps two demos of one clone apart; it dies with this process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                pid, _, address = lock.read().partition(" ")
                raise StartError(
                    f"The demo of this folder is running already at {address}"
                    f" (to stop it: kill {pid})."
                ) from None
            lock.seek(0)
            lock.truncate()
            lock.write(f"{os.getpid()} {self.address}")
            lock.flush()
            yield


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"PORT={text} is no port number: choose one from 1024 to 65535.")
    return int(text)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _say(text: str) -> None:
    print(text, flush=True)
