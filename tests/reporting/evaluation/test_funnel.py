"""Limits of the funnel plot against exact probabilities."""

from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.evaluation.funnel import TAILS, Chance, Place, limits, quantiles


def poisson(number, mean):
    return exp(-mean) * mean**number / factorial(number)


def binomial(number, whole, share):
    return float(comb(whole, number) * share**number * (1 - share) ** (whole - number))


def test_quantiles_by_hand():
    # Mean 2: P(0) = 0.1353, P(X ≤ 1) = 0.4060, P(X ≤ 2) = 0.6767.
    assert quantiles(0.2, 10, Chance.POISSON, [0.1, 0.4, 0.41, 0.67]) == (0, 1, 2, 2)
    # Two of four at one half: P(X ≤ 1) = 5/16, P(X ≤ 2) = 11/16.
    assert quantiles(0.5, 4, Chance.BINOMIAL, [0.3, 0.32, 0.68, 0.69]) == (1, 2, 2, 3)


@given(mean=st.floats(0.05, 60), base=st.integers(1, 5000))
def test_a_quantile_is_the_first_count_that_is_enough(mean, base):
    for tail, number in zip(
        TAILS, quantiles(mean / base, base, Chance.POISSON, TAILS), strict=True
    ):
        below = sum(poisson(n, mean) for n in range(number))
        assert below < tail + 1e-9
        assert below + poisson(number, mean) >= tail - 1e-9


@given(whole=st.integers(1, 60), part=st.fractions(Fraction(1, 100), Fraction(99, 100)))
def test_limits_of_a_share_lie_around_it_and_within_0_and_1(whole, part):
    found = limits(float(part), whole, Chance.BINOMIAL)
    ascending = [found.low_alarm, found.low, found.high, found.high_alarm]
    assert ascending == sorted(ascending)
    assert 0 <= found.low_alarm <= float(part) + 1e-9
    assert found.high_alarm <= 1
    outside = sum(
        binomial(n, whole, part) for n in range(whole + 1) if n / whole > found.high_alarm
    )
    assert outside <= 0.001 + 1e-9


@given(rate=st.floats(0.001, 0.2), base=st.integers(200, 20_000))
def test_ten_times_the_people_make_the_funnel_narrower(rate, base):
    small, large = (limits(rate, each, Chance.POISSON) for each in (base, 10 * base))
    assert large.high - large.low < small.high - small.low


@pytest.mark.parametrize(
    ("count", "place"),
    [
        (2, Place.FAR_BELOW),
        (10, Place.BELOW),
        (20, Place.INSIDE),
        (30, Place.ABOVE),
        (45, Place.FAR_ABOVE),
    ],
)
def test_where_an_area_lies(count, place):
    assert limits(0.02, 1000, Chance.POISSON).place(count / 1000) is place


def test_large_numbers_are_no_problem():
    found = limits(0.05, 400_000, Chance.POISSON)
    assert found.high == pytest.approx(0.05 + 1.96 * (20_000**0.5) / 400_000, rel=1e-3)


@pytest.mark.parametrize("rate", [0, 1])
def test_where_nothing_varies_the_limits_are_the_rate(rate):
    found = limits(rate, 30, Chance.BINOMIAL)
    assert (found.low_alarm, found.high_alarm) == (rate, rate)
    assert found.place(rate) is Place.INSIDE


@pytest.mark.parametrize(
    ("rate", "base", "chance"),
    [
        (-0.1, 10, Chance.POISSON),
        (0.1, 0, Chance.POISSON),
        (1.2, 10, Chance.BINOMIAL),
        (0.5, 2.5, Chance.BINOMIAL),
    ],
)
def test_what_cannot_be_meant_is_refused(rate, base, chance):
    with pytest.raises(ValueError, match=r"limits need|a share lies"):
        limits(rate, base, chance)
