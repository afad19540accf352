"""The outline of a plan: what each key does, and laws that hold for any outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.outline import (
    DEEPEST,
    Line,
    OutlineError,
    block_end,
    can_indent,
    can_outdent,
    check,
    faults,
    indent,
    insert_below,
    move_down,
    move_up,
    normalise,
    outdent,
    parents,
    remove,
)


def lines(text):
    """`A a 1 B`: capitals are direction goals, small letters action goals, digits steps."""
    depth = {True: 0, False: 1}
    return tuple(Line(w, 2 if w[0].isdigit() else depth[w[0].isupper()]) for w in text.split())


def depths(found):
    return [(line.key, line.depth) for line in found]


def keys(found):
    return [line.key for line in found]


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("A B", 1, [("A", 0), ("B", 1)]),
        ("A B b", 1, [("A", 0), ("B", 1), ("b", 2)]),
        ("A B b 1", 1, None),  # the step would lie too deep
        ("A", 0, None),  # nothing above
        ("A a b", 1, None),  # already under A
        ("A a b", 2, [("A", 0), ("a", 1), ("b", 2)]),
    ],
)
def test_indent(before, place, after):
    expected = depths(lines(before)) if after is None else after
    assert depths(indent(lines(before), place)) == expected


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("A a 1", 1, [("A", 0), ("a", 0), ("1", 1)]),
        ("A a b", 1, [("A", 0), ("a", 0), ("b", 1)]),  # b now hangs under a
        ("A", 0, [("A", 0)]),
    ],
)
def test_outdent(before, place, after):
    assert depths(outdent(lines(before), place)) == after


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("A a 1 B b", 3, "B b A a 1"),
        ("A a B b", 3, "A a b B"),  # an action goal goes over to the direction goal before
        ("A B b 1", 3, "A B b 1"),  # no action goal before it
        ("A a 1 2", 3, "A a 2 1"),
        ("A a", 0, "A a"),
    ],
)
def test_move_up(before, place, after):
    assert keys(move_up(lines(before), place)) == after.split()


def test_move_down_takes_everything_along():
    assert keys(move_down(lines("A a 1 B b"), 0)) == ["B", "b", "A", "a", "1"]
    assert keys(move_down(lines("A a B b"), 1)) == ["A", "B", "a", "b"]


def test_a_new_line_comes_beneath():
    assert depths(insert_below(lines("A a 1"), 1, "x"))[2] == ("x", 2)
    assert depths(insert_below(lines("A a B"), 1, "x"))[2] == ("x", 1)
    assert depths(insert_below(lines("A"), 0, "x"))[1] == ("x", 0)


def test_a_line_goes_with_what_hangs_under_it():
    assert keys(remove(lines("A a 1 B"), 1)) == ["A", "B"]


def test_parents_are_named():
    assert parents(lines("A a 1 B")) == {"A": None, "a": "A", "1": "a", "B": None}


@pytest.mark.parametrize("text", ["a", "A 1", "1", "A a 1 B 2"])
def test_lines_that_hang_under_nothing_are_named(text):
    wrong = lines(text)
    with pytest.raises(OutlineError) as error:
        check(wrong)
    assert error.value.place == faults(wrong)[0]
    assert faults(normalise(wrong)) == []


def test_the_first_fault_is_the_line_itself():
    assert faults(lines("A 1 a")) == [1]
    assert faults((Line("x", 3),)) == [0]
    assert faults((Line("x", -1),)) == [0]


# --- laws -------------------------------------------------------------------------------------

ANY = st.lists(st.integers(-2, 5), max_size=14).map(
    lambda depths: tuple(Line(str(n), d) for n, d in enumerate(depths))
)
SOUND = ANY.filter(bool).map(normalise)
OPERATIONS = [indent, outdent, move_up, move_down]


@given(ANY)
def test_normalising_gives_a_sound_outline_and_keeps_order(any_lines):
    found = normalise(any_lines)
    assert faults(found) == []
    assert keys(found) == keys(any_lines)
    assert normalise(found) == found
    if not faults(any_lines):
        assert found == any_lines


@given(SOUND, st.data())
def test_any_sequence_of_operations_keeps_everything_and_stays_sound(outline, data):
    now = outline
    for _ in range(data.draw(st.integers(1, 8))):
        operation = data.draw(st.sampled_from(OPERATIONS))
        now = operation(now, data.draw(st.integers(0, len(now) - 1)))
        assert faults(now) == []
        assert all(line.depth <= DEEPEST for line in now)
        assert sorted(keys(now)) == sorted(keys(outline))


@given(SOUND, st.data())
def test_indent_and_outdent_keep_the_order(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    for operation in (indent, outdent):
        assert keys(operation(outline, place)) == keys(outline)


@given(SOUND, st.data())
def test_outdent_takes_indent_back(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    deeper = indent(outline, place)
    assert (deeper != outline) == can_indent(outline, place)
    if deeper != outline:
        assert outdent(deeper, place) == outline
        assert can_outdent(deeper, place)


@given(SOUND, st.data())
def test_moving_down_takes_moving_up_back(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    key = outline[place].key
    up = move_up(outline, place)
    if up != outline:
        assert move_down(up, keys(up).index(key)) == outline


@given(SOUND, st.data())
def test_moving_changes_no_parent_but_the_own(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    for operation in (move_up, move_down):
        after = parents(operation(outline, place))
        own = outline[place].key
        assert {k: v for k, v in after.items() if k != own} == {
            k: v for k, v in parents(outline).items() if k != own
        }


@given(SOUND, st.data())
def test_a_new_line_takes_nobody_away_from_its_parent(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    found = insert_below(outline, place, "new")
    assert faults(found) == []
    after = parents(found)
    own = after.pop("new")
    assert own in {outline[place].key, parents(outline)[outline[place].key]}
    assert after == parents(outline)


@given(SOUND, st.data())
def test_removing_takes_exactly_the_block(outline, data):
    place = data.draw(st.integers(0, len(outline) - 1))
    found = remove(outline, place)
    assert faults(found) == []
    assert len(found) == len(outline) - (block_end(outline, place) - place)
