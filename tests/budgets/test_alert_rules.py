"""When somebody is told."""

from fractions import Fraction

import pytest

from budgets.rules.alerts import Step, crossed, share_used, step


@pytest.mark.parametrize(
    ("planned", "used", "share"),
    [(200, 190, Fraction(19, 20)), (0, 5, None), (-1, 5, None), (None, 5, None)],
)
def test_the_share_of_the_plan(planned, used, share):
    assert share_used(planned, used) == share


@pytest.mark.parametrize(
    ("percent", "planned", "used", "complete", "expected"),
    [
        (90, 1000, 899, True, False),
        (90, 1000, 900, True, True),
        (90, 1000, 1500, True, True),
        (100, 0, 0, True, False),
        (100, 0, 1, True, True),
        (100, -5, 1, True, True),
        (90, None, 1, True, None),
        # The least it will be is enough to know that it is crossed, not that it is not.
        (90, 1000, 900, False, True),
        (90, 1000, 899, False, None),
    ],
)
def test_whether_a_threshold_is_crossed(percent, planned, used, complete, expected):
    assert crossed(percent, planned, used, complete=complete) is expected


@pytest.mark.parametrize(
    ("is_open", "is_crossed", "expected"),
    [
        (False, True, Step.RAISE),
        (True, True, Step.NOTHING),
        (True, False, Step.CLOSE),
        (False, False, Step.NOTHING),
        (True, None, Step.NOTHING),
        (False, None, Step.NOTHING),
    ],
)
def test_once_per_crossing(is_open, is_crossed, expected):
    assert step(is_open=is_open, crossed=is_crossed) == expected
