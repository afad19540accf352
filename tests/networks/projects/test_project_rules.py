"""Which sessions can be, and which counts are too small to be shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.rules.projects import is_small, session_problem
from networks.rules.states import PROJECT_TRANSITIONS, ProjectState
from sro.states import TransitionRefused, next_state

TODAY = date(2025, 6, 2)
BEGAN, OVER = date(2025, 1, 6), date(2025, 5, 1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (date(2025, 6, 3), "future"),
        (date(2025, 1, 5), "before"),
        (BEGAN, ""),
        (date(2025, 4, 30), ""),
        (OVER, "after"),
        (date(2025, 2, 3), "known"),
        (date(2025, 2, 10), "twice"),
    ],
)
def test_a_session_lies_in_the_project_and_is_entered_once(day, problem):
    assert (
        session_problem(
            day,
            today=TODAY,
            starts_on=BEGAN,
            ends_on=OVER,
            known={date(2025, 2, 3)},
            above={date(2025, 2, 10)},
        )
        == problem
    )


@given(DAYS, st.sets(DAYS), st.sets(DAYS))
def test_what_is_accepted_is_never_there_already_and_never_still_to_come(day, known, above):
    found = session_problem(
        day, today=TODAY, starts_on=None, ends_on=None, known=known, above=above
    )
    assert (found == "") == (day <= TODAY and day not in known | above)


@given(DAYS, st.integers(1, 500))
def test_without_an_end_no_day_comes_after_it(begin, length):
    day = begin + timedelta(days=length)
    assert session_problem(day, today=day, starts_on=begin, ends_on=None) == ""


@pytest.mark.parametrize(
    ("count", "small"), [(None, False), (0, False), (1, True), (2, True), (3, False)]
)
def test_nobody_and_not_counted_are_not_small(count, small):
    assert is_small(count, 2) is small


@pytest.mark.parametrize("step", ["drop", "resume"])
def test_giving_up_and_taking_up_need_a_reason(step):
    state = ProjectState.RUNNING if step == "drop" else ProjectState.ENDED
    with pytest.raises(TransitionRefused) as refused:
        next_state(PROJECT_TRANSITIONS, step, state, " ")
    assert refused.value.code == "reason"
