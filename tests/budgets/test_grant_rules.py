"""What a small grant binds and owes, who may decide, and from which state to which it goes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.grants import is_overdue, may_decide, still_bound, to_be_paid_back
from budgets.rules.states import BINDING_GRANT, GRANT_TRANSITIONS, GrantState
from sro.states import TransitionRefused, next_state, possible_actions

cents = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("amount", "limit", "own", "rule"),
    [
        (100_000, 100_000, True, "within_limit"),
        (100_001, 100_000, True, None),
        (100_001, 100_000, False, "above_limit"),
        (1, None, True, None),
        (1, None, False, "no_limit"),
        (1, 0, True, None),
    ],
)
def test_who_may_decide(amount, limit, own, rule):
    found = may_decide(cents=amount, limit=limit, own=own)
    assert (found and found.rule) == rule


def test_nothing_is_no_grant():
    with pytest.raises(ValueError, match="more than zero"):
        may_decide(cents=0, limit=None, own=False)


@pytest.mark.parametrize(
    ("state", "granted", "paid", "bound"),
    [
        ("applied", None, 0, 0),
        ("granted", 1800, 0, 1800),
        ("paid", 1800, 500, 1300),
        ("paid", 1800, 1800, 0),
        ("paid", 1800, 2000, 0),
        ("proven", 1800, 1000, 800),
        ("closed", 1800, 1000, 0),
        ("withdrawn", 1800, 0, 0),
        ("rejected", None, 0, 0),
    ],
)
def test_what_is_granted_and_not_paid_is_bound(state, granted, paid, bound):
    assert still_bound(state, granted, paid) == bound


@given(granted=cents, paid=cents)
def test_bound_and_paid_are_what_was_granted_or_more(granted, paid):
    for state in GrantState:
        bound = still_bound(state, granted, paid)
        assert bound >= 0
        if state in BINDING_GRANT:
            assert bound + paid == max(granted, paid)


@pytest.mark.parametrize(
    ("paid", "repaid", "used", "owed"),
    [
        (1800, 0, None, None),
        (1800, 0, 1800, 0),
        (1800, 0, 1500, 300),
        (1800, 300, 1500, 0),
        (1800, 100, 1500, 200),
        (1000, 0, 1500, 0),
    ],
)
def test_what_was_not_used_is_to_be_paid_back(paid, repaid, used, owed):
    assert to_be_paid_back(paid=paid, repaid=repaid, used=used) == owed


@pytest.mark.parametrize(
    ("state", "due", "overdue"),
    [
        ("paid", date(2019, 3, 31), False),
        ("paid", date(2019, 3, 30), True),
        ("paid", None, False),
        ("granted", date(2019, 1, 1), False),
        ("proven", date(2019, 1, 1), False),
        ("closed", date(2019, 1, 1), False),
    ],
)
def test_a_proof_is_overdue_once_money_went_out_and_the_day_is_over(state, due, overdue):
    assert is_overdue(state, due, date(2019, 3, 31)) is overdue


REVERSED = {"reverse": "paid", "reverse_all": "granted"}
PATH = {
    "applied": {"grant": "granted", "reject": "rejected", "withdraw": "withdrawn"},
    "granted": {"withdraw": "withdrawn", "pay": "paid"},
    "paid": {"pay": "paid", "prove": "proven", **REVERSED},
    "proven": {"return": "paid", "close": "closed", **REVERSED},
    "rejected": {},
    "withdrawn": {},
    "closed": REVERSED,
}


@pytest.mark.parametrize("state", GrantState)
def test_each_state_leads_where_it_should(state):
    found = {
        action: str(next_state(GRANT_TRANSITIONS, action, state, "Grund"))
        for action in possible_actions(GRANT_TRANSITIONS, state)
    }
    assert found == PATH[state]


@pytest.mark.parametrize("action", ["reject", "withdraw", "return"])
def test_whoever_declines_says_why(action):
    (state, *_) = GRANT_TRANSITIONS[action].sources
    with pytest.raises(TransitionRefused):
        next_state(GRANT_TRANSITIONS, action, state, "  ")
