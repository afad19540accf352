"""The tables of transitions: what starts where, where it leads, what needs a reason."""

import pytest

from budgets.models.runs import RUN_STATES
from budgets.models.years import YEAR_STATES
from budgets.rules.states import (
    ACTIVE,
    CLOSING_TRANSITIONS,
    FROZEN,
    REVISABLE,
    RUN_TRANSITIONS,
    WITH_RESULT,
    YEAR_TRANSITIONS,
    ClosingState,
    RunState,
    YearState,
)
from sro.states import TransitionRefused, next_state, pairs, possible_actions

YEARS = {
    ("draft", "adopt"): "adopted",
    ("adopted", "propose_close"): "closing",
    ("closing", "take_back_close"): "adopted",
    ("closing", "refuse_close"): "adopted",
    ("closing", "confirm_close"): "closed",
}
CLOSINGS = {
    ("proposed", "take_back_close"): "withdrawn",
    ("proposed", "refuse_close"): "refused",
    ("proposed", "confirm_close"): "confirmed",
}
RUNS = {
    ("draft", "revise"): "draft",
    ("complete", "revise"): "draft",
    ("failed", "revise"): "draft",
    ("cancelled", "revise"): "draft",
    ("draft", "start"): "queued",
    ("complete", "start"): "queued",
    ("failed", "start"): "queued",
    ("cancelled", "start"): "queued",
    ("queued", "begin"): "running",
    ("running", "finish"): "complete",
    ("queued", "fail"): "failed",
    ("running", "fail"): "failed",
    ("queued", "cancel"): "cancelled",
    ("running", "cancel"): "cancelled",
    ("complete", "propose"): "proposed",
    ("proposed", "withdraw"): "complete",
    ("proposed", "approve"): "approved",
    ("proposed", "reject"): "rejected",
    ("approved", "supersede"): "superseded",
}
NEED_A_REASON = {"adopt", "propose_close", "refuse_close", "fail", "reject"}


def _every_step(table, states):
    return [(table, str(state), action) for state in states for action in table]


@pytest.mark.parametrize(
    ("table", "state", "action"),
    [
        *_every_step(YEAR_TRANSITIONS, YearState),
        *_every_step(RUN_TRANSITIONS, RunState),
        *_every_step(CLOSING_TRANSITIONS, ClosingState),
    ],
)
def test_every_action_from_every_state(table, state, action):
    steps = YEARS if table is YEAR_TRANSITIONS else RUNS if table is RUN_TRANSITIONS else CLOSINGS
    expected = steps.get((state, action))
    if expected is None:
        with pytest.raises(TransitionRefused) as refused:
            next_state(table, action, state, "weil")
        assert refused.value.code == "state"
    else:
        assert next_state(table, action, state, "weil") == expected


@pytest.mark.parametrize(
    ("table", "state", "action"),
    [
        *((YEAR_TRANSITIONS, *step) for step in YEARS),
        *((RUN_TRANSITIONS, *step) for step in RUNS),
        *((CLOSING_TRANSITIONS, *step) for step in CLOSINGS),
    ],
)
def test_a_reason_where_one_is_needed(table, state, action):
    if action in NEED_A_REASON:
        with pytest.raises(TransitionRefused) as refused:
            next_state(table, action, state, "  \n")
        assert refused.value.code == "reason"
    else:
        next_state(table, action, state)


def test_an_action_nobody_knows():
    with pytest.raises(KeyError):
        next_state(RUN_TRANSITIONS, "delete", "draft")


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        ("draft", ("revise", "start")),
        ("complete", ("revise", "start", "propose")),
        ("proposed", ("withdraw", "approve", "reject")),
        ("superseded", ()),
    ],
)
def test_possible_actions_come_in_the_order_of_the_table(state, actions):
    assert possible_actions(RUN_TRANSITIONS, state) == actions


def test_the_trigger_gets_each_step_once_and_no_step_on_the_spot():
    assert pairs(RUN_TRANSITIONS) == sorted(
        {(before, after) for (before, _action), after in RUNS.items() if before != after}
    )


def test_the_sets_of_states_fit_together():
    assert {"proposed", "approved", "rejected", "superseded"} == FROZEN
    assert FROZEN.isdisjoint(ACTIVE | REVISABLE)
    assert FROZEN | {"complete"} == WITH_RESULT


def test_every_state_has_a_word():
    assert list(RUN_STATES) == [str(state) for state in RunState]
    assert list(YEAR_STATES) == [str(state) for state in YearState]
