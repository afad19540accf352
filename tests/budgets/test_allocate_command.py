"""``manage.py allocate``: exact result on stdout, or one line on stderr and exit status 2.

None of these tests asks for a database, so touching one would fail them.
"""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from budgets.management.commands import allocate
from tests.budgets.allocation import berlin

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys, tmp_path):
    """Call the command with a document, a text or other arguments; give status, stdout, stderr."""

    def call(content=None, *options):
        arguments = list(options)
        if content is not None:
            file = tmp_path / "input.json"
            if isinstance(content, bytes):
                file.write_bytes(content)
            else:
                file.write_text(json.dumps(content), encoding="utf-8")
            arguments = [str(file), *options]
        status = 0
        try:
            call_command("allocate", *arguments)
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def assert_refused(outcome, *mentioned):
    status, out, err = outcome
    assert status == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    for word in mentioned:
        assert word in err


@pytest.mark.parametrize("indicator_share", ["0.60", "0.70", "0.80", "0.90", "1.00"])
def test_berlin_comes_out_to_the_cent(run, indicator_share):
    status, out, err = run(berlin.document(indicator_share))
    assert (status, err) == (0, "")
    result = json.loads(out)
    assert result["formula"] == "essen-1"
    assert result["total"] == berlin.TOTAL
    assert result["allocations"] == berlin.golden()[indicator_share]
    assert len(result["trace"]) == 12 * 5
    assert {"unit", "component", "value", "share", "weight", "amount"} <= set(result["trace"][0])


def test_the_table_shows_units_parts_and_sums(run):
    status, out, err = run(berlin.document("0.60"), "--format", "table")
    assert (status, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0][:2] == ["unit", "amount"]
    assert lines[1][:2] == ["01", "64601955.90"]
    assert lines[-1][:2] == ["total", "545000000.00"]
    assert len(lines) == 14
    assert len({len(line) for line in out.splitlines()}) == 1


def test_a_terminal_without_german_letters_gets_its_table():
    document = {
        "total": "1",
        "indicator_share": 0,
        "units": ["Süd"],
        "previous_outflow": {"Süd": "1"},
    }
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        content = json.dumps(document).encode()
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        call_command("allocate", "-", "--format", "table", stdout=terminal)
    terminal.flush()
    assert b"S\\xfcd" in terminal.buffer.getvalue()


def test_stdin_is_read(run, monkeypatch):
    content = json.dumps(berlin.document("0.60")).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    status, out, _ = run(None, "-")
    assert status == 0
    assert json.loads(out)["allocations"] == berlin.golden()["0.60"]


def test_a_fault_names_field_indicator_and_unit(run):
    document = berlin.document("0.60")
    document["indicators"][1]["values"]["03"] = "-5"
    assert_refused(run(document), "values", "transfer_recipients_u65", "unit 03")


def test_names_in_messages_cannot_break_the_line(run):
    document = berlin.document("0.60")
    document["a\nb\x1b[31m" + "x" * 5000] = 1
    status, out, err = run(document)
    assert_refused((status, out, err), "a\N{REPLACEMENT CHARACTER}b")
    assert len(err) < 600
    assert "\x1b" not in err


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"total": NaN}', b"\x00" * 50]
)
def test_files_without_a_calculation_are_refused(run, content):
    assert_refused(run(content))


def test_files_that_cannot_be_read_are_refused(run, tmp_path):
    assert_refused(run(None, str(tmp_path / "absent.json")), "file", "No such file")
    assert_refused(run(None, str(tmp_path)), "file", "Is a directory")
    assert_refused(run(None, "a\0b"), "file")


def test_files_without_end_are_refused(run, monkeypatch):
    monkeypatch.setattr(allocate, "_MAX_BYTES", 1000)
    assert_refused(run(None, "/dev/zero"), "file", "64 MB")


@pytest.mark.parametrize(
    ("arguments", "mentioned"),
    [
        ((), "FILE"),
        (("a", "b"), "unrecognized"),
        (("a", "--format", "xml"), "--format"),
        (("a", "--fast"), "--fast"),
    ],
)
def test_a_wrong_call_is_refused_in_the_same_form(run, arguments, mentioned):
    assert_refused(run(None, *arguments), mentioned)


def test_the_real_command_needs_no_database(tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DJANGO_SETTINGS_MODULE": "sro.settings.test",
    }
    good, bad = berlin.document("1.00"), berlin.document("1.01")
    outcomes = [
        subprocess.run(
            [sys.executable, "manage.py", "allocate", "-"],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=60,
            check=False,
        )
        for document in (good, bad)
    ]
    assert (outcomes[0].returncode, outcomes[0].stderr) == (0, "")
    assert json.loads(outcomes[0].stdout)["allocations"] == berlin.golden()["1.00"]
    assert_refused((2, outcomes[1].stdout, outcomes[1].stderr), "indicator_share")
    assert outcomes[1].returncode == 2
