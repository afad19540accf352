"""Celery workers that start quickly, to be killed often.

Run as a program it loads the product once and then forks one worker for each line it reads,
answering with the worker's process id. It ends, and its workers with it, when its input does.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
WORKER = ["worker", "--pool=solo", "--loglevel=INFO", "--without-mingle", "--without-gossip"]


class Nursery:
    """The program of this file as seen by a test."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self.output = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.output,
            env=dict(env),
            cwd=ROOT,
            text=True,
        )

    def worker(self) -> int:
        """Start a worker and return its process id; it takes jobs a moment later."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("worker\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, pid: int) -> None:
        """Kill a worker as a power cut would, and return once it is gone."""
        os.kill(pid, signal.SIGKILL)
        while psutil.pid_exists(pid):
            time.sleep(0.002)

    def close(self) -> None:
        """End the program and every worker that still lives."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
        self.output.close()


def main() -> None:
    """Fork workers on demand."""
    import django

    django.setup()
    from sro.celery import app

    app.loader.import_default_modules()
    # Nobody waits for the workers: they leave no trace in the process table.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    workers: list[int] = []
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            app.worker_main(WORKER)
            os._exit(0)
        workers.append(pid)
        print(pid, flush=True)
    for pid in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
