"""The web server in a process of its own, for tests that end it in the middle of something."""

import os
import signal
import sys
import time
import urllib.request
from pathlib import Path

from sro.demo.processes import LOOPBACK, Child, free_port
from tests.harness.servers import Servers, with_database


class Website:
    """gunicorn on the test database; after a kill it starts again at the same address."""

    def __init__(self, servers: Servers, database: str, log: Path, workers: int = 1) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = log
        self.workers = workers
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sro.settings.test",
            "DATABASE_URL": with_database(servers.database, database),
            "REDIS_URL": servers.redis,
        }
        self.child: Child | None = None

    def start(self) -> None:
        """Start the server and return once it answers."""
        command = [sys.executable, "-m", "gunicorn", "sro.wsgi"]
        options = ["--bind", f"{LOOPBACK}:{self.port}", f"--workers={self.workers}", "--threads=4"]
        options += ["--no-control-socket"]
        self.child = Child("web", command + options, log=self.log, env=self.env)
        deadline = time.monotonic() + 60
        while self.child.running() and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/konto/anmelden/", timeout=60):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The web server did not start; see {self.log}")

    def kill(self) -> None:
        """Kill the server at once, as a power cut would."""
        if self.child:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.process.wait()

    def stop(self) -> None:
        """Let the server end in good order."""
        if self.child:
            self.child.stop()
