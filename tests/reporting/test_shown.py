"""A hidden count is a dash that holds nothing else."""

import copy
import json
import pickle

import pytest

from reporting.suppression import DASH, HIDDEN, change, is_small


@pytest.mark.parametrize(
    "text", [str(HIDDEN), f"{HIDDEN}", f"{HIDDEN:,d}", f"{HIDDEN:>8.1f}", f"{HIDDEN:n}"]
)
def test_it_is_shown_as_a_dash(text):
    assert text == "–"


def test_it_holds_nothing_else():
    assert repr(HIDDEN) == "HIDDEN"
    assert HIDDEN.value == DASH
    for number in (0, 1, 2, 1.0, None, "", DASH):
        assert number != HIDDEN


@pytest.mark.parametrize(
    "back", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_copies_are_the_same(back):
    assert back(HIDDEN) is HIDDEN
    assert back({"a": HIDDEN})["a"] is HIDDEN


@pytest.mark.parametrize(
    "misused",
    [
        lambda: HIDDEN + 1,
        lambda: 5 - HIDDEN,
        lambda: HIDDEN < 3,
        lambda: int(HIDDEN),
        lambda: sum([1, HIDDEN]),
        lambda: HIDDEN or 0,
        lambda: json.dumps(HIDDEN),
    ],
)
def test_it_never_counts_as_a_number(misused):
    with pytest.raises(TypeError):
        misused()


@pytest.mark.parametrize(
    ("count", "limit", "small"),
    [(0, 2, False), (1, 2, True), (2, 2, True), (3, 2, False), (1, 0, False), (5, 5, True)],
)
def test_small_counts(count, limit, small):
    assert is_small(count, limit) == small


@pytest.mark.parametrize(
    ("now", "before", "more"),
    [
        (6, 4, 2),
        (3, 4, -1),
        (4, 0, 4),
        (HIDDEN, 4, HIDDEN),
        (4, HIDDEN, HIDDEN),
    ],
)
def test_changes(now, before, more):
    assert change(now, before) == more
