"""Is there a day without an administrator?"""

from datetime import date

import pytest

from sro.accounts.rules import first_day_uncovered, got_worse
from sro.periods import DateRange

TODAY = date(2025, 6, 2)


def span(start: str, end: str | None = None) -> DateRange:
    return DateRange(date.fromisoformat(start), date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("spans", "gap"),
    [
        ([], "2025-06-02"),
        ([span("2020-01-01")], None),
        ([span("2020-01-01", "2025-06-02")], "2025-06-02"),
        ([span("2020-01-01", "2025-06-03")], "2025-06-03"),
        ([span("2025-06-03")], "2025-06-02"),
        ([span("2020-01-01", "2026-01-01"), span("2026-01-01")], None),
        ([span("2026-01-01"), span("2020-01-01", "2026-01-01")], None),
        ([span("2020-01-01", "2026-01-01"), span("2026-01-02")], "2026-01-01"),
        ([span("2020-01-01", "2027-01-01"), span("2021-01-01", "2026-01-01")], "2027-01-01"),
        ([span("2019-01-01", "2020-01-01"), span("2025-01-01", "2025-07-01")], "2025-07-01"),
    ],
)
def test_the_first_day_without_anybody(spans, gap):
    expected = date.fromisoformat(gap) if gap else None
    assert first_day_uncovered(spans, TODAY) == expected


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (None, None, False),
        (None, TODAY, True),
        (TODAY, None, False),
        (TODAY, TODAY, False),
        (date(2025, 7, 1), TODAY, True),
        (TODAY, date(2025, 7, 1), False),
    ],
)
def test_a_gap_may_shrink_but_not_grow(before, after, worse):
    assert got_worse(before, after) is worse
