"""When a network has to meet, and its series of dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.rules.meetings import MOST_DATES, is_overdue, meet_by, series, talk_by

TODAY = date(2025, 6, 2)
SINCE = date(2024, 1, 1)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("last", "weeks", "until", "expected"),
    [
        # Twelve weeks before today is the last day in time.
        (date(2025, 3, 10), 12, None, False),
        (date(2025, 3, 9), 12, None, True),
        (TODAY, 12, None, False),
        # Never met: counted from the beginning.
        (None, 12, None, True),
        (None, 520, None, False),
        # Without a rhythm nobody is reminded.
        (None, None, None, False),
        # What is over is not overdue; the end is the first day without it.
        (date(2025, 1, 1), 4, TODAY, False),
        (date(2025, 1, 1), 4, TODAY + timedelta(days=1), True),
    ],
)
def test_overdue(last, weeks, until, expected):
    assert is_overdue(last, SINCE, weeks, until, TODAY) is expected


@given(days, days, st.integers(1, 200))
def test_a_network_is_overdue_from_the_day_after_its_last_one(last, since, weeks):
    by = meet_by(last, since, weeks)
    assert not is_overdue(last, since, weeks, None, by)
    assert is_overdue(last, since, weeks, None, by + timedelta(days=1))


@given(days, st.integers(1, 60), st.integers(1, MOST_DATES), st.sets(st.integers(0, 30)))
def test_a_series_loses_no_date_silently(first, weeks, number, taken):
    known = {first + timedelta(weeks=weeks * step) for step in taken}
    found = series(first, weeks, number, known)
    wanted = [first + timedelta(weeks=weeks * step) for step in range(number)]
    assert sorted([*found.days, *found.taken]) == wanted
    assert not known & set(found.days)
    assert set(found.taken) <= known


@pytest.mark.parametrize(("weeks", "number"), [(0, 3), (2, 0), (2, MOST_DATES + 1)])
def test_no_series(weeks, number):
    with pytest.raises(ValueError, match="series"):
        series(TODAY, weeks, number, ())


@pytest.mark.parametrize(
    ("last", "months", "expected"),
    [
        (date(2024, 6, 2), 12, date(2025, 6, 2)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 10, 31), 4, date(2025, 2, 28)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
        (None, 18, date(2025, 7, 1)),
    ],
)
def test_next_quality_dialogue(last, months, expected):
    assert talk_by(last, SINCE, months) == expected
