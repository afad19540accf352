"""Exact numbers are written without losing or inventing a digit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.allocation import AllocationError
from budgets.allocation.numbers import (
    decimal_text,
    exact_number,
    fraction_from_text,
    fraction_text,
    integer_text,
    rounded_text,
)

PLACE = {"field": "values", "indicator": "x", "unit": "a"}
bounded_decimals = st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=9)


@given(bounded_decimals)
def test_decimals_come_back_as_typed(number):
    text = decimal_text(exact_number(number, PLACE))
    assert Decimal(text) == number
    assert "e" not in text.lower()
    assert text == "0" or not text.endswith(".0")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(25, 2), "12.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 60), "-7/60"),
        (Fraction(1, 10**60), "0." + "0" * 59 + "1"),
    ],
)
def test_numbers_without_end_stay_fractions(number, text):
    assert decimal_text(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1), "1"),
        (Fraction(1, 10**13), "0"),
        (Fraction(-5, 10**13), "-0.000000000001"),
    ],
)
def test_shares_are_rounded_for_reading(number, text):
    assert rounded_text(number) == text


@given(st.fractions())
def test_fractions_survive_as_text(number):
    assert fraction_from_text(fraction_text(number), PLACE) == number


def test_integers_of_any_length_survive_as_text():
    number = Fraction(7**9000, 3**5000)
    assert len(integer_text(7**9000)) == 7606
    assert fraction_from_text(fraction_text(number), PLACE) == number


@pytest.mark.parametrize("text", ["", "1.5", "1/", "/2", "1/0", "1/-2", "1e5", "½", " 1", None, 1])
def test_other_texts_are_no_fractions(text):
    with pytest.raises(AllocationError) as refused:
        fraction_from_text(text, PLACE)
    assert refused.value.code == "not_number"
    assert refused.value.unit == "a"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1.5, "not_number"),
        ("1", "not_number"),
        (None, "not_number"),
        (False, "not_number"),
        (Decimal("sNaN"), "not_finite"),
        (Decimal("-Infinity"), "not_finite"),
        (10**30, "too_many_digits"),
        (-(10**30), "too_many_digits"),
        (Decimal("1e30"), "too_many_digits"),
        (Decimal("1e-31"), "too_many_digits"),
    ],
)
def test_numbers_that_are_not_exact_or_too_long_are_refused(number, code):
    with pytest.raises(AllocationError) as refused:
        exact_number(number, PLACE)
    assert refused.value.code == code


def test_the_longest_numbers_are_taken():
    assert exact_number(10**30 - 1, PLACE) == 10**30 - 1
    assert exact_number(Decimal("1e-30"), PLACE) == Fraction(1, 10**30)
    assert exact_number(Decimal("0e999999"), PLACE) == 0
