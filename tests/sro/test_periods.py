"""Half-open spans and quarters."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.periods import (
    DateRange,
    Quarter,
    first_overlap,
    month_of,
    next_month,
    overlaps,
    quarters_of_year,
    quarters_touching,
    year_range,
)

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
ends = st.none() | days


@st.composite
def spans(draw):
    start = draw(days)
    length = draw(st.none() | st.integers(1, 900))
    return DateRange(start, None if length is None else start + timedelta(days=length))


def test_a_range_holds_its_first_day_and_not_its_end():
    span = DateRange(date(2018, 1, 1), date(2018, 2, 1))
    assert date(2018, 1, 1) in span
    assert date(2018, 1, 31) in span
    assert date(2018, 2, 1) not in span
    assert date(2017, 12, 31) not in span
    assert span.last_day == date(2018, 1, 31)
    assert span.days == 31


def test_a_range_without_end_goes_on():
    span = DateRange(date(2018, 1, 1))
    assert date(2999, 1, 1) in span
    assert span.last_day is None
    assert span.days is None


@pytest.mark.parametrize("end", [date(2018, 1, 1), date(2017, 12, 31)])
def test_a_range_without_any_day_is_refused(end):
    with pytest.raises(ValueError, match="at least one day"):
        DateRange(date(2018, 1, 1), end)


def test_neighbours_do_not_overlap():
    first, second = year_range(2017), year_range(2018)
    assert not first.overlaps(second)
    assert first.intersection(second) is None
    assert DateRange(date(2017, 12, 31), None).overlaps(first)


@given(spans(), spans())
def test_overlap_means_a_common_day(left, right):
    common = left.intersection(right)
    assert left.overlaps(right) == right.overlaps(left) == (common is not None)
    assert (max(left.start, right.start) in left and max(left.start, right.start) in right) == (
        common is not None
    )
    assert overlaps(left.start, left.end, right.start, right.end) == left.overlaps(right)
    if common:
        assert common == right.intersection(left)
        assert common.start in left
        assert common.start in right
        assert common.last_day is None or (common.last_day in left and common.last_day in right)


@given(st.lists(spans(), max_size=5))
def test_first_overlap_finds_one_whenever_there_is_one(ranges):
    found = first_overlap(ranges)
    pairs = [(a, b) for i, a in enumerate(ranges) for b in ranges[i + 1 :] if a.overlaps(b)]
    assert (found is None) == (not pairs)
    assert found is None or found[0].overlaps(found[1])


@pytest.mark.parametrize(
    ("day", "quarter", "start", "end"),
    [
        (date(2018, 1, 1), Quarter(2018, 1), date(2018, 1, 1), date(2018, 4, 1)),
        (date(2018, 6, 30), Quarter(2018, 2), date(2018, 4, 1), date(2018, 7, 1)),
        (date(2018, 7, 1), Quarter(2018, 3), date(2018, 7, 1), date(2018, 10, 1)),
        (date(2018, 12, 31), Quarter(2018, 4), date(2018, 10, 1), date(2019, 1, 1)),
    ],
)
def test_quarters_of_days(day, quarter, start, end):
    assert Quarter.of(day) == quarter
    assert (quarter.start, quarter.end) == (start, end)
    assert quarter.last_day == end - timedelta(days=1)
    assert quarter.span == DateRange(start, end)


@given(days)
def test_each_day_lies_in_its_quarter_and_quarters_follow_without_gap(day):
    quarter = Quarter.of(day)
    assert day in quarter.span
    assert quarter.next.start == quarter.end
    assert quarter.next.previous == quarter
    assert quarter.shifted(-4) == quarter.previous_year
    assert quarter.previous < quarter < quarter.next


def test_quarters_have_four_numbers():
    with pytest.raises(ValueError, match="1 to 4"):
        Quarter(2018, 5)
    assert quarters_of_year(2018)[0].start == year_range(2018).start
    assert quarters_of_year(2018)[3].end == year_range(2018).end


def test_quarters_touching_a_span():
    touching = list(quarters_touching(DateRange(date(2017, 12, 31), date(2018, 4, 1)), date.max))
    assert touching == [Quarter(2017, 4), Quarter(2018, 1)]
    open_ended = quarters_touching(DateRange(date(2018, 2, 1)), until=date(2018, 7, 2))
    assert list(open_ended) == [Quarter(2018, 1), Quarter(2018, 2), Quarter(2018, 3)]
    assert not list(quarters_touching(DateRange(date(2018, 7, 2)), until=date(2018, 7, 1)))


@given(st.dates(date(1990, 1, 1), date(2100, 11, 30)))
def test_a_day_lies_between_its_month_and_the_next(day):
    first, following = month_of(day), next_month(day)
    assert first <= day < following
    assert (first.day, following.day) == (1, 1)
    assert month_of(following - timedelta(days=1)) == first
    assert next_month(first) == following


def test_after_december_comes_january():
    assert next_month(date(2018, 12, 31)) == date(2019, 1, 1)


def test_a_quarter_in_an_address_is_read_as_it_is_written():
    assert Quarter(2018, 3).code == "2018-3"
    assert Quarter.from_code("2018-3") == Quarter(2018, 3)


@pytest.mark.parametrize(
    "code", ["", "2018", "2018-0", "2018-5", "2018-3 ", "18-3", "0018-3", "2018/3", "2018-٣"]
)
def test_anything_else_is_no_quarter(code):
    with pytest.raises(ValueError, match="2018-3"):
        Quarter.from_code(code)
