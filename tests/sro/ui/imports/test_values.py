"""Cells of each kind, and what is said about those that cannot be read."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from sro.ui.imports import BadCell, Column, Kind, NumberFormat, parse, read_table


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(cells, number_format=None, **column):
    """The batch of a file with one column (and a second one, so that no row is blank)."""
    column = Column(name="it", header="Spalte", **column)
    quoted = "".join('"{}";x\n'.format(cell.replace('"', '""')) for cell in cells)
    columns = (column, Column(name="other", header="Andere"))
    table = read_table(f"Spalte;Andere\n{quoted}".encode(), columns)
    return parse(table, columns, number_format=number_format)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, "  Straße\u00a0", "Straße"),
        (Kind.TEXT, "U\u0308ber", "Über"),
        (Kind.TEXT, "'=Summe", "=Summe"),
        (Kind.TEXT, "zwei\r\nZeilen", "zwei\nZeilen"),
        (Kind.CODE, "010111", "010111"),
        (Kind.CODE, "1.675", "1.675"),
        (Kind.PHONE, "+49 30 901-0", "+49 30 901-0"),
        (Kind.PHONE, "'+49 (30) 9010", "+49 (30) 9010"),
        (Kind.INTEGER, "1 675", 1675),
        (Kind.INTEGER, "1675,0", 1675),
        (Kind.INTEGER, "-3", -3),
        (Kind.DECIMAL, "1675,25", Decimal("1675.25")),
        (Kind.MONEY, "1.675,50 €", Decimal("1675.50")),
        (Kind.DATE, "2017-12-31", date(2017, 12, 31)),
        (Kind.DATE, "2017-12-31 00:00:00", date(2017, 12, 31)),
        (Kind.DATE, "31.12.2017", date(2017, 12, 31)),
        (Kind.DATE, "1. 2. 2017", date(2017, 2, 1)),
        (Kind.BOOLEAN, "Ja", True),
        (Kind.BOOLEAN, "0", False),
        (Kind.CHOICE, "frueh", 1),
        (Kind.CHOICE, "SPÄT", 2),
    ],
)
def test_reads_each_kind(kind, cell, value):
    choices = {"Früh": 1, "Spät": 2} if kind is Kind.CHOICE else None
    batch = read([cell], kind=kind, choices=choices)
    assert not batch.problems.errors
    assert batch["it"] == [value]
    assert type(batch["it"][0]) is type(value)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ({"kind": Kind.TEXT}, "", "This value is missing."),
        ({"kind": Kind.TEXT}, "–", "This value is missing."),
        ({"kind": Kind.TEXT}, "=1+1", "The text begins with = and could be run as a formula."),
        ({"kind": Kind.TEXT}, "+1", "begins with +"),
        ({"kind": Kind.TEXT}, "-1+1", "begins with -"),
        ({"kind": Kind.TEXT}, "@SUM(1)", "begins with @"),
        ({"kind": Kind.TEXT}, "\tx", "begins with TAB"),
        ({"kind": Kind.TEXT}, "\rx", "begins with CR"),
        ({"kind": Kind.CODE}, "=1", "begins with ="),
        ({"kind": Kind.CHOICE, "choices": {"a": 1}}, "=1", "not known here. Possible are: a."),
        ({"kind": Kind.PHONE}, "=1", "not a telephone number"),
        ({"kind": Kind.TEXT, "length": 3}, "abcd", "At most 3 characters"),
        ({"kind": Kind.INTEGER}, "", "This value is missing."),
        ({"kind": Kind.INTEGER}, "viele", "This is not a number."),
        ({"kind": Kind.INTEGER}, "=1+1", "This is not a number."),
        ({"kind": Kind.INTEGER}, "1,5", "This must be a whole number."),
        ({"kind": Kind.INTEGER, "minimum": 0}, "-1", "This value must not be negative."),
        ({"kind": Kind.INTEGER, "minimum": 5}, "4", "The smallest possible value is 5."),
        ({"kind": Kind.DECIMAL, "maximum": 100}, "100,5", "The largest possible value is 100."),
        ({"kind": Kind.DECIMAL, "places": 1}, "1,25", "at most 1."),
        ({"kind": Kind.MONEY}, "1,255", "at most 2."),
        ({"kind": Kind.MONEY}, "9" * 40 + ",001", "at most 2."),
        ({"kind": Kind.MONEY}, "0,001", "at most 2."),
        ({"kind": Kind.MONEY, "maximum": 10**12}, "9" * 40, "The largest possible value"),
        ({"kind": Kind.DECIMAL}, "–", "This value is missing."),
        ({"kind": Kind.DATE}, "31.12.17", "year with four digits"),
        ({"kind": Kind.DATE}, "30.02.2017", "This day does not exist."),
        ({"kind": Kind.DATE}, "12/31/2017", "This is not a date."),
        ({"kind": Kind.DATE}, "43100", "This is not a date."),
        ({"kind": Kind.DATE}, "0017-12-31", "This year is hardly meant."),
        ({"kind": Kind.DATE, "minimum": date(2018, 1, 1)}, "2017-12-31", "smallest possible"),
        ({"kind": Kind.BOOLEAN}, "vielleicht", "“ja” or “nein”"),
    ],
)
def test_says_what_is_wrong_and_where(column, cell, says):
    form = NumberFormat.GERMAN if column["kind"] in (Kind.DECIMAL, Kind.MONEY) else None
    batch = read([cell], form, **column)
    (problem,) = batch.problems.errors
    assert says in problem.text
    assert (problem.line, problem.column) == (2, "Spalte")
    assert batch["it"] == [None]
    assert list(batch.bad) == [1]


def test_a_missing_mark_is_never_zero():
    batch = read(["–", ".", "", "0"], kind=Kind.INTEGER, blank=True)
    assert batch["it"] == [None, None, None, 0]


def test_words_left_empty_become_an_empty_text():
    assert read(["", "-"], blank=True)["it"] == ["", ""]
    assert read([""], blank=True, empty=None)["it"] == [None]


def test_a_converter_may_refuse_the_value():
    def even(value):
        if value % 2:
            raise BadCell("This must be even.")
        return value // 2

    batch = read(["4", "5"], kind=Kind.INTEGER, convert=even)
    assert batch["it"] == [2, None]
    assert [(each.line, each.text) for each in batch.problems.errors] == [(3, "This must be even.")]


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        ({"kind": Kind.DECIMAL}, ["1.675", "39,5"], ["1675", "39.5"]),
        ({"kind": Kind.DECIMAL}, ["1.675", "39.5"], ["1.675", "39.5"]),
        ({"kind": Kind.DECIMAL}, ["1,675.5", "1 675"], ["1675.5", "1675"]),
    ],
)
def test_the_number_format_is_found_from_the_column(column, cells, expected):
    batch = read(cells, **column)
    assert not batch.problems
    assert batch["it"] == [Decimal(value) for value in expected]


def test_an_unclear_number_is_asked_about_not_guessed():
    batch = read(["1.675", "200"], kind=Kind.DECIMAL)
    assert batch.unclear == ["it"]
    assert [each.line for each in batch.problems.errors] == [2]
    assert "unclear" in batch.problems.errors[0].text
    assert read(["1.675"], NumberFormat.GERMAN, kind=Kind.DECIMAL)["it"] == [1675]
    assert read(["1.675"], NumberFormat.PLAIN, kind=Kind.DECIMAL)["it"] == [Decimal("1.675")]


@pytest.mark.parametrize("column", [{"kind": Kind.INTEGER}, {"kind": Kind.MONEY}])
def test_where_no_thousandths_are_possible_the_only_reading_is_taken_and_said(column):
    batch = read(["1.675", "200"], **column)
    assert batch["it"] == [1675, 200]
    assert not batch.problems.errors
    assert "“1.675”" in batch.problems.warnings[0].text
    mixed = read(["1.675", "2,000"], **column)
    assert mixed.problems.error_count == 2


def test_other_columns_of_the_file_decide_with_a_warning():
    columns = (
        Column(name="a", header="A", kind=Kind.DECIMAL),
        Column(name="b", header="B", kind=Kind.DECIMAL),
    )
    batch = parse(read_table(b"A;B\n1.675;39,5\n", columns), columns)
    assert batch["a"] == [1675]
    assert [each.column for each in batch.problems.warnings] == ["A"]


def test_lookup_names_unknown_keys_and_restores_zeros():
    batch = read(["010111", "10112", "999999", ""], kind=Kind.CODE, blank=True)
    known = {"010111": 1, "010112": 2}
    batch.lookup("it", known, into="it_id", message="No such area.", restore_zeros=True)
    assert batch["it_id"] == [1, 2, None, None]
    assert [(each.line, each.text, each.value) for each in batch.problems.errors] == [
        (4, "No such area.", "999999")
    ]
    assert [(each.line, each.params["key"]) for each in batch.problems.warnings] == [(3, "010112")]


def test_a_second_row_with_the_same_key_is_an_error_naming_both_lines():
    batch = read(["a", "b", "a", "a"])
    batch.report_duplicates(["it"])
    assert [(each.line, each.params["line"]) for each in batch.problems.errors] == [(4, 2), (5, 2)]
    assert "The same entry (Spalte) stands in line 2 already." in batch.problems.errors[0].text


def test_only_the_first_errors_are_kept_all_are_counted():
    batch = read(["x"] * 1000, kind=Kind.INTEGER)
    assert batch.problems.error_count == 1000
    assert len(batch.problems.errors) == 200


def test_long_cells_are_shortened_in_messages():
    batch = read(["lang " * 100], kind=Kind.INTEGER)
    assert len(batch.problems.errors[0].value) == 40


def test_the_digest_is_that_of_the_values_not_of_the_text():
    one = read(["1,50", "2"], kind=Kind.DECIMAL)
    other = read(["1.5", "2.00"], kind=Kind.DECIMAL)
    assert one.digest() == other.digest() != read(["2", "1,5"], kind=Kind.DECIMAL).digest()


def test_a_problem_survives_being_stored():
    (problem,) = read(["-1"], kind=Kind.INTEGER, minimum=0).problems.errors
    assert type(problem).from_json(problem.as_json()) == problem


@pytest.mark.parametrize(
    "wrong",
    [{"kind": Kind.CHOICE}, {"kind": Kind.DECIMAL, "minimum": 0.5}],
)
def test_columns_that_make_no_sense_are_refused(wrong):
    with pytest.raises((ValueError, TypeError)):
        Column(name="a", header="A", **wrong)


@pytest.mark.parametrize("cell", ["1,500", "1,5000000", "0,00", "9" * 60 + ",50"])
def test_zeros_at_the_end_are_no_decimals_too_many(cell):
    batch = read([cell], NumberFormat.GERMAN, kind=Kind.MONEY)
    assert not batch.problems.errors
