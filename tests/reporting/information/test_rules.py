"""Comparing values: what is missing stays missing, and what is a rate is never added up."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.information import (
    Change,
    Standing,
    change,
    complete_sum,
    neighbours,
    standing,
)

NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("value", "whole", "adds_up", "expected"),
    [
        (Decimal(5), Decimal(20), True, Standing(part=Fraction(1, 4))),
        (Decimal(0), Decimal(20), True, Standing(part=Fraction(0))),
        (Decimal(5), Decimal(0), True, None),
        (None, Decimal(20), True, None),
        (Decimal(5), None, True, None),
        (Decimal("6.8"), Decimal("6.0"), False, Standing(distance=Decimal("0.8"))),
        (Decimal("4.2"), Decimal("6.0"), False, Standing(distance=Decimal("-1.8"))),
        (Decimal("4.2"), Decimal(0), False, Standing(distance=Decimal("4.2"))),
    ],
)
def test_a_count_is_a_part_and_a_rate_has_a_distance(value, whole, adds_up, expected):
    assert standing(value, whole, adds_up=adds_up) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "adds_up", "expected"),
    [
        (Decimal(10), Decimal(12), True, Change(Decimal(2), Fraction(1, 5))),
        (Decimal(10), Decimal(10), True, Change(Decimal(0), Fraction(0))),
        (Decimal(0), Decimal(3), True, Change(Decimal(3))),
        (Decimal(5), Decimal(4), False, Change(Decimal(-1))),
        (None, Decimal(4), True, None),
        (Decimal(4), None, True, None),
    ],
)
def test_change_between_two_days(earlier, later, adds_up, expected):
    assert change(earlier, later, adds_up=adds_up) == expected


@given(st.lists(NUMBERS, min_size=1))
def test_parts_of_a_complete_sum_make_one(values):
    total = complete_sum(values)
    parts = [standing(value, total, adds_up=True) for value in values]
    if total:
        assert sum(each.part for each in parts) == 1
    else:
        assert parts == [None] * len(values)


@given(st.lists(NUMBERS), st.lists(NUMBERS))
def test_a_sum_with_a_gap_is_no_sum(before, after):
    assert complete_sum([*before, None, *after]) is None


def test_nothing_has_no_sum():
    assert complete_sum([]) is None


@pytest.mark.parametrize(
    ("year", "expected"), [(2015, (None, 2016)), (2016, (2015, 2018)), (2018, (2016, None))]
)
def test_neighbours_in_time(year, expected):
    days = [date(each, 12, 31) for each in (2018, 2015, 2016)]
    found = neighbours(days, date(year, 12, 31))
    assert tuple(day and day.year for day in found) == expected
