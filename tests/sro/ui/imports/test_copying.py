"""COPY of every kind of value, exactly as it was."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, ProgrammingError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sro.ui.imports import copy_rows

COLUMNS = {
    "words": "text",
    "whole": "bigint",
    "exact": "numeric",
    "day": "date",
    "at": "timestamptz",
    "clock": "time",
    "flag": "boolean",
    "list": "text[]",
    "data": "jsonb",
    "number": "uuid",
}
UUID_1 = UUID(int=1)


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        cursor.execute("DROP TABLE IF EXISTS pg_temp.copied")
        cursor.execute(f"CREATE TEMPORARY TABLE copied ({columns}) ON COMMIT DROP")
        yield cursor


def copied(cursor, rows):
    copy_rows(cursor, "copied", list(COLUMNS), rows)
    cursor.execute("SELECT * FROM copied")
    found = cursor.fetchall()
    cursor.execute("DELETE FROM copied")
    return found


def test_values_arrive_as_they_are(table):
    row = (
        'tab\t back\\slash\nnew line\r"quoted" \\N ä€😀',
        -(2**62),
        Decimal("12345678901234567890.000000000123"),
        date(2017, 12, 31),
        datetime(2017, 12, 31, 23, 59, 59, 123456, tzinfo=UTC),
        time(8, 30),
        True,
        ["a,b", 'say "x"', "back\\slash", None, "NULL", ""],
        '{"a": "ä"}',
        UUID_1,
    )
    missing = (None,) * len(COLUMNS)
    found = copied(table, [row, missing])
    assert found[0][:8] == row[:8]
    assert found[1] == missing


def test_dicts_become_json(table):
    copy_rows(table, "copied", ["data"], [[{"a": ["ä", 1]}]])
    table.execute("SELECT data->'a'->>0 FROM copied")
    assert table.fetchone() == ("ä",)


def test_many_rows_pass_in_blocks(table):
    assert len(copied(table, (((f"ä{n}",) + (None,) * 9) for n in range(12_345)))) == 12_345


def test_no_rows_are_no_problem(table):
    assert copied(table, []) == []


texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(rows=st.lists(st.tuples(texts, st.lists(texts, max_size=3)), max_size=5))
def test_any_text_arrives_unchanged(table, rows):
    copy_rows(table, "copied", ["words", "list"], rows)
    table.execute("SELECT words, list FROM copied")
    assert table.fetchall() == rows
    table.execute("DELETE FROM copied")


def test_errors_are_those_of_django(table):
    with pytest.raises(DataError):
        copy_rows(table, "copied", ["whole"], [["not a number"]])


def test_a_float_is_refused(table):
    with pytest.raises(ValueError, match="float"):
        copy_rows(table, "copied", ["exact"], [[0.1]])


def test_names_are_quoted(table):
    with pytest.raises(ProgrammingError, match="does not exist"):
        copy_rows(table, "copied", ['words") FROM PROGRAM ("'], [["x"]])
