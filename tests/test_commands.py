"""The commands a newcomer types first."""

import os
import re
import subprocess
import sys

import pytest

from tests.benchmarks.__main__ import holds, print_table
from tests.harness.servers import ROOT

TARGETS = {"demo", "test", "check", "bench", "screenshots", "help", "setup", "format", "catalogue"}


def make(*arguments, **environ):
    # A make around this one (make test) would pass its own options on.
    base = {k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env={**base, **environ},
        check=False,
        capture_output=True,
        text=True,
    )


def test_help_lists_every_command():
    listed = set(re.findall(r"^  make (\w+)", make("help").stdout, re.MULTILINE))
    assert listed >= TARGETS
    assert make().stdout == make("help").stdout


def test_a_missing_python_is_said_in_one_line():
    result = make("demo", "PYTHON=no-such-python")
    assert result.returncode != 0
    assert result.stdout == ""
    first, *rest = result.stderr.splitlines()
    assert first.startswith("error: no-such-python was not found: install Python 3.11 or newer")
    assert all(line.startswith("make:") for line in rest)


def test_a_port_that_is_none_is_said_in_one_line():
    result = subprocess.run(
        [sys.executable, "-m", "sro.demo"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": "eight"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr == (
        "error: PORT=eight is no port number: choose one from 1024 to 65535.\n"
    )


@pytest.mark.parametrize(("required", "code"), [("1", 4), ("", 0)])
def test_a_demanded_browser_must_be_there(tmp_path, required, code):
    test = tmp_path / "test_it.py"
    test.write_text("def test_it(): pass\n")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.harness.browser", "-p",
         "tests.harness.programs", "--rootdir", str(tmp_path), "-c", os.devnull, str(test)],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "SRO_REQUIRE_BROWSER": required, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert result.returncode == code, result.stdout + result.stderr
    if required:
        assert "no Chromium was found" in result.stderr
    else:
        assert "BROWSER TESTS DID NOT RUN" in result.stdout


def test_ci_demands_the_browser_and_ends_with_the_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "export SRO_REQUIRE_BROWSER=1\n" in script
    assert script.splitlines()[-1] == "exec make --no-print-directory test"
    recipe = make("--dry-run", "test").stdout.splitlines()
    assert "pytest" in recipe[-1]
    assert any("mypy" in line for line in recipe[:-1])


def test_benchmarks_are_judged_by_their_limits(capsys):
    rows = [
        {"name": "fast", "measured": 1.5, "limit": 2, "unit": "×"},
        {"name": "slow", "measured": 2.5, "limit": 2, "unit": "×"},
        {"name": "own verdict", "measured": 2.5, "limit": 2, "unit": "×", "ok": True},
    ]
    assert [holds(row) for row in rows] == [True, False, True]
    print_table(rows)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["ok", "MUCH", "ok"]
