"""Children end with their parent or at the next start, and nobody else's process is touched."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sro.demo.processes import Child, Register, free_port, port_is_free
from tests.harness.servers import ROOT

# A server that starts a helper of its own and says when both run.
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
print("started", flush=True)
time.sleep(100)
"""


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def family(tmp_path: Path) -> tuple[Child, list[psutil.Process]]:
    child = Child("family", [sys.executable, "-c", FAMILY], log=tmp_path / "family.log")
    wait_for(lambda: "started" in child.log.read_text())
    parent = psutil.Process(child.pid)
    return child, [parent, *parent.children(recursive=True)]


def gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


def test_stopping_a_child_stops_its_helpers(tmp_path):
    child, processes = family(tmp_path)
    assert len(processes) == 2
    child.stop()
    wait_for(lambda: gone(processes))
    assert not child.running()
    assert child.last_words() == "started"


def test_the_next_start_ends_what_a_killed_parent_left(tmp_path):
    child, processes = family(tmp_path)
    Register(tmp_path / "children.json").add(child)
    # Nobody called clear(): the parent was killed.
    assert Register(tmp_path / "children.json").end_leftovers() == ["family"]
    child.process.wait()
    wait_for(lambda: gone(processes))
    assert Register(tmp_path / "children.json").end_leftovers() == []


def test_a_number_that_belongs_to_somebody_else_by_now_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
    try:
        row = {"name": "web", "pid": stranger.pid, "created": time.time() - 3600}
        (tmp_path / "children.json").write_text(json.dumps([row]))
        assert Register(tmp_path / "children.json").end_leftovers() == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_register_does_not_stop_the_start(tmp_path, content):
    (tmp_path / "children.json").write_text(content)
    assert Register(tmp_path / "children.json").end_leftovers() == []


def test_a_port_in_use_is_noticed():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not port_is_free("127.0.0.1", server.getsockname()[1])
    assert port_is_free("127.0.0.1", free_port())


def test_test_servers_end_with_the_process_that_wanted_them(tmp_path):
    """Even when it is killed and cannot clear up."""
    folder = tmp_path / "servers"
    code = (
        "import subprocess, sys, time\n"
        "holder = subprocess.Popen([sys.executable, '-m', 'sro.demo.throwaway', sys.argv[1]],"
        " stdin=subprocess.PIPE)\n"
        "time.sleep(100)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    addresses = json.loads(parent.stdout.readline())
    assert set(addresses) == {"database", "owner", "redis"}
    processes = psutil.Process(parent.pid).children(recursive=True)
    assert {"postgres", "redis-server"} <= {process.name() for process in processes}
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: gone(processes) and not folder.exists())
