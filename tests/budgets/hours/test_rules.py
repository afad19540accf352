"""Reading hours, sums, plausibility: pure rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.hours import (
    DAY,
    Kind,
    Sums,
    UnreadableHours,
    Use,
    field_minutes,
    impossible_days,
    long_days,
    monday_of,
    outside,
    parse_minutes,
    place_problem,
    sums_of,
    week_days,
    write_minutes,
)
from sro.periods import next_month

kinds = st.sampled_from([kind.value for kind in Kind])
lines = st.lists(st.tuples(kinds, st.integers(1, DAY)), max_size=60)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1,5", 90),
        ("1.5", 90),
        ("1:30", 90),
        ("1:5", 65),
        ("90 min", 90),
        ("90min.", 90),
        ("90 Minuten", 90),
        ("1h", 60),
        ("1 h 30", 90),
        ("1 Std. 30 min", 90),
        ("1,5 Std.", 90),
        ("  0,25 ", 15),
        ("1,33", 80),
        ("0,008", 0),
        ("0,0084", 1),
        ("0", 0),
        ("24", 1440),
        ("24:00", 1440),
        ("8", 480),
    ],
)
def test_what_people_type_is_minutes(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("viel", "unreadable"),
        ("1,5,5", "unreadable"),
        ("1:60", "unreadable"),
        ("1::30", "unreadable"),
        ("½", "unreadable"),
        ("١", "unreadable"),
        ("-1", "negative"),
        ("−0,5", "negative"),
        ("90", "too_long"),
        ("24:01", "too_long"),
        ("1441 min", "too_long"),
    ],
)
def test_what_is_no_time_of_a_day_is_refused_with_its_reason(text, code):
    with pytest.raises(UnreadableHours) as refused:
        parse_minutes(text)
    assert refused.value.code == code


@given(st.integers(0, DAY), st.sampled_from([",", "."]))
def test_what_is_written_is_read_back(minutes, decimal):
    assert parse_minutes(write_minutes(minutes, decimal)) == minutes


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0"), (60, "1"), (90, "1,5"), (15, "0,25"), (80, "1:20"), (600, "10"), (3, "0,05")],
)
def test_minutes_are_written_as_people_type_them(minutes, text):
    assert write_minutes(minutes) == text


@given(lines)
def test_sums_hold_every_minute_once(pairs):
    sums = sums_of(pairs)
    assert sums.total == sum(minutes for _kind, minutes in pairs)
    assert sums.case_specific + sums.field == sums.total


@given(lines, st.data())
def test_sums_of_parts_are_the_sum_of_all(pairs, data):
    cut = data.draw(st.integers(0, len(pairs)))
    assert sums_of(pairs[:cut]) + sums_of(pairs[cut:]) == sums_of(pairs)


@given(lines)
def test_parts_are_a_hundred_per_cent(pairs):
    parts = sums_of(pairs).per_cent()
    assert sum(parts) == (100 if pairs else 0)
    exact = (sums_of(pairs).case_specific, sums_of(pairs).cross_case)
    for part, minutes in zip(parts, exact, strict=False):
        assert abs(part * sums_of(pairs).total - minutes * 100) <= sums_of(pairs).total


def test_parts_by_largest_remainder():
    assert Sums(1, 1, 1).per_cent() == (34, 33, 33)
    assert Sums(0, 1, 0).per_cent() == (0, 100, 0)


@pytest.mark.parametrize(
    ("agreed", "used", "left", "over", "per_cent"),
    [(600, 90, 510, 0, 15), (600, 600, 0, 0, 100), (600, 660, 0, 60, 110), (0, 60, 0, 60, None)],
)
def test_use_of_what_was_agreed(agreed, used, left, over, per_cent):
    use = Use(agreed, used)
    assert (use.left, use.over, use.per_cent) == (left, over, per_cent)


def test_share_for_the_field():
    assert field_minutes(60_000, 15) == 9_000
    assert field_minutes(1, 50) == 1


@pytest.mark.parametrize(
    ("kind", "support", "space", "office", "problem"),
    [
        ("case_specific", True, False, False, ""),
        ("case_specific", False, True, False, "support"),
        ("case_specific", False, True, True, ""),
        ("case_specific", False, False, True, "support"),
        ("cross_case", False, True, False, ""),
        ("cross_case", True, False, False, "space"),
        ("case_independent", False, False, True, "space"),
        ("cross_case", True, True, False, "one"),
    ],
)
def test_where_hours_belong(kind, support, space, office, problem):
    assert place_problem(kind, support=support, space=space, office=office) == problem


def test_days_of_supports_are_half_open():
    start, end = date(2025, 6, 2), date(2025, 6, 5)
    days = [date(2025, 6, day) for day in (1, 2, 4, 5)]
    assert [outside(day, start, end) for day in days] == [True, False, False, True]
    assert not outside(date(2030, 1, 1), start, None)


def test_long_and_impossible_days():
    by_day = {date(2025, 6, day): minutes for day, minutes in ((2, 600), (3, 601), (4, 1441))}
    assert long_days(by_day) == [date(2025, 6, 3), date(2025, 6, 4)]
    assert impossible_days(by_day) == [date(2025, 6, 4)]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_weeks_and_months_hold_their_day(day):
    assert day in week_days(monday_of(day))
    assert monday_of(day).weekday() == 0
    assert next_month(day.replace(day=1)).day == 1
    assert 28 <= (next_month(day.replace(day=1)) - day.replace(day=1)).days <= 31
