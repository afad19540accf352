"""Comparing versions: nothing is lost between the pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.comparing import (
    ADDED,
    CHANGED,
    DROPPED,
    NEW,
    REMOVED,
    SAME,
    GoalText,
    Piece,
    compare_goals,
    compare_texts,
    counts,
    left_of,
    right_of,
)


def test_words_are_compared_not_letters():
    assert compare_texts("Jana steht um 7 auf.", "Jana steht um 6 auf.") == (
        Piece(SAME, "Jana steht um "),
        Piece(REMOVED, "7"),
        Piece(ADDED, "6"),
        Piece(SAME, " auf."),
    )


def test_neighbouring_changes_are_one_change():
    pieces = compare_texts("Ich rufe Oma Erna an.", "Ich rufe Tante Ida an.")
    assert [p.kind for p in pieces] == [SAME, REMOVED, ADDED, SAME]
    assert pieces[1].text == "Oma Erna"
    assert pieces[2].text == "Tante Ida"


@pytest.mark.parametrize(
    ("left", "right", "kinds"),
    [
        ("", "", []),
        ("gleich", "gleich", [SAME]),
        ("", "neu", [ADDED]),
        ("alt", "", [REMOVED]),
    ],
)
def test_empty_texts(left, right, kinds):
    assert [p.kind for p in compare_texts(left, right)] == kinds


def test_very_long_texts_are_compared_by_sentence():
    left = "Ein Satz mit Wörtern. " * 800
    right = left + "Noch einer."
    pieces = compare_texts(left, right)
    assert pieces[-1] == Piece(ADDED, "Noch einer.")
    assert left_of(pieces) == left


TEXT = st.text(alphabet="ab ,.\nÄß", max_size=40) | st.text(max_size=30)


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(left, right):
    pieces = compare_texts(left, right)
    assert left_of(pieces) == left
    assert right_of(pieces) == right
    assert all(p.text for p in pieces)
    assert (left == right) == all(p.kind == SAME for p in pieces)


# --- plans ------------------------------------------------------------------------------------


def goal(origin, text="", level="action"):
    return GoalText(origin, level, {"text": text})


def test_goals_are_matched_by_their_origin():
    old = [goal("1", "bleibt"), goal("2", "entfällt"), goal("3", "anders")]
    new = [goal("3", "neu gesagt"), goal("4", "neu"), goal("1", "bleibt")]
    found = compare_goals(old, new)
    assert [(c.kind, (c.right or c.left).origin) for c in found] == [
        (CHANGED, "3"),
        (NEW, "4"),
        (SAME, "1"),
        (DROPPED, "2"),
    ]
    assert counts(found) == {SAME: 1, CHANGED: 1, NEW: 1, DROPPED: 1}
    assert found[0].changed == {"text"}
    assert found[2].changed == frozenset()


def test_a_dropped_goal_stands_where_it_stood():
    found = compare_goals([goal("1"), goal("2"), goal("3")], [goal("1"), goal("3")])
    assert [c.kind for c in found] == [SAME, DROPPED, SAME]
    assert found[1].level == "action"


def test_another_level_is_a_change():
    [found] = compare_goals([goal("1", "x")], [goal("1", "x", "direction")])
    assert found.kind == CHANGED
    assert found.level == "direction"


GOALS = st.lists(
    st.builds(goal, st.sampled_from("abcdef"), TEXT, st.sampled_from(["direction", "action"])),
    max_size=7,
)


@given(GOALS, GOALS)
def test_every_goal_of_both_versions_occurs_once_and_the_new_ones_in_order(old, new):
    found = compare_goals(old, new)
    assert [c.right for c in found if c.right is not None] == new
    left = [c.left for c in found if c.left is not None]
    assert sorted(map(id, left)) == sorted(map(id, old))
    for each in found:
        for name, pieces in each.pieces.items():
            assert left_of(pieces) == (each.left.texts[name] if each.left else "")
            assert right_of(pieces) == (each.right.texts[name] if each.right else "")


@given(GOALS)
def test_a_version_is_the_same_as_itself(goals):
    unique = list({g.origin: g for g in goals}.values())
    assert {c.kind for c in compare_goals(unique, unique)} <= {SAME}
