"""What a support costs between two days: tables for the rules, laws for the sums."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.pricing import (
    Month,
    Price,
    PriceUnit,
    Quota,
    QuotaPer,
    Schedule,
    Terms,
    Unpriced,
    amount_between,
    schedule,
)

JAN, FEB, MAR, APR = (date(2018, month, 1) for month in (1, 2, 3, 4))
YEAR = date(2019, 1, 1)
HOUR, DAY, MONTH, LUMP_SUM = PriceUnit


def hours(minutes, per, start=JAN, end=YEAR):
    return Quota(start, end, minutes, QuotaPer(per))


@pytest.mark.parametrize(
    ("terms", "prices", "expected"),
    [
        pytest.param(
            Terms(date(2018, 1, 30), date(2018, 2, 3)),
            [Price(DAY, 12_345, JAN)],
            [(JAN, 24_690), (FEB, 24_690)],
            id="each day at the daily rate",
        ),
        pytest.param(
            Terms(date(2018, 1, 17), MAR),
            [Price(MONTH, 310_000, JAN)],
            [(JAN, 150_000), (FEB, 310_000)],
            id="a month by its calendar days",
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(7 * 60, "week"),)),
            [Price(HOUR, 6_000, JAN)],
            [(JAN, 31 * 6_000)],
            id="hours per week are a seventh each day",
        ),
        pytest.param(
            Terms(JAN, MAR, (hours(600, "month"),)),
            [Price(HOUR, 6_000, JAN)],
            [(JAN, 60_000), (FEB, 60_000)],
            id="hours per month are the same in short months",
        ),
        pytest.param(
            Terms(JAN, MAR, (hours(59 * 60, "total", JAN, MAR),)),
            [Price(HOUR, 6_000, JAN)],
            [(JAN, 31 * 6_000), (FEB, 28 * 6_000)],
            id="hours in all are spread evenly over the days",
        ),
        pytest.param(
            Terms(date(2018, 1, 20), date(2018, 3, 10)),
            [Price(LUMP_SUM, 180_000, JAN)],
            [(JAN, 180_000), (FEB, 0), (MAR, 0)],
            id="a lump sum with the first day",
        ),
        pytest.param(
            Terms(JAN, MAR),
            [Price(DAY, 100, JAN, date(2018, 1, 11)), Price(DAY, 200, date(2018, 1, 11))],
            [(JAN, 10 * 100 + 21 * 200), (FEB, 28 * 200)],
            id="the rate valid on each day",
        ),
        pytest.param(
            Terms(JAN, MAR),
            [Price(DAY, 100, JAN, FEB), Price(MONTH, 2_800, FEB)],
            [(JAN, 3_100), (FEB, 2_800)],
            id="the unit may change with the rate",
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(60, "month"),)),
            [Price(HOUR, 5_000, JAN), Price(DAY, 100, JAN)],
            [(JAN, 5_000)],
            id="agreed hours count by the hour where there is such a rate",
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(60, "month"),), unit=DAY),
            [Price(HOUR, 5_000, JAN), Price(DAY, 100, JAN)],
            [(JAN, 3_100)],
            id="unless somebody has said which unit counts",
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(60, "month"),)),
            [Price(DAY, 100, JAN)],
            [(JAN, 3_100)],
            id="hours at a day's rate cost what the day costs",
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(60, "month"),)),
            [Price(HOUR, 5_000, JAN), Price(LUMP_SUM, 7, date(2018, 1, 10))],
            [(JAN, 5_000)],
            id="a lump sum that begins later does not count",
        ),
        pytest.param(Terms(JAN, JAN), [], [], id="no day, no amount"),
    ],
)
def test_the_amount_of_each_month(terms, prices, expected):
    months = tuple(Month(first, cents) for first, cents in expected)
    assert schedule(terms, prices) == Schedule(months)


def test_the_first_quota_goes_before_the_second():
    package = hours(120, "month", FEB, MAR)
    terms = Terms(JAN, APR, (package, hours(60, "month")))
    months = schedule(terms, [Price(HOUR, 1_000, JAN)]).months
    assert [month.cents for month in months] == [
        1_000,
        2_000,
        1_000,
    ]


@pytest.mark.parametrize(
    ("terms", "prices", "code", "day"),
    [
        pytest.param(Terms(JAN, FEB), [], "no_rate", JAN, id="no rate at all"),
        pytest.param(
            Terms(JAN, MAR),
            [Price(DAY, 100, JAN, date(2018, 2, 5))],
            "no_rate",
            date(2018, 2, 5),
            id="a rate that ends too early",
        ),
        pytest.param(
            Terms(JAN, FEB), [Price(DAY, 100, date(2018, 1, 2))], "no_rate", JAN, id="too late"
        ),
        pytest.param(
            Terms(JAN, FEB), [Price(HOUR, 5_000, JAN)], "no_hours", JAN, id="no hours agreed"
        ),
        pytest.param(
            Terms(JAN, FEB, (hours(60, "month", JAN, date(2018, 1, 16)),)),
            [Price(HOUR, 5_000, JAN)],
            "no_hours",
            date(2018, 1, 16),
            id="hours that end too early",
        ),
        pytest.param(
            Terms(JAN, FEB),
            [Price(DAY, 100, JAN), Price(MONTH, 3_000, date(2018, 1, 20))],
            "several_units",
            date(2018, 1, 20),
            id="day and month",
        ),
        pytest.param(
            Terms(JAN, FEB),
            [Price(DAY, 100, JAN), Price(LUMP_SUM, 3_000, JAN)],
            "several_units",
            JAN,
            id="day and lump sum",
        ),
        pytest.param(
            Terms(JAN, FEB, unit=MONTH), [Price(DAY, 100, JAN)], "no_rate", JAN, id="another unit"
        ),
    ],
)
def test_what_is_missing_is_said_and_never_zero(terms, prices, code, day):
    found = schedule(terms, prices)
    assert (found.gap.code, found.gap.day, found.total) == (code, day, None)
    assert all(month.first < day.replace(day=1) for month in found.months)
    with pytest.raises(Unpriced, match=code):
        amount_between(terms, prices, terms.start, terms.end)


def test_the_months_before_a_gap_are_known():
    found = schedule(Terms(JAN, APR), [Price(DAY, 100, JAN, date(2018, 3, 5))])
    assert found.months == (Month(JAN, 3_100), Month(FEB, 2_800))
    assert found.gap.day == date(2018, 3, 5)


def test_a_support_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before"):
        Terms(FEB, JAN)


days = st.dates(date(2016, 1, 1), date(2019, 12, 31))
cents = st.integers(1, 500_000)


@st.composite
def priced(draw):
    """Terms for some days, with prices that follow each other without a gap."""
    start, length = draw(days), draw(st.integers(1, 900))
    end = start + timedelta(days=length)
    unit = draw(st.sampled_from(PriceUnit))
    changes = sorted(draw(st.sets(st.dates(start, end), max_size=4)))
    begins = [date(2000, 1, 1), *(day for day in changes if unit is not LUMP_SUM)]
    prices = [
        Price(unit, draw(cents), first, until)
        for first, until in zip(begins, [*begins[1:], None], strict=True)
    ]
    quotas = [Quota(start, end, draw(st.integers(1, 9_999)), draw(st.sampled_from(QuotaPer)))]
    if draw(st.booleans()):
        quotas.insert(0, hours(draw(st.integers(1, 999)), "month", draw(st.dates(start, end)), end))
    return Terms(start, end, tuple(quotas)), prices


@given(priced(), st.lists(days, max_size=6))
def test_any_split_adds_up_to_the_whole(case, cuts):
    terms, prices = case
    inside = sorted(day for day in cuts if terms.start < day < terms.end)
    ends = [terms.start, *inside, terms.end]
    parts = [amount_between(terms, prices, *span) for span in pairwise(ends)]
    assert sum(parts) == amount_between(terms, prices, terms.start, terms.end)
    assert all(part >= 0 for part in parts)


@given(priced())
def test_the_months_add_up_to_the_whole(case):
    terms, prices = case
    months = schedule(terms, prices).months
    whole = amount_between(terms, prices, terms.start, terms.end)
    assert sum(month.cents for month in months) == whole
    assert [month.first for month in months] == sorted({month.first for month in months})
    for month in months:
        following = date(month.first.year + month.first.month // 12, month.first.month % 12 + 1, 1)
        assert month.cents == amount_between(terms, prices, month.first, following)


@given(priced(), st.randoms())
def test_the_order_of_prices_does_not_matter(case, chance):
    terms, prices = case
    shuffled = chance.sample(prices, len(prices))
    assert schedule(terms, shuffled) == schedule(terms, prices)
