"""Who decides for a young person on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.custody import CustodyKind, Holding, age_on, custody_on

DAY = date(2026, 3, 1)
MOTHER, FATHER, AUNT = 1, 2, 3
JOINT, SOLE = CustodyKind.JOINT, CustodyKind.SOLE


@pytest.mark.parametrize(
    ("held", "code", "holders", "notes"),
    [
        ([Holding(JOINT, MOTHER), Holding(JOINT, FATHER)], "joint", (MOTHER, FATHER), ()),
        ([Holding(SOLE, MOTHER)], "sole", (MOTHER,), ()),
        ([Holding(JOINT, MOTHER)], "joint", (MOTHER,), ("second_holder_missing",)),
        ([], "unknown", (), ("unknown",)),
        ([Holding(CustodyKind.UNKNOWN, MOTHER)], "unknown", (), ("unknown",)),
        (
            [Holding(SOLE, MOTHER), Holding(CustodyKind.UNKNOWN, FATHER)],
            "sole",
            (MOTHER,),
            ("partly_unknown",),
        ),
        ([Holding(CustodyKind.OFFICIAL_GUARDIAN)], "official_guardian", (), ()),
        ([Holding(CustodyKind.GUARDIAN, AUNT)], "guardian", (AUNT,), ()),
        (
            [Holding(CustodyKind.GUARDIAN, AUNT), Holding(SOLE, MOTHER)],
            "guardian",
            (AUNT, MOTHER),
            ("guardian_beside_parents",),
        ),
        (
            [Holding(JOINT, MOTHER), Holding(SOLE, FATHER)],
            "joint",
            (MOTHER, FATHER),
            ("sole_and_joint",),
        ),
        (
            [Holding(SOLE, MOTHER), Holding(SOLE, FATHER)],
            "sole",
            (MOTHER, FATHER),
            ("several_sole",),
        ),
    ],
)
def test_who_decides(held, code, holders, notes):
    summary = custody_on(held, DAY)
    assert (summary.code, summary.holders, summary.notes) == (code, holders, notes)


def test_the_consent_of_an_office_is_needed_though_it_is_no_person():
    summary = custody_on([Holding(CustodyKind.OFFICIAL_GUARDIAN)], DAY)
    assert [each.kind for each in summary.deciders] == [CustodyKind.OFFICIAL_GUARDIAN]


def test_a_supplementary_curator_stands_beside_those_who_decide():
    curator = Holding(CustodyKind.CURATOR, AUNT, scope="Gesundheit")
    summary = custody_on([Holding(SOLE, MOTHER), curator], DAY)
    assert (summary.code, summary.holders, summary.partly) == ("sole", (MOTHER,), (curator,))
    assert custody_on([curator], DAY).code == "unknown"


def test_custody_in_part_and_no_custody_decide_nothing_alone():
    part = Holding(CustodyKind.PART, FATHER, scope="Aufenthalt")
    none = Holding(CustodyKind.NONE, FATHER)
    summary = custody_on([Holding(SOLE, MOTHER), part, none], DAY)
    assert (summary.code, summary.holders, summary.partly) == ("sole", (MOTHER,), (part,))
    assert custody_on([none], DAY).code == "unknown"


def test_validity_is_half_open():
    until = [Holding(SOLE, MOTHER, until=DAY)]
    since = [Holding(SOLE, FATHER, since=DAY)]
    assert custody_on(until + since, DAY).holders == (FATHER,)
    assert custody_on(until + since, DAY - timedelta(days=1)).holders == (MOTHER,)


def test_young_people_decide_more_and_more_themselves():
    held = [Holding(SOLE, MOTHER)]
    assert custody_on(held, DAY, date(2011, 3, 2)).notes == ()
    assert custody_on(held, DAY, date(2011, 3, 1)).notes == ("own_application",)
    grown = custody_on(held, DAY, date(2008, 3, 1))
    assert (grown.code, grown.holders) == ("of_age", ())


def test_ages_are_whole_years():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
HOLDINGS = st.lists(
    st.builds(
        Holding,
        st.sampled_from(CustodyKind),
        st.none() | st.integers(1, 4),
        st.none() | DAYS,
        st.none() | DAYS,
    ),
    max_size=8,
)


@given(HOLDINGS, DAYS, st.randoms())
def test_order_does_not_matter_and_only_what_is_in_force_counts(held, day, random):
    mixed = [*held]
    random.shuffle(mixed)
    assert custody_on(mixed, day) == custody_on(held, day)
    assert custody_on([h for h in held if h.holds_on(day)], day) == custody_on(held, day)


@given(HOLDINGS, DAYS)
def test_nobody_who_decides_is_ever_left_out(held, day):
    summary = custody_on(held, day)
    parents = {h for h in held if h.holds_on(day) and h.kind in {JOINT, SOLE}}
    assert parents <= set(summary.deciders)
    assert bool(summary.deciders) != ("unknown" in summary.notes)
