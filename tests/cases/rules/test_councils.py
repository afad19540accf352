"""The life of a family group conference, and how its plan becomes goals."""

import uuid
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.councils import (
    COUNCIL_TRANSITIONS,
    CouncilState,
    Point,
    find_person,
    lines_of_family,
    without,
)
from cases.rules.outline import faults
from cases.rules.plan_lines import PlanLine, outline_of
from sro.states import TransitionRefused, next_state

KEY = str(uuid.UUID(int=1))
S = CouncilState
ALLOWED = {
    ("agree", S.REFERRED): S.ACCEPTED_BY_FAMILY,
    ("decline", S.REFERRED): S.NOT_WANTED,
    ("decline", S.ACCEPTED_BY_FAMILY): S.NOT_WANTED,
    ("decline", S.PREPARING): S.NOT_WANTED,
    ("prepare", S.ACCEPTED_BY_FAMILY): S.PREPARING,
    ("hold", S.PREPARING): S.HELD,
    ("accept_plan", S.HELD): S.PLAN_ACCEPTED,
    ("refuse_plan", S.HELD): S.PLAN_NOT_ACCEPTED,
    ("revise", S.PLAN_NOT_ACCEPTED): S.HELD,
    ("follow", S.PLAN_ACCEPTED): S.FOLLOW_UP,
    ("end", S.PLAN_ACCEPTED): S.ENDED,
    ("end", S.FOLLOW_UP): S.ENDED,
    ("end_without_plan", S.HELD): S.ENDED,
    ("end_without_plan", S.PLAN_NOT_ACCEPTED): S.ENDED,
}


@pytest.mark.parametrize(("action", "state"), list(product(COUNCIL_TRANSITIONS, S)))
def test_each_step_leads_where_it_should_and_nowhere_else(action, state):
    wanted = ALLOWED.get((action, state))
    if wanted:
        assert next_state(COUNCIL_TRANSITIONS, action, state, "weil") == wanted
    else:
        with pytest.raises(TransitionRefused):
            next_state(COUNCIL_TRANSITIONS, action, state, "weil")


@pytest.mark.parametrize(
    ("action", "state"),
    [("refuse_plan", S.HELD), ("end_without_plan", S.HELD)],
)
def test_what_is_against_the_family_needs_a_reason(action, state):
    with pytest.raises(TransitionRefused) as refused:
        next_state(COUNCIL_TRANSITIONS, action, state, "  ")
    assert refused.value.code == "reason"


def test_the_family_owes_nobody_a_reason():
    assert next_state(COUNCIL_TRANSITIONS, "decline", S.PREPARING) == S.NOT_WANTED


PEOPLE = {"Mika Musterhaus": 1, "Ada Musterhaus": 2, "Ada Beispiel": 3}


@pytest.mark.parametrize(
    ("name", "pk"),
    [
        ("Mika", 1),
        ("mika  musterhaus", 1),
        ("Ada", None),
        ("Ada Beispiel", 3),
        ("Oma", None),
        ("", None),
        ("Mik", None),
    ],
)
def test_a_person_is_found_by_name_or_by_its_only_beginning(name, pk):
    assert find_person(name, PEOPLE) == pk


words = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
points = st.lists(
    st.builds(
        Point,
        key=st.uuids(version=4).map(str),
        what=words,
        aim=st.sampled_from(["", "Schule", "Abends"]),
        who=st.sampled_from(["", "Mika", "Oma"]),
        until=st.none() | st.dates(),
    ),
    max_size=9,
    unique_by=lambda point: point.key,
)


@given(points)
def test_every_point_stands_once_in_its_words_and_in_order(found):
    lines = lines_of_family(KEY, "Es geht uns gut.", found, people=PEOPLE, family="Familie")
    assert faults(outline_of(lines)) == []
    assert lines[0] == PlanLine(KEY, 0, text="Es geht uns gut.", owner_name="Familie")
    by_key = {line.key: line for line in lines}
    assert len(by_key) == len(lines)
    for point in found:
        line = by_key[point.key]
        assert (line.text, line.due_on) == (point.what, point.until)
        assert line.depth == (2 if point.aim else 1)
        assert line.owner_id == (1 if point.who == "Mika" else None)
        assert bool(line.owner_id) != bool(line.owner_name)
    # Nothing is added but one goal for each thing the points are for.
    aims = {point.aim for point in found if point.aim}
    assert len(lines) == 1 + len(found) + len(aims)
    assert {line.text for line in lines if line.depth == 1} >= aims
    # Among points for the same thing, and among those for nothing named, the order stays.
    for aim in ("", *aims):
        keys = [point.key for point in found if point.aim == aim]
        assert [line.key for line in lines if line.key in keys] == keys


@given(points)
def test_taking_the_lines_out_again_leaves_what_others_wrote(found):
    others = [PlanLine("a", 0, text="Ziel"), PlanLine("b", 1, text="Schritt dahin")]
    family = lines_of_family(KEY, "Es geht uns gut.", found, people=PEOPLE, family="Familie")
    keys = frozenset(line.key for line in family)
    assert without([*others, *family], keys) == others
    assert without([*family, *others], keys) == others


def test_lines_of_others_below_the_family_s_are_not_lost():
    family = lines_of_family(KEY, "Gut leben", [], people={}, family="Familie")
    with pytest.raises(ValueError, match="hang below"):
        without([*family, PlanLine("b", 1, text="von anderen")], frozenset({KEY}))
