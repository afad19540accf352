"""A hidden count is a dash that holds nothing else."""

import copy
import json
import pickle
from fractions import Fraction

import pytest

from reporting.suppression import (
    DASH,
    HIDDEN,
    change,
    derived,
    hides,
    is_small,
    relative_change,
    share,
)


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
    assert is_small(count, limit) == hides(count, limit) == small


def test_what_rests_on_hidden_counts_is_hidden():
    assert hides(HIDDEN)
    assert derived(Fraction(7, 2), 12) == Fraction(7, 2)
    assert derived(Fraction(7, 2), 2) is HIDDEN
    assert derived(Fraction(7, 2), 12, HIDDEN) is HIDDEN
    assert derived(0, 0) == 0
    assert derived(9, 4, limit=5) is HIDDEN


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [
        (5, 20, Fraction(1, 4)),
        (0, 20, Fraction(0)),
        (0, 0, None),
        (1, 20, HIDDEN),
        (HIDDEN, 20, HIDDEN),
        (5, HIDDEN, HIDDEN),
        (0, 2, HIDDEN),
    ],
)
def test_shares(part, base, expected):
    assert share(part, base) == expected


def test_a_part_lies_within_its_base():
    with pytest.raises(ValueError, match="within its base"):
        share(21, 20)


@pytest.mark.parametrize(
    ("now", "before", "absolute", "relative"),
    [
        (6, 4, 2, Fraction(1, 2)),
        (3, 4, -1, Fraction(-1, 4)),
        (4, 0, 4, None),
        (HIDDEN, 4, HIDDEN, HIDDEN),
        (4, HIDDEN, HIDDEN, HIDDEN),
    ],
)
def test_changes(now, before, absolute, relative):
    assert change(now, before) == absolute
    assert relative_change(now, before) == relative
