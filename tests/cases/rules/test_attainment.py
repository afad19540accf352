"""The scale of attainment and what follows from a review."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.attainment import (
    CODES,
    CONSEQUENCES,
    SCALE,
    Judgement,
    carried_over,
    course,
    direction,
    spread,
    steps_carried_over,
)

DAYS = [date(2026, month, 1) for month in (1, 4, 7)]


def judged(*values, goal="a"):
    return [Judgement(goal, day, value) for day, value in zip(DAYS, values, strict=False)]


def test_every_step_of_the_scale_has_a_code():
    assert tuple(CODES) == SCALE == (-2, -1, 0, 1, 2)


@pytest.mark.parametrize(
    ("consequence", "goes_on"),
    [("continue", True), ("change", True), ("done", False), ("drop", False), ("", True)],
)
def test_what_goes_on_in_the_next_version(consequence, goes_on):
    assert carried_over(consequence) is goes_on
    assert steps_carried_over(consequence=consequence, done=False) is goes_on
    assert steps_carried_over(consequence=consequence, done=True) is False


def test_every_consequence_is_decided():
    assert {carried_over(c) for c in CONSEQUENCES} == {True, False}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), "unknown"),
        ((1,), "unknown"),
        ((None, 1), "unknown"),
        ((-2, 0), "rising"),
        ((0, 1, 0), "level"),
        ((1, None, -1), "falling"),
    ],
)
def test_direction(values, expected):
    assert direction(course(judged(*values), "a")) == expected


def test_the_course_is_in_order_of_days_and_of_one_goal():
    found = course([*reversed(judged(-1, 0, 1)), *judged(2, goal="b")], "a")
    assert found == list(zip(DAYS, (-1, 0, 1), strict=True))


def test_of_one_day_the_last_judgement_counts():
    assert course([Judgement("a", DAYS[0], -1), Judgement("a", DAYS[0], 2)], "a") == [(DAYS[0], 2)]


@given(st.lists(st.sampled_from([*SCALE, None])))
def test_the_spread_counts_everything_once(values):
    found = spread(Judgement("a", DAYS[0], value) for value in values)
    assert sum(found.values()) == len(values)
    assert all(found[value] == values.count(value) for value in (*SCALE, None))
