"""What a year will have cost, and what that means."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.forecast import (
    Forecast,
    Light,
    expected_new,
    light,
    looked_back_on,
    months_left,
)
from sro.periods import DateRange


@pytest.mark.parametrize(
    ("planned", "forecast", "expected"),
    [
        (100, 94, Light.WITHIN),
        (100, 95, Light.CLOSE),
        (100, 100, Light.CLOSE),
        (100, 101, Light.ABOVE),
        (0, 0, Light.WITHIN),
        (0, 1, Light.ABOVE),
        (-5, 0, Light.ABOVE),
        (None, 5, Light.UNKNOWN),
        (5, None, Light.UNKNOWN),
    ],
)
def test_the_light(planned, forecast, expected):
    assert light(planned, forecast) == expected


def test_the_parts_add_up():
    assert Forecast(10, 20).total == 30
    assert Forecast(10, 20, 5).total == 35


@pytest.mark.parametrize(
    ("today", "start", "end"),
    [
        (date(2018, 5, 15), date(2017, 4, 1), date(2018, 4, 1)),
        (date(2018, 4, 1), date(2017, 4, 1), date(2018, 4, 1)),
        (date(2018, 3, 31), date(2017, 1, 1), date(2018, 1, 1)),
    ],
)
def test_it_looks_back_on_four_quarters_that_are_over(today, start, end):
    assert looked_back_on(today) == DateRange(start, end)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2018, 1, 1), Fraction(12)),
        (date(2017, 6, 1), Fraction(12)),
        (date(2019, 1, 1), Fraction(0)),
        (date(2020, 1, 1), Fraction(0)),
        (date(2018, 12, 31), Fraction(12, 365)),
    ],
)
def test_the_months_ahead(today, months):
    assert months_left(today, 2018) == months


@pytest.mark.parametrize(
    ("begun", "monthly", "months", "cents"),
    [
        # One a month; the first costs six months, the last none: half of six times six.
        (12, 100_000, Fraction(6), 1_800_000),
        (6, 100_000, Fraction(6), 900_000),
        (0, 100_000, Fraction(6), 0),
        (12, 100_000, Fraction(0), 0),
        (1, 1, Fraction(1), 0),
    ],
)
def test_supports_still_to_begin(begun, monthly, months, cents):
    assert expected_new(begun, monthly, months) == cents


@given(st.integers(0, 500), st.integers(0, 10**7), st.fractions(0, 12), st.fractions(0, 12))
def test_less_time_never_costs_more(begun, monthly, some, other):
    short, long = sorted((some, other))
    assert expected_new(begun, monthly, short) <= expected_new(begun, monthly, long)
