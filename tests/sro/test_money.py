"""Cents are read, written, rounded and split without gaining or losing any."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.money import (
    MAX_DIGITS,
    MoneyError,
    cents_from_decimal,
    decimal_from_cents,
    format_german,
    format_plain,
    largest_remainder,
    parse_german,
    parse_plain,
    round_half_up,
)

cents = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("123.45", 12345),
        ("123.4", 12340),
        ("-0.05", -5),
        ("007", 700),
        ("545000000.00", 54_500_000_000),
        ("9" * MAX_DIGITS, int("9" * MAX_DIGITS) * 100),
    ],
)
def test_plain_amounts_are_read(text, expected):
    assert parse_plain(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        (" 1", "not_a_number"),
        ("1 000", "not_a_number"),
        ("1,50", "not_a_number"),
        ("1_000", "not_a_number"),
        ("1e3", "not_a_number"),
        (".5", "not_a_number"),
        ("5.", "not_a_number"),
        ("+5", "not_a_number"),
        ("--5", "not_a_number"),
        ("٣", "not_a_number"),
        ("1\n", "not_a_number"),
        ("NaN", "not_finite"),
        ("-Infinity", "not_finite"),
        ("inf", "not_finite"),
        ("1.234", "too_many_decimals"),
        ("1.000", "too_many_decimals"),
        ("1" + "0" * MAX_DIGITS, "too_large"),
    ],
)
def test_plain_amounts_are_refused_when_they_need_guessing(text, code):
    with pytest.raises(MoneyError) as refused:
        parse_plain(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234.567,89 €", 123_456_789),
        ("1.234.567,89\N{NO-BREAK SPACE}€", 123_456_789),
        ("1234567,89", 123_456_789),
        ("1 234 567,8 EUR", 123_456_780),
        ("1\N{NARROW NO-BREAK SPACE}234", 123_400),
        ("1.234", 123_400),
        ("0,5", 50),
        ("-12,30€", -1230),
        ("\N{MINUS SIGN}12", -1200),
    ],
)
def test_german_amounts_are_read(text, expected):
    assert parse_german(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.5", "not_a_number"),
        ("1.2345", "not_a_number"),
        ("1.234 567", "not_a_number"),
        ("12.34,50", "not_a_number"),
        ("1,234.50", "not_a_number"),
        ("€", "not_a_number"),
        ("", "not_a_number"),
        ("5 $", "not_a_number"),
        ("1,234", "too_many_decimals"),
    ],
)
def test_german_amounts_are_refused_when_they_need_guessing(text, code):
    with pytest.raises(MoneyError) as refused:
        parse_german(text)
    assert refused.value.code == code


def test_money_is_written_in_both_forms():
    assert format_german(123_456_789) == "1.234.567,89\N{NO-BREAK SPACE}€"
    assert format_german(-5) == "-0,05\N{NO-BREAK SPACE}€"
    assert format_plain(-123_450) == "-1234.50"
    assert decimal_from_cents(54_500_000_000) == Decimal("545000000.00")
    assert str(decimal_from_cents(100)) == "1.00"


@given(cents)
def test_what_is_written_is_read_back(amount):
    assert parse_plain(format_plain(amount)) == amount
    assert parse_german(format_german(amount)) == amount
    assert cents_from_decimal(decimal_from_cents(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Decimal("0.001"), "too_many_decimals"),
        (Decimal("1e-999999999"), "too_many_decimals"),
        (Decimal("1e999999999"), "too_large"),
        (Decimal("NaN"), "not_finite"),
        (Decimal("Infinity"), "not_finite"),
    ],
)
def test_decimals_that_are_no_cents_are_refused(amount, code):
    with pytest.raises(MoneyError) as refused:
        cents_from_decimal(amount)
    assert refused.value.code == code


def test_trailing_zeros_are_no_decimals():
    assert cents_from_decimal(Decimal("1.5000")) == 150
    assert cents_from_decimal(Decimal("0E-20")) == 0
    assert cents_from_decimal(Decimal("1E+3")) == 100_000


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Decimal("-2.5"), -3),
        (Decimal("2.4999999999999999999999999999999999999"), 2),
        (Fraction(-1, 3), 0),
        (7, 7),
    ],
)
def test_a_half_is_rounded_away_from_zero(exact, expected):
    assert round_half_up(exact) == expected


@pytest.mark.parametrize(
    ("total", "shares", "keys", "expected"),
    [
        (100, [1, 1, 1], "abc", [34, 33, 33]),
        (100, [1, 1, 1], "cab", [33, 34, 33]),
        (101, [1, 1, 1], "cba", [33, 34, 34]),
        (10, [Fraction(1, 3), Fraction(1, 6)], "ab", [7, 3]),
        (1, [1, 1], "ba", [0, 1]),
        (5, [0, 1, 0], "abc", [0, 5, 0]),
        (0, [0, 0], "ab", [0, 0]),
        (0, [], "", []),
        (7, [3], "a", [7]),
    ],
)
def test_largest_remainder_gives_left_over_cents_by_remainder_then_key(
    total, shares, keys, expected
):
    assert largest_remainder(total, shares, keys) == expected


@pytest.mark.parametrize(
    ("total", "shares", "keys"),
    [
        (1, [0, 0], "ab"),
        (1, [], ""),
        (-1, [1], "a"),
        (1, [2, -1], "ab"),
        (1, [1, 1], "a"),
        (1, [1, 1], "aa"),
    ],
)
def test_largest_remainder_refuses_what_cannot_be_split(total, shares, keys):
    with pytest.raises(ValueError, match=r"must|needs|nothing"):
        largest_remainder(total, shares, keys)


@given(
    st.integers(0, 10**12),
    st.lists(st.fractions(0, 10**6), min_size=1, max_size=8).filter(any),
    st.randoms(use_true_random=False),
)
def test_largest_remainder_adds_up_and_ignores_the_order(total, shares, random):
    keys = list(range(len(shares)))
    parts = dict(zip(keys, largest_remainder(total, shares, keys), strict=True))
    assert sum(parts.values()) == total
    for key, share in zip(keys, shares, strict=True):
        assert abs(parts[key] - total * share / sum(shares)) < 1
    random.shuffle(keys)
    shuffled = largest_remainder(total, [shares[key] for key in keys], keys)
    assert dict(zip(keys, shuffled, strict=True)) == parts
