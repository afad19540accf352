"""The transition path, as in Essen from 60 to 100 per cent."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from budgets.allocation import AllocationError
from budgets.allocation.transition import MAX_STEPS, Interval, transition_path
from sro.periods import DateRange, Quarter

BEGIN = Quarter(2018, 1)


def shares(path):
    return [step.share * 100 for step in path]


def test_yearly_steps_each_last_one_budget_year():
    path = transition_path(Decimal("0.6"), Decimal("0.1"), 1, begin=BEGIN)
    assert shares(path) == [60, 70, 80, 90, 100]
    assert [step.begin.year for step in path] == [2018, 2019, 2020, 2021, 2022]
    assert path[-1].period == DateRange(date(2022, 1, 1), date(2023, 1, 1))


def test_quarterly_steps_follow_each_other_without_gap():
    path = transition_path(
        Fraction(3, 5), Fraction(1, 10), 1, begin=Quarter(2018, 3), interval=Interval.QUARTERLY
    )
    assert shares(path) == [60, 70, 80, 90, 100]
    assert path[0].period == DateRange(date(2018, 7, 1), date(2018, 10, 1))
    assert path[-1].begin == Quarter(2019, 3)
    for before, after in pairwise(path):
        assert before.period.end == after.period.start


@pytest.mark.parametrize(
    ("start", "step", "target", "expected"),
    [
        ("0.6", "0.15", "1", [60, 75, 90, 100]),
        ("0.6", "1", "1", [60, 100]),
        ("1", "0.2", "0.5", [100, 80, 60, 50]),
        ("0.6", "0.1", "0.6", [60]),
    ],
)
def test_the_last_step_ends_at_the_target(start, step, target, expected):
    path = transition_path(Decimal(start), Decimal(step), Decimal(target), begin=BEGIN)
    assert shares(path) == expected


@pytest.mark.parametrize(
    ("start", "step", "target", "interval", "code", "field"),
    [
        ("-0.1", "0.1", "1", "yearly", "not_share", "start_share"),
        ("0.6", "0.1", "1.1", "yearly", "not_share", "target"),
        ("0.6", "0", "1", "yearly", "not_positive", "step"),
        ("0.6", "-0.1", "1", "yearly", "not_positive", "step"),
        ("0.6", "NaN", "1", "yearly", "not_finite", "step"),
        ("0", "0.0000001", "1", "yearly", "too_many_steps", "step"),
        ("0.6", "0.1", "1", "monthly", "unknown_interval", "interval"),
    ],
)
def test_paths_that_lead_nowhere_are_refused(start, step, target, interval, code, field):
    with pytest.raises(AllocationError) as refused:
        transition_path(
            Decimal(start), Decimal(step), Decimal(target), begin=BEGIN, interval=interval
        )
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.message


def test_the_longest_path():
    path = transition_path(0, Fraction(1, MAX_STEPS), 1, begin=BEGIN)
    assert len(path) == MAX_STEPS + 1
