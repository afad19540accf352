from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.rules.areas import ends_elsewhere, outlives, too_young
from networks.rules.verification import (
    Freshness,
    due_since,
    months_before,
    verification,
    whole_months,
)

DAY = date(2025, 6, 2)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("last", "today", "state", "months"),
    [
        (None, DAY, Freshness.NEVER, None),
        (DAY, DAY, Freshness.FRESH, 0),
        (date(2024, 6, 3), DAY, Freshness.FRESH, 11),
        (date(2024, 6, 2), DAY, Freshness.DUE, 12),
        (date(2024, 4, 2), DAY, Freshness.DUE, 14),
        (date(2024, 2, 29), date(2025, 2, 28), Freshness.FRESH, 11),
        (date(2024, 2, 29), date(2025, 3, 1), Freshness.DUE, 12),
        (date(2030, 1, 1), DAY, Freshness.FRESH, 0),
    ],
)
def test_freshness(last, today, state, months):
    result = verification(last, today)
    assert (result.state, result.months) == (state, months)
    assert result.is_due == (state is not Freshness.FRESH)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2025, 3, 31), 1, date(2025, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 15), 1, date(2024, 12, 15)),
        (date(2025, 1, 15), 0, date(2025, 1, 15)),
        (date(2025, 1, 15), 25, date(2022, 12, 15)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


@given(last=days, today=days)
def test_list_and_badge_agree_on_what_is_due(last, today):
    assert verification(last, today).is_due == (last <= due_since(today))


@given(start=days, later=days)
def test_months_never_shrink_with_time(start, later):
    assert whole_months(start, later) <= whole_months(start, date(2061, 1, 1))
    if later >= start:
        assert months_before(later, whole_months(start, later)) >= start
        assert months_before(later, whole_months(start, later) + 1) < start


@pytest.mark.parametrize(
    ("end", "limit", "longer"),
    [
        (None, None, False),
        (DAY, None, False),
        (None, DAY, True),
        (DAY, DAY, False),
        (date(2025, 6, 3), DAY, True),
        (date(2025, 6, 1), DAY, False),
    ],
)
def test_outlives(end, limit, longer):
    assert outlives(end, limit) is longer


def test_an_area_exists_a_day_before_it_is_replaced():
    assert too_young([date(2020, 1, 1), DAY], DAY)
    assert not too_young([date(2025, 6, 1)], DAY)
    assert not too_young([], DAY)


def test_an_area_ends_once():
    assert ends_elsewhere([None, date(2020, 1, 1)], DAY)
    assert not ends_elsewhere([None, DAY], DAY)
