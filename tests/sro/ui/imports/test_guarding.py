"""Formulas are refused on import, guarded on export, and the guard is taken off again."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.ui.exports import csv_cell, write_csv
from sro.ui.imports import Column, Kind, parse, read_table
from sro.ui.imports.guarding import guarded, is_formula, unguarded

DANGEROUS = ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_are_known_and_guarded(text):
    assert is_formula(text)
    assert guarded(text) == f"'{text}"
    assert not is_formula(guarded(text))


@pytest.mark.parametrize("text", ["", "a=b", "Jugend-Café", "3-6 Jahre", "'tis", "(+49)"])
def test_ordinary_text_stays_as_it_is(text):
    assert not is_formula(text)
    assert guarded(text) == text == unguarded(text)


@given(text=st.text(alphabet="'=+-@ \ta1ä"))
def test_the_guard_comes_off_exactly(text):
    assert unguarded(guarded(text)) == text
    assert not is_formula(guarded(text))


@pytest.mark.parametrize(
    ("value", "german", "plain"),
    [
        (None, "", ""),
        ("", "", ""),
        ("=1+1", "'=1+1", "'=1+1"),
        (-1675, "-1675", "-1675"),
        (Decimal("-1675.50"), "-1675,50", "-1675.50"),
        (Decimal("1E+3"), "1000", "1000"),
        (0.1, "0,1", "0.1"),
        (1e22, "10000000000000000000000", "10000000000000000000000"),
        (True, "ja", "true"),
        (False, "nein", "false"),
        (date(2017, 12, 31), "31.12.2017", "2017-12-31"),
        (datetime(2017, 12, 31, 23, 30, tzinfo=UTC), "01.01.2018 00:30", "2018-01-01 00:30"),
    ],
)
def test_cells_in_both_dialects(value, german, plain):
    assert csv_cell(value, "german") == german
    assert csv_cell(value, "plain") == plain


def test_the_german_dialect_opens_in_a_spreadsheet():
    content = b"".join(write_csv([["a;b", Decimal("1.5")]], ["Straße", "@Wert"]))
    assert content.decode("utf-8") == '\ufeffStraße;\'@Wert\r\n"a;b";1,5\r\n'


def test_the_plain_dialect_is_for_programs():
    content = b"".join(write_csv([["a,b", Decimal("1.5")]], ["Straße", "Wert"], "plain"))
    assert content.decode("utf-8") == 'Straße,Wert\r\n"a,b",1.5\r\n'


def test_rows_are_written_as_they_come():
    asked = []

    def rows():
        for number in range(2000):
            asked.append(number)
            yield [number]

    parts = write_csv(rows(), ["n"])
    next(parts)
    assert len(asked) < 2000
    assert sum(part.count(b"\r\n") for part in parts) > 0
    assert len(asked) == 2000


def test_a_row_of_the_wrong_length_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 headings"):
        list(write_csv([["a"]], ["a", "b"]))


COLUMNS = (
    Column(name="text", header="Text", blank=True),
    Column(name="number", header="Zahl", kind=Kind.DECIMAL, blank=True),
    Column(name="whole", header="Anzahl", kind=Kind.INTEGER),
    Column(name="day", header="Tag", kind=Kind.DATE, blank=True),
    Column(name="flag", header="Ja/Nein", kind=Kind.BOOLEAN),
)
texts = st.text(alphabet="abcäöüß=+@-'\";,|\n\t 0123456789.").map(lambda t: t.strip(" \n\u00a0"))
records = st.tuples(
    texts.filter(lambda text: text not in {"-", "–", "—"} and text.strip()) | st.just(""),
    st.none() | st.decimals(-(10**9), 10**9, places=2),
    st.integers(-(10**9), 10**9),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.booleans(),
)


@given(rows=st.lists(records, min_size=1), dialect=st.sampled_from(["german", "plain"]))
def test_what_was_exported_is_imported_unchanged(rows, dialect):
    headings = [column.header for column in COLUMNS]
    content = b"".join(write_csv(rows, headings, dialect))
    batch = parse(read_table(content, COLUMNS), COLUMNS)
    assert not batch.problems.errors
    assert list(batch.rows(*(column.name for column in COLUMNS))) == rows


def test_the_csv_writer_and_reader_agree_on_quotes():
    content = b"".join(write_csv([['say "yes"\nplease']], ["a"]))
    assert list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    ) == [
        ["a"],
        ['say "yes"\nplease'],
    ]
