"""The whole demo: starts, lets every role in, survives a kill, stops without a trace."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest

from sro.demo import people
from sro.demo.processes import free_port
from tests.harness.servers import ROOT

START = (
    "import os, sys; from pathlib import Path; from sro.demo.launcher import Launcher\n"
    "Launcher(os.environ, Path(sys.argv[1])).run()"
)
FIRST_START_SECONDS = 400


class Demo:
    """`make demo` on a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder.parent / "output.txt"
        self.process: subprocess.Popen | None = None

    def start(self) -> str:
        """Start and return what was printed until all was ready."""
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(self.folder)],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "PORT": str(self.port),
                    "SRO_DEMO_FAMILIES": "12",
                },
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + FIRST_START_SECONDS
        while "Ctrl-C" not in (text := self.output.read_text()):
            assert self.process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.2)
        return text

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        return self.process.wait(60)

    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *self.children()]

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def login(self, email: str, password: str) -> str:
        """Log in as a browser would; return the path one ends at."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with browser.open(f"http://127.0.0.1:{self.port}/") as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
            address = page.url
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        with browser.open(address, urllib.parse.urlencode(fields).encode()) as page:
            return urllib.parse.urlsplit(page.url).path


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path / "demo")
    yield demo
    if demo.process and demo.process.poll() is None:
        demo.end(signal.SIGTERM)


def test_the_demo_from_first_start_to_last_stop(demo):
    text = demo.start()
    assert f"http://127.0.0.1:{demo.port}/" in text
    for role, email, password in people.logins():
        assert role in text
        assert demo.login(email, password) == "/", email

    # A killed worker is started again.
    register = (demo.folder / "children.json").read_text()
    worker = psutil.Process(int(re.search(r'"worker", "pid": (\d+)', register)[1]))
    time.sleep(max(0, worker.create_time() + 16 - time.time()))
    worker.kill()
    while "The worker ended unexpectedly" not in demo.output.read_text():
        assert demo.process.poll() is None
        time.sleep(0.2)

    # Ctrl-C stops everything.
    processes = demo.processes()
    assert len(processes) > 6
    assert demo.end(signal.SIGINT) == 0
    assert "Stopped." in demo.output.read_text()
    assert alive(processes) == []

    # Killed without a chance to clear up: the next start does it.
    demo.start()
    orphans = demo.children()
    demo.end(signal.SIGKILL)
    assert alive(orphans)
    text = demo.start()
    assert "Cleared up after an interrupted demo" in text
    assert alive(orphans) == []
    role, email, password = people.logins()[0]
    assert demo.login(email, password) == "/"
    assert demo.end(signal.SIGTERM) == 0
