"""Generations, siblings and contradictions of a family."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.kinship import (
    Birth,
    Contradiction,
    Kind,
    Tie,
    clean,
    components,
    contradictions,
    derived_siblings,
    generations,
)

MOTHER, FATHER, ADA, BEN, GRANNY, NEW_PARTNER, CARA, STRANGER = range(1, 9)
FAMILY = [
    Tie(Kind.PARENT, MOTHER, ADA),
    Tie(Kind.PARENT, FATHER, ADA),
    Tie(Kind.PARENT, MOTHER, BEN),
    Tie(Kind.PARENT, FATHER, BEN),
    Tie(Kind.PARENT, GRANNY, MOTHER),
    Tie(Kind.PARTNER, MOTHER, NEW_PARTNER),
    Tie(Kind.PARENT, MOTHER, CARA),
    Tie(Kind.PARENT, NEW_PARTNER, CARA),
    Tie(Kind.OTHER, STRANGER, ADA),
]


def test_grandparents_stand_above_parents_above_children():
    rows = generations(range(1, 9), FAMILY)
    assert rows[GRANNY] == 0
    assert {rows[p] for p in (MOTHER, FATHER, NEW_PARTNER)} == {1}
    assert {rows[p] for p in (ADA, BEN, CARA)} == {2}


def test_a_grandparent_is_two_rows_up_also_when_the_parent_is_missing():
    assert generations([1, 2], [Tie(Kind.GRANDPARENT, 1, 2)]) == {1: 0, 2: 2}


def test_those_whom_nothing_connects_stand_with_the_young_or_above_them():
    young = {ADA: True, BEN: True, MOTHER: False, FATHER: False, 20: True, 21: False}
    rows = generations([*range(1, 7), 20, 21, 22], FAMILY, young)
    assert rows[20] == rows[ADA]
    assert rows[21] == rows[MOTHER]
    assert rows[22] == rows[ADA]


def test_unconnected_adults_stand_beside_each_other():
    assert generations([1, 2], [], {1: False, 2: False}) == {1: 0, 2: 0}
    assert generations([1, 2], [], {1: False, 2: True}) == {1: 0, 2: 1}
    assert generations([], []) == {}


def test_siblings_follow_from_shared_parents():
    found = derived_siblings(FAMILY)
    assert Tie(Kind.SIBLING, ADA, BEN) in found
    assert Tie(Kind.HALF_SIBLING, ADA, CARA) in found
    assert Tie(Kind.HALF_SIBLING, BEN, CARA) in found
    assert len(found) == 3


def test_where_a_second_parent_is_unknown_nobody_is_called_half_sibling():
    ties = [Tie(Kind.PARENT, 1, 3), Tie(Kind.PARENT, 1, 4), Tie(Kind.PARENT, 2, 4)]
    assert derived_siblings(ties) == [Tie(Kind.SIBLING, 3, 4)]


def test_what_is_written_down_is_not_derived_again_and_step_parents_make_no_siblings():
    stated = [*FAMILY, Tie(Kind.HALF_SIBLING, BEN, ADA)]
    assert {(t.one, t.other) for t in derived_siblings(stated)} == {(ADA, CARA), (BEN, CARA)}
    assert not derived_siblings([Tie(Kind.STEP_PARENT, 1, 2), Tie(Kind.STEP_PARENT, 1, 3)])


def test_a_sound_family_has_no_contradictions():
    births = {MOTHER: Birth(date(1990, 5, 1)), ADA: Birth(year=2012), GRANNY: Birth(year=1960)}
    assert contradictions(FAMILY, births) == []


def test_nobody_is_their_own_parent():
    assert contradictions([Tie(Kind.PARENT, 1, 1)], {}) == [Contradiction("itself", (1,))]


def test_nobody_is_among_their_own_ancestors():
    circle = [Tie(Kind.PARENT, 1, 2), Tie(Kind.STEP_PARENT, 2, 3), Tie(Kind.GRANDPARENT, 3, 1)]
    assert contradictions(circle, {}) == [Contradiction("circle", (1, 2, 3))]
    assert contradictions([*circle, Tie(Kind.PARENT, 3, 4)], {}) == [
        Contradiction("circle", (1, 2, 3))
    ]


def test_a_parent_is_older_than_the_child_as_far_as_known():
    tie = [Tie(Kind.PARENT, 1, 2)]
    born = Birth(date(2000, 3, 1))
    assert contradictions(tie, {1: Birth(date(2000, 3, 2)), 2: born})[0].code == "younger_parent"
    assert contradictions(tie, {1: Birth(year=2000), 2: born})[0].code == "younger_parent"
    assert contradictions(tie, {1: Birth(year=1999), 2: born}) == []
    assert contradictions(tie, {1: Birth(), 2: born}) == []
    # A step-parent may be younger than the child; that is unusual, not impossible.
    step = [Tie(Kind.STEP_PARENT, 1, 2)]
    assert contradictions(step, {1: Birth(year=2004), 2: born}) == []


def test_more_than_two_parents_by_birth_are_noticed():
    ties = [Tie(Kind.PARENT, each, 9) for each in (1, 2, 3)]
    assert contradictions(ties, {}) == [Contradiction("too_many_parents", (9, 1, 2, 3))]
    ties[2] = Tie(Kind.ADOPTIVE_PARENT, 3, 9)
    assert contradictions(ties, {}) == []


PEOPLE = st.integers(1, 12)
TIES = st.lists(st.builds(Tie, st.sampled_from(Kind), PEOPLE, PEOPLE), max_size=30)


@given(TIES, st.randoms())
def test_neither_order_nor_repetition_matters(ties, random):
    mixed = [*ties, *ties[:3]]
    random.shuffle(mixed)
    people = list(range(1, 13))
    random.shuffle(people)
    assert generations(people, mixed) == generations(range(1, 13), ties)
    assert contradictions(mixed, {}) == contradictions(ties, {})
    assert clean(mixed, people) == clean(ties, range(1, 13))


@given(TIES)
def test_everybody_has_a_row_and_the_first_one_is_used(ties):
    rows = generations(range(1, 13), ties)
    assert set(rows) == set(range(1, 13))
    assert min(rows.values()) == 0
    assert {person for group in components(rows, clean(ties, rows)) for person in group} == set(
        rows
    )


@given(st.integers(2, 20), st.data())
def test_a_real_family_tree_is_drawn_as_it_is(size, data):
    """Whoever has at most two parents who were there before: every tie holds in the rows."""
    row = {1: 0}
    ties = []
    for person in range(2, size + 1):
        parent = data.draw(st.integers(1, person - 1))
        kind = data.draw(st.sampled_from([Kind.PARENT, Kind.PARTNER, Kind.SIBLING]))
        ties.append(Tie(kind, parent, person))
        row[person] = row[parent] + (kind == Kind.PARENT)
    assert generations(row, ties) == row
    assert contradictions(ties, {}) == []


@given(TIES)
def test_derived_siblings_share_a_parent_and_are_derived_once(ties):
    found = derived_siblings(ties)
    assert derived_siblings([*ties, *found]) == []
    assert all(tie.one < tie.other for tie in found)
