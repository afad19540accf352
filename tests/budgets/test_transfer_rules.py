"""Which money may be moved where."""

import pytest

from budgets.rules.transfers import MESSAGES, Place, Way, may_leave, verdict

FALL = Place(2018, 1, cover_group=9, district=1)
MILIEU = Place(2018, 2, cover_group=9, district=1)
STRUKTUR = Place(2018, 3, cover_group=None, district=1)
ELSEWHERE = Place(2018, 1, cover_group=9, district=2)
REST = Place(2018, 1, cover_group=9)
SPACE = Place(2018, 2, cover_group=9, district=1, social_space=7)
NEXT_SPACE = Place(2018, 2, cover_group=9, district=1, social_space=8)
LIMIT = 1_000_000


@pytest.mark.parametrize(
    ("source", "target", "cents", "limit", "way", "rule"),
    [
        (FALL, FALL, 1, LIMIT, Way.NEVER, "same_place"),
        (FALL, Place(2019, 1, 9, 1), 1, LIMIT, Way.NEVER, "other_year"),
        (FALL, STRUKTUR, 1, LIMIT, Way.NEVER, "no_cover"),
        (STRUKTUR, FALL, 1, LIMIT, Way.NEVER, "no_cover"),
        # Two funds without a group stand alone, each for itself.
        (STRUKTUR, Place(2018, 4, None, 1), 1, LIMIT, Way.NEVER, "no_cover"),
        (FALL, MILIEU, LIMIT, LIMIT, Way.AT_ONCE, "within_limit"),
        (FALL, MILIEU, LIMIT + 1, LIMIT, Way.WITH_APPROVAL, "above_limit"),
        (FALL, MILIEU, 1, None, Way.WITH_APPROVAL, "no_limit"),
        (FALL, ELSEWHERE, LIMIT, LIMIT, Way.AT_ONCE, "within_limit"),
        (REST, FALL, LIMIT + 1, LIMIT, Way.WITH_APPROVAL, "above_limit"),
        (FALL, REST, 5, 0, Way.WITH_APPROVAL, "above_limit"),
        (MILIEU, SPACE, LIMIT + 1, LIMIT, Way.AT_ONCE, "inside_district"),
        (MILIEU, SPACE, 1, None, Way.AT_ONCE, "inside_district"),
        (SPACE, NEXT_SPACE, 1, None, Way.AT_ONCE, "inside_district"),
        (SPACE, FALL, LIMIT, LIMIT, Way.AT_ONCE, "within_limit"),
    ],
)
def test_how_money_is_moved(source, target, cents, limit, way, rule):
    found = verdict(source, target, cents, limit)
    assert (found.way, found.rule) == (way, rule)
    assert found.template == MESSAGES[rule]


@pytest.mark.parametrize(
    ("cents", "alone", "rule"),
    [
        (1, LIMIT - 1, "within_limit"),
        (1, LIMIT, "limit_used"),
        (LIMIT, 1, "limit_used"),
        (LIMIT + 1, LIMIT, "above_limit"),
    ],
)
def test_small_parts_count_together(cents, alone, rule):
    assert verdict(FALL, MILIEU, cents, LIMIT, alone).rule == rule


def test_inside_a_district_nothing_is_counted():
    assert verdict(MILIEU, SPACE, LIMIT, LIMIT, LIMIT).rule == "inside_district"


@pytest.mark.parametrize("cents", [0, -1])
def test_only_real_amounts_are_moved(cents):
    with pytest.raises(ValueError, match="more than zero"):
        verdict(FALL, MILIEU, cents, LIMIT)


@pytest.mark.parametrize(
    ("free", "cents", "overdrawn", "may"),
    [
        (100, 100, False, True),
        (100, 101, False, False),
        (-5, 1, False, False),
        (-5, 1_000, True, True),
    ],
)
def test_what_may_leave_a_line(free, cents, overdrawn, may):
    assert may_leave(free, cents, may_be_overdrawn=overdrawn) is may
