"""Numbers in German and in plain form, and those that could be either."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.ui.imports.numbers import (
    BadCell,
    NumberFormat,
    evidence,
    grouping_only,
    is_missing,
    parse_number,
)

GERMAN, PLAIN = NumberFormat.GERMAN, NumberFormat.PLAIN


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1675", "1675"),
        ("1 675", "1675"),
        ("1\u00a0675", "1675"),
        ("1\u202f675\u202f000", "1675000"),
        ("1'675", "1675"),
        ("1’675", "1675"),
        ("1.675,50", "1675.50"),
        ("1,675.50", "1675.50"),
        ("1 675,50", "1675.50"),
        ("1675,5", "1675.5"),
        ("1675.123", "1675.123"),
        ("0,675", "0.675"),
        ("0.675", "0.675"),
        (",5", "0.5"),
        ("1.234.567", "1234567"),
        ("-12", "-12"),
        ("−12,5", "-12.5"),
        ("- 12,5", "-12.5"),
        ("+12,5", "12.5"),
        ("1.675,50-", "-1675.50"),
        (" 42 ", "42"),
        ("0", "0"),
    ],
)
def test_reads_what_can_only_be_meant_one_way(cell, value):
    assert parse_number(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "german", "plain"),
    [("1.675", "1675", "1.675"), ("12,345", "12.345", "12345"), ("-1.000", "-1000", "-1")],
)
def test_a_form_decides_what_could_be_meant_either_way(cell, german, plain):
    assert parse_number(cell, GERMAN) == Decimal(german)
    assert parse_number(cell, PLAIN) == Decimal(plain)
    with pytest.raises(BadCell, match="unclear"):
        parse_number(cell)


@pytest.mark.parametrize(
    ("cell", "form"),
    [("1.5", GERMAN), ("1,5", PLAIN), ("1,675.50", GERMAN), ("1.675,50", PLAIN), ("0.675", GERMAN)],
)
def test_a_number_of_the_other_form_is_refused(cell, form):
    with pytest.raises(BadCell, match="does not fit"):
        parse_number(cell, form)


@pytest.mark.parametrize(
    "cell",
    ["abc", "12a", "1 67", "1.67.5", "1,2,3", "1.234 567", "--1", "1-2", "5.", "1e", "NaN", "inf",
     "1_000", "٣", "½", "12 000 00", "=1+1", "1..2"],
)  # fmt: skip
@pytest.mark.parametrize("form", [None, GERMAN, PLAIN])
def test_refuses_what_is_no_number(cell, form):
    with pytest.raises(BadCell, match="not a number"):
        parse_number(cell, form)


def test_says_when_the_spreadsheet_has_shortened_a_number():
    with pytest.raises(BadCell, match="shortened"):
        parse_number("1,23E+05", GERMAN)


def test_per_cent_and_currency_signs_need_their_column():
    assert parse_number("12,5 %", percent=True) == Decimal("12.5")
    assert parse_number("12,50 €", money=True) == parse_number("12,50 EUR", money=True)
    with pytest.raises(BadCell, match="per cent"):
        parse_number("12,5%")
    with pytest.raises(BadCell, match="currency"):
        parse_number("12,50 €", percent=True)


@pytest.mark.parametrize(
    "cell", ["", " ", ".", "-", "–", "—", "…", "...", "/", "x", "X", "k. A.", "k.A.", "n/a", "#NV"]
)
def test_marks_of_a_missing_figure(cell):
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["0", "0,0", "-0", "x1", "-1"])
def test_zero_is_not_missing(cell):
    assert not is_missing(cell)


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["1.675", "39,5"], GERMAN),
        (["1.675", "39.5"], PLAIN),
        (["1.675", "1.234.567"], GERMAN),
        (["1,675", "12"], None),
        (["1.675", "2 000", "300"], None),
        (["1,5", "2,5", "3.5"], GERMAN),
        (["1.5", "2.5", "3,5"], PLAIN),
    ],
)
def test_the_column_as_a_whole_shows_its_form(cells, form):
    assert evidence(cells).form is form


def test_grouping_is_the_only_reading_when_all_use_the_same_sign():
    assert grouping_only(["1.675", "2.000"]) is GERMAN
    assert grouping_only(["1,675", "2,000"]) is PLAIN
    assert grouping_only(["1.675", "2,000"]) is None


decimals = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4
)
SIGNS = {GERMAN: (".", ","), PLAIN: (",", ".")}


def written(value: Decimal, form: NumberFormat, *, grouped: bool, places: int = 4) -> str:
    """A number as a program would write it in this form."""
    group, point = SIGNS[form]
    text = f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"
    return text.translate({ord(","): group, ord("."): point})


@given(value=decimals, grouped=st.booleans(), form=st.sampled_from(NumberFormat))
def test_a_number_written_in_a_form_reads_back_in_it(value, grouped, form):
    assert parse_number(written(value, form, grouped=grouped), form) == value


@given(
    values=st.lists(decimals, min_size=1), grouped=st.booleans(), form=st.sampled_from(NumberFormat)
)
def test_a_column_in_one_form_is_read_back_or_asked_about(values, grouped, form):
    cells = [written(value, form, grouped=grouped) for value in values]
    found = evidence(cells)
    assert found.form in (form, None)
    if found.form is None:
        assert found.ambiguous
    else:
        assert [parse_number(cell, found.form) for cell in cells] == values


@given(value=st.integers(-(10**9), 10**9), form=st.sampled_from(NumberFormat))
def test_no_reading_ever_differs_silently(value, form):
    cell = written(Decimal(value), form, grouped=True, places=0)
    ambiguous = evidence([cell]).ambiguous
    if ambiguous:
        with pytest.raises(BadCell, match="unclear"):
            parse_number(cell)
    else:
        assert parse_number(cell) == value
