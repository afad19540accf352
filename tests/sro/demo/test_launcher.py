"""The demo refuses to start with one line that says what to do, or starts and stops as a whole."""

import os
import socket
import subprocess
import sys

import pytest

from sro.demo.launcher import Launcher
from sro.demo.processes import StartError, free_port
from tests.harness.servers import ROOT


def launcher(tmp_path, **environ):
    return Launcher({"PATH": os.environ["PATH"], **environ}, tmp_path / "demo")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "٣"])
def test_a_port_that_is_none(tmp_path, port):
    with pytest.raises(StartError, match="is no port number"):
        launcher(tmp_path, PORT=port)


def test_a_port_in_use(tmp_path):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {port} is in use.*make demo PORT={port + 1}"):
            launcher(tmp_path, PORT=str(port)).run()


def test_the_demo_runs_once_per_folder(tmp_path):
    first = launcher(tmp_path, PORT="8123")
    with first._alone(), pytest.raises(StartError, match=r"running already at http.*8123/"):
        launcher(tmp_path, PORT="8124").run()


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_the_address_can_be_clicked(tmp_path, bind, address):
    assert launcher(tmp_path, BIND=bind).address == address


def test_a_failed_step_stops_what_already_runs(tmp_path):
    """A migration that cannot work: servers stop, the reason is one line."""
    port = free_port()
    code = (
        "import os, sys; from pathlib import Path; from sro.demo import __main__ as m\n"
        "from sro.demo import launcher as l; from sro.demo.launcher import Launcher\n"
        "m.Launcher = lambda environ: Launcher(environ, Path(sys.argv[1]))\n"
        "l.ROOT = Path(sys.argv[1])\n"  # where there is no manage.py
        "sys.exit(m.main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "demo")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": str(port)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: `manage.py catalogue` failed:")
    assert not (tmp_path / "demo" / "children.json").exists()
    assert not (tmp_path / "demo" / "postgres" / "data" / "postmaster.pid").exists()


def test_set_addresses_win(tmp_path):
    chosen = launcher(tmp_path, DATABASE_URL="postgres://a", REDIS_URL="redis://b")
    chosen._start_servers()
    assert chosen.servers == []
    assert (chosen.env["DATABASE_URL"], chosen.env["REDIS_URL"]) == ("postgres://a", "redis://b")
    assert "DATABASE_OWNER_URL" not in chosen.env
