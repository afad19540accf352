"""Who belongs to a conference, and what is missing before inviting or closing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.conferences import (
    BLOCKING,
    NEEDS_CONSENT,
    Family,
    Guest,
    Held,
    Suggested,
    missing_before_closing,
    missing_before_inviting,
    suggest_family,
)
from cases.rules.custody import CustodyKind, Holding, custody_on

DAY = date(2025, 6, 2)
CHILD, MOTHER, FATHER, CARER, CURATOR = range(1, 6)


def family(*held, born=None, **values):
    custody = custody_on([Holding(kind, who) for kind, who in held], DAY, born)
    return Family(CHILD, custody, **{"parents": (MOTHER, FATHER), **values})


def roles(found):
    return [(each.role, each.person or each.name, each.likely) for each in found]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            family((CustodyKind.JOINT, MOTHER), (CustodyKind.JOINT, FATHER)),
            [("custodian", MOTHER, True), ("custodian", FATHER, True)],
        ),
        (
            family((CustodyKind.SOLE, MOTHER)),
            [("custodian", MOTHER, True), ("other_parent", FATHER, False)],
        ),
        (
            family((CustodyKind.SOLE, MOTHER), (CustodyKind.CURATOR, CURATOR)),
            [
                ("custodian", MOTHER, True),
                ("custodian", CURATOR, True),
                ("other_parent", FATHER, False),
            ],
        ),
        # Nobody knows: the parents are asked, but not the one entered without custody.
        (family(), [("custodian", MOTHER, True), ("custodian", FATHER, True)]),
        (
            family((CustodyKind.NONE, FATHER), without=frozenset({FATHER})),
            [("custodian", MOTHER, True), ("other_parent", FATHER, False)],
        ),
        (
            family((CustodyKind.OFFICIAL_GUARDIAN, None), offices=("Amt",)),
            [
                ("custodian", "Amt", True),
                ("other_parent", MOTHER, False),
                ("other_parent", FATHER, False),
            ],
        ),
        (
            family((CustodyKind.SOLE, MOTHER), parents=(MOTHER,), carers=(CARER,)),
            [("custodian", MOTHER, True), ("trusted", CARER, True)],
        ),
        # Of age: decides alone and chooses who comes.
        (
            family((CustodyKind.JOINT, MOTHER), born=date(2007, 6, 2), parents=(MOTHER,)),
            [("other_parent", MOTHER, False)],
        ),
    ],
)
def test_who_of_the_family_is_suggested(facts, expected):
    assert roles(suggest_family(facts)) == [("young_person", CHILD, True), *expected]


@given(
    st.lists(st.tuples(st.sampled_from(list(CustodyKind)), st.integers(2, 6))),
    st.lists(st.integers(2, 6), unique=True),
    st.lists(st.integers(2, 8), unique=True),
)
def test_nobody_is_suggested_twice_and_the_child_always(held, parents, carers):
    found = suggest_family(family(*held, parents=tuple(parents), carers=tuple(carers)))
    people = [each.person for each in found if each.person]
    assert len(people) == len(set(people))
    assert found[0] == Suggested("young_person", CHILD)
    assert len({each.key for each in found}) == len(found)
    # Whoever needs consent is never taken for granted.
    assert not [each for each in found if each.role in NEEDS_CONSENT and each.likely]


ALL = (Guest("young_person"), Guest("custodian"))


@pytest.mark.parametrize(
    ("guests", "values", "expected"),
    [
        (ALL, {}, ()),
        (ALL, {"place": " "}, ("place",)),
        (ALL, {"on": date(2025, 6, 1)}, ("date_past",)),
        (ALL[1:], {}, ("young_person",)),
        (ALL[:1], {}, ("custodian",)),
        (ALL[:1], {"of_age": True}, ()),
        ((*ALL, Guest("professional")), {}, ("consent_open",)),
        ((*ALL, Guest("professional", "asked")), {}, ("consent_open",)),
        ((*ALL, Guest("professional", "given")), {}, ()),
        ((*ALL, Guest("other_parent", "refused")), {}, ("consent_refused",)),
        (ALL, {"interpreter_needed": True}, ("interpreter",)),
        ((*ALL, Guest("interpreter")), {"interpreter_needed": True}, ()),
    ],
)
def test_what_is_missing_before_inviting(guests, values, expected):
    facts = {"on": DAY, "today": DAY, "place": "Schule", **values}
    assert missing_before_inviting(guests, **facts) == expected


COMPLETE = Held(
    child_part="present",
    child_statement="Ich bleibe.",
    minutes="Alle einig.",
    next_on=date(2025, 12, 1),
    guests=(Guest("young_person", attended=True),),
    goals=2,
    goals_reviewed=2,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ()),
        ({"child_part": ""}, ("child_part",)),
        ({"child_statement": ""}, ("child_statement",)),
        ({"child_statement": "", "child_part": "not_wanted"}, ()),
        ({"guests": (Guest("custodian"),)}, ("attendance",)),
        ({"guests": (Guest("custodian", attended=False),)}, ()),
        ({"minutes": " "}, ("minutes",)),
        ({"goals_reviewed": 1}, ("reviews",)),
        ({"next_on": None}, ("next_on",)),
    ],
)
def test_what_is_missing_before_closing(values, expected):
    assert missing_before_closing(replace(COMPLETE, **values)) == expected


def test_only_the_childs_part_blocks():
    missing = missing_before_closing(Held())
    assert set(missing) & BLOCKING == {"child_part"}


@pytest.mark.parametrize(
    ("guest", "may"),
    [
        (Guest("custodian"), True),
        (Guest("professional"), False),
        (Guest("professional", "refused"), False),
        (Guest("other_parent", "given"), True),
    ],
)
def test_who_may_come(guest, may):
    assert guest.may_come is may
