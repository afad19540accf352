"""Setting up a fresh clone: steps are repeatable; a failure is one line that says what to do."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from tests.harness.servers import ROOT

ADVICE = "then run the same command again"


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The script, working on an empty folder instead of this clone."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "requirements", clone / "requirements")
    shutil.copy(ROOT / "package-lock.json", clone)
    script = clone / "sro" / "demo" / "bootstrap.py"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "sro" / "demo" / "bootstrap.py", script)
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(bootstrap, monkeypatch):
    """Record commands instead of running them."""
    ran = []

    def record(command):
        ran.append(" ".join(map(str, command)))
        bootstrap.NODE_MODULES.mkdir(exist_ok=True)
        bootstrap.VENV.mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(bootstrap, "logged", record)
    monkeypatch.setattr(bootstrap, "usable", lambda _python: bool(ran))
    return ran


def test_a_second_call_has_nothing_to_do(bootstrap, commands):
    assert bootstrap.main(["demo"]) == 0
    assert ["venv" in commands[0], "demo.txt" in commands[1], "redis.txt" in commands[2]] == [
        True
    ] * 3
    assert " ci " in commands[3]
    first = len(commands)
    assert bootstrap.main(["demo"]) == 0
    assert len(commands) == first


def test_development_contains_the_demo(bootstrap, commands):
    bootstrap.main(["dev"])
    first = len(commands)
    bootstrap.main(["demo"])
    assert len(commands) == first


def test_changed_requirements_are_installed_again(bootstrap, commands):
    bootstrap.main(["demo"])
    with (bootstrap.ROOT / "requirements" / "demo.txt").open("a") as file:
        file.write("# changed\n")
    del commands[1:]
    bootstrap.main(["demo"])
    assert len(commands) == 2
    assert "demo.txt" in commands[1]


def test_an_interrupted_installation_is_taken_up_again(bootstrap, commands, monkeypatch):
    steps = iter([0, 0, 1, 0, 0])
    ran = bootstrap.logged

    def sometimes(command):
        result = ran(command)
        if next(steps):
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(bootstrap, "logged", sometimes)
    assert bootstrap.main(["demo"]) == 130
    assert bootstrap.main(["demo"]) == 0
    assert sum("demo.txt" in command for command in commands) == 1
    assert sum("redis.txt" in command for command in commands) == 2


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying … NewConnectionError(… Connection refused)", "No connection to"),
        ("npm error code ENOTFOUND", "No connection to"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "its hash differs"),
        ("noise\nERROR: No space left on device\nmore noise", "No space left on device"),
        ("", "no message"),
    ],
)
def test_a_failed_installation_is_explained_in_one_line(bootstrap, output, sentence):
    line = bootstrap.explain("the index", "PIP_INDEX_URL", output)
    assert sentence in line
    assert ADVICE in line
    assert "\n" not in line


def test_without_network_there_is_one_line(bootstrap):
    """The real thing: real venv, real pip, an address where nobody listens."""
    result = subprocess.run(
        [sys.executable, bootstrap.__file__, "demo"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(bootstrap.ROOT),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: No connection to the Python package index: check the network")
    assert ADVICE in line


def test_too_old_a_python_looks_for_another_one(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 98))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))
    monkeypatch.setenv("PATH", str(bootstrap.ROOT))
    assert bootstrap.main(["demo"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "install Python 3.11" in line
    assert "make PYTHON=" in line


def test_the_script_speaks_the_oldest_python(bootstrap):
    """Python 3.6 must be able to read it, or it cannot say that it is too old."""
    import ast

    ast.parse((ROOT / "sro" / "demo" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_npm_comes_from_the_wheel_where_the_machine_has_none(bootstrap, monkeypatch):
    monkeypatch.setenv("PATH", str(bootstrap.ROOT))
    assert bootstrap.npm() == str(bootstrap.VENV / "bin" / "npm")
