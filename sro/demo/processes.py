"""Child processes that are always stopped again, even after the parent was killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

LOOPBACK = "127.0.0.1"


class StartError(Exception):
    """Something could not be started. The message is one line that says what to do."""


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server could listen on `host`:`port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the web server does, so that a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Child:
    """One server process in a session of its own, writing to its own log file.

    The own session keeps Ctrl-C in the terminal away from it: the parent decides the order in
    which things stop. `stop_signal` is what asks this program to end in good order.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        user: int | None = None,
        group: int | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        self.started = time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(env) if env is not None else None,
                user=user,
                group=group,
                extra_groups=[] if user is not None else None,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id; also the id of its process group."""
        return self.process.pid

    def running(self) -> bool:
        """Say whether the process still runs."""
        return self.process.poll() is None

    def stop(self, *, grace: float = 20) -> None:
        """Ask the process to end; after `grace` seconds kill its whole group."""
        if self.running():
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
        # Also the helpers of a process that has already gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """Return the last line of the log, for an error message."""
        with contextlib.suppress(OSError):
            lines = self.log.read_text(errors="replace").strip().splitlines()
            if lines:
                return lines[-1].strip()
        return "no message"


class Register:
    """Remembers the running children in a file, so that the next start can clear up after a kill.

    A process is recognised by its id and the moment it was created: an id alone may long
    belong to somebody else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict] = []

    def add(self, child: Child) -> None:
        """Note a child that was just started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            created = psutil.Process(child.pid).create_time()
            self.rows.append({"name": child.name, "pid": child.pid, "created": created})
            self._write()

    def clear(self) -> None:
        """Forget all children; call this once they are stopped."""
        self.rows = []
        self.path.unlink(missing_ok=True)

    def end_leftovers(self, *, grace: float = 20) -> list[str]:
        """Stop what an earlier, killed parent left running and return the names.

        The last started is stopped first: what serves requests goes before the database.
        """
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        ended = []
        for row in reversed(rows):
            try:
                process = psutil.Process(row["pid"])
                if abs(process.create_time() - row["created"]) > 1:
                    continue
                process.terminate()
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(grace)
                ended.append(row["name"])
            except psutil.NoSuchProcess:
                continue
            finally:
                _kill_session(row["pid"])
        self.clear()
        return ended

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.rows), encoding="utf-8")
        fresh.replace(self.path)


def _kill_session(leader: int) -> None:
    """Kill whatever still lives in the session that `leader` opened."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader:
                process.kill()
