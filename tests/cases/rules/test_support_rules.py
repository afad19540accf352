"""Hours, combinations and what supports suggest for the case."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.states import CaseState, SupportState
from cases.rules.supports import combined, hours_of, minutes_of, offered_step


@pytest.mark.parametrize(
    ("hours", "minutes"), [("1.5", 90), ("0.25", 15), ("4", 240), ("0.01", 1), ("1.675", 101)]
)
def test_hours_become_whole_minutes(hours, minutes):
    assert minutes_of(Decimal(hours)) == minutes


@given(st.integers(1, 10**6))
def test_minutes_survive_being_shown_as_hours(minutes):
    assert minutes_of(hours_of(minutes)) == minutes


@pytest.mark.parametrize(
    ("partners", "groups"),
    [
        ({}, []),
        ({1: None, 2: None}, [[1], [2]]),
        ({1: None, 2: 1, 3: None}, [[1, 2], [3]]),
        ({1: 2, 2: 3, 3: None}, [[1, 2, 3]]),
        ({1: None, 2: None, 3: 1}, [[1, 3], [2]]),
        ({1: 99}, [[1]]),
        ({1: 2, 2: 1}, [[1, 2]]),
    ],
)
def test_what_is_combined_stands_together(partners, groups):
    assert combined(partners) == groups


@given(st.dictionaries(st.integers(1, 9), st.none() | st.integers(1, 9)))
def test_every_support_is_in_one_group_with_its_partner(partners):
    groups = combined(partners)
    assert sorted(each for group in groups for each in group) == sorted(partners)
    for each, partner in partners.items():
        if partner in partners:
            assert any({each, partner} <= set(group) for group in groups)


@pytest.mark.parametrize(
    ("case", "supports", "step"),
    [
        (CaseState.PLANNING, [SupportState.RUNNING], "run"),
        (CaseState.PLANNING, [SupportState.GRANTED], ""),
        (CaseState.RUNNING, [SupportState.RUNNING], ""),
        (CaseState.RUNNING, [SupportState.ENDED], "wind_down"),
        (CaseState.RUNNING, [SupportState.ENDED, SupportState.GRANTED], ""),
        (CaseState.RUNNING, [SupportState.ENDED, SupportState.PROPOSED], ""),
        (CaseState.RUNNING, [SupportState.ENDED, SupportState.DECLINED], "wind_down"),
        (CaseState.RUNNING, [], ""),
        (CaseState.CONSULTATION, [SupportState.RUNNING], ""),
        (CaseState.ENDING, [SupportState.ENDED], ""),
    ],
)
def test_which_step_supports_suggest(case, supports, step):
    assert offered_step(case, supports) == step
