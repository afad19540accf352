"""Difference in level and trend: laws, known effects, and what cannot be calculated."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.evaluation.funnel import Chance
from reporting.evaluation.panel import Lack, Observation, prepare
from reporting.evaluation.regression import Effect, Estimate, estimate

QUARTERS, SINCE = 12, 6


def series(area, counts, *, base=1000, since=None):
    return [Observation(area, q, n, base, since) for q, n in enumerate(counts)]


def drawn(seed, *, level=0.0, trend=0.0, before=0.0, groups=(6, 8), chance=Chance.POISSON):
    """Areas whose numbers were drawn by the model itself, with a little more spread."""
    draw, rows = np.random.default_rng(seed), []
    for area in range(sum(groups)):
        treated = area < groups[0]
        own = draw.normal(0, 0.3)
        for quarter in range(QUARTERS):
            after = treated and quarter >= SINCE
            eta = own + 0.02 * quarter + before * quarter * treated + draw.normal(0, 0.05)
            eta += (level + trend * (quarter - SINCE)) * after
            if chance is Chance.POISSON:
                number = draw.poisson(6000 * 0.02 * exp(eta))
            else:
                number = draw.binomial(200, 1 / (1 + exp(0.4 - eta)))
            base = 6000 if chance is Chance.POISSON else 200
            rows.append(Observation(area, quarter, int(number), base, SINCE if treated else None))
    return rows


def estimated(rows, chance=Chance.POISSON):
    found = estimate(prepare(rows, chance), chance)
    assert isinstance(found, Estimate), found
    return found


def test_a_difference_computed_by_hand():
    """Without noise but a last digit the estimate is the difference of differences."""
    shape = (100, 104, 98, 102, 96, 100, 103, 99, 101, 100, 97, 100)
    rows = [
        each
        for area in range(10)
        for each in series(
            area,
            [
                round(n * (8 if area < 5 and q >= SINCE else 10) * (1 + area / 10)) + q * area % 3
                for q, n in enumerate(shape)
            ],
            since=SINCE if area < 5 else None,
        )
    ]
    found = estimated(rows)
    assert found.level.value == pytest.approx(log(0.8), abs=0.003)
    assert found.trend.value == pytest.approx(0, abs=0.001)
    assert found.before.value == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(
    ("chance", "level", "trend"),
    [(Chance.POISSON, -0.4, -0.05), (Chance.POISSON, 0, 0), (Chance.BINOMIAL, 0.5, 0.08)],
)
def test_a_known_effect_is_found_again(chance, level, trend):
    found = estimated(drawn(7, level=level, trend=trend, chance=chance), chance)
    assert found.level.low <= level <= found.level.high
    assert found.trend.low <= trend <= found.trend.high
    assert found.level.certain == (level != 0)
    assert found.level.high - found.level.low < 0.6


def test_another_trend_before_is_not_taken_for_an_effect():
    found = estimated(drawn(3, before=-0.06))
    assert found.before.certain
    assert found.before.low <= -0.06 <= found.before.high
    assert not found.level.certain


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(20, 90), min_size=QUARTERS, max_size=QUARTERS), st.integers(0, 99))
def test_the_same_series_in_both_groups_have_no_difference(counts, seed):
    draw = np.random.default_rng(seed)
    noisy = [[n + int(draw.integers(0, 12)) for n in counts] for _ in range(5)]
    rows = [each for a, row in enumerate(noisy) for each in series(a, row, since=SINCE)]
    rows += [each for a, row in enumerate(noisy) for each in series(100 + a, row)]
    found = estimated(rows)
    for effect in (found.before, found.level, found.trend):
        assert effect.value == pytest.approx(0, abs=1e-6)
        assert not effect.certain


@settings(max_examples=6, deadline=None)
@given(factor=st.floats(0.01, 100), seed=st.integers(0, 99))
def test_another_unit_of_the_base_changes_no_difference(factor, seed):
    rows = drawn(seed, level=-0.2)
    one = estimated(rows)
    other = estimated([replace(row, base=row.base * factor) for row in rows])
    assert other.level.value == pytest.approx(one.level.value, abs=1e-6)
    assert other.level.low == pytest.approx(one.level.low, abs=1e-5)
    assert other.reference == pytest.approx(one.reference / factor, rel=1e-5)


def test_the_order_of_the_rows_changes_nothing():
    rows = drawn(1)
    assert estimated(rows[::-1]).level.value == pytest.approx(estimated(rows).level.value)


def test_effects_as_people_read_them():
    assert Effect(log(0.9), log(0.8), log(1.1)).relative().value == pytest.approx(-0.1)
    points = Effect(log(3), 0, log(9)).points(0.25)
    assert (points.value, points.low, points.high) == pytest.approx((0.25, 0, 0.5))


FLAT = [50] * QUARTERS
UNEVEN = [[40 + (7 * q + 3 * n) % 11 for q in range(QUARTERS)] for n in range(5)]
ENDS_AT_ONCE = [[*row[:SINCE], *[0] * SINCE] for row in UNEVEN]


@pytest.mark.parametrize(
    ("group", "others", "lack"),
    [
        ([FLAT] * 3, [FLAT] * 6, Lack.FEW_AREAS),
        ([FLAT] * 4, [FLAT] * 3, Lack.FEW_COMPARED),
        ([FLAT] * 4, [FLAT] * 4, Lack.NO_SPREAD),
        ([[0] * QUARTERS] * 5, [FLAT] * 5, Lack.FEW_AREAS),
        ([[1] + [0] * 11] * 5, [FLAT] * 5, Lack.FEW_EVENTS),
        (ENDS_AT_ONCE, UNEVEN, Lack.UNSTABLE),
        ([FLAT[:9]] * 4, [FLAT] * 4, Lack.FEW_AFTER),
    ],
    ids=lambda each: str(each) if isinstance(each, Lack) else "",
)
def test_what_cannot_be_calculated_says_why(group, others, lack):
    rows = [each for n, row in enumerate(group) for each in series(n, row, since=SINCE)]
    rows += [each for n, row in enumerate(others) for each in series(50 + n, row)]
    assert estimate(prepare(rows, Chance.POISSON), Chance.POISSON) is lack


def test_areas_that_say_nothing_are_left_out_and_counted():
    rows = drawn(5) + series(90, [0] * QUARTERS) + series(91, FLAT, since=10)
    panel = prepare(rows, Chance.POISSON)
    assert (panel.silent, panel.short) == (1, 1)
    assert (panel.areas(treated=True), panel.areas(treated=False)) == (6, 8)
    assert panel.lack is None


def test_a_share_of_everything_says_nothing_either():
    rows = drawn(5, chance=Chance.BINOMIAL) + series(90, [200] * QUARTERS, base=200)
    assert prepare(rows, Chance.BINOMIAL).silent == 1


@pytest.mark.parametrize(
    "rows",
    [
        series(1, [-1]),
        series(1, [1], base=0),
        series(1, [3], base=2),
        [*series(1, [1]), *series(1, [1])],
    ],
)
def test_wrong_rows_are_refused(rows):
    with pytest.raises(ValueError, match=r"count and base|larger than|twice"):
        prepare(rows, Chance.BINOMIAL)
