"""What the rules point out about indicator values, each on its own."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.rules.plausibility import (
    DISTRICT,
    MESSAGES,
    NAMED,
    SOCIAL_SPACE,
    Facts,
    Figure,
    findings,
    number_text,
)

TODAY = date(2018, 6, 1)
OLD, NEW = date(2016, 12, 31), date(2017, 12, 31)
AREAS = {"01": ("0101", "0102"), "02": ("0201",)}


def facts(**values) -> Facts:
    return Facts(
        **{
            "code": "inhabitants_u18",
            "adds_up": True,
            "inverse": False,
            "stale_after_months": 24,
            "jump_percent": Decimal(25),
            **values,
        }
    )


def district(key: str, value: object, day: date = NEW) -> Figure:
    return Figure(DISTRICT, key, day, Decimal(str(value)))


def space(key: str, value: object, day: date = NEW) -> Figure:
    return Figure(SOCIAL_SPACE, key, day, Decimal(str(value)))


def found(*figures: Figure, areas=AREAS, today=TODAY, **values) -> list[tuple]:
    of_districts = [each for each in figures if each.level == DISTRICT]
    of_spaces = [each for each in figures if each.level == SOCIAL_SPACE]
    return [
        (each.code, each.area, each.reference_date)
        for each in findings(facts(**values), of_districts, of_spaces, areas=areas, today=today)
    ]


def test_nothing_conspicuous():
    assert found(district("01", 10), district("02", 5)) == []


def test_no_values_at_all():
    assert found() == [("no_values", "", None)]


def test_a_district_without_a_value_on_a_day_that_others_have():
    assert found(district("01", 10), district("01", 10, OLD), district("02", 5, OLD)) == [
        ("missing", "02", NEW)
    ]


def test_few_missing_social_spaces_are_named():
    assert found(space("0101", 1)) == [
        ("missing", "0102", NEW),
        ("missing", "0201", NEW),
    ]


def test_many_missing_social_spaces_are_counted():
    areas = {"01": tuple(f"01{number:02}" for number in range(NAMED + 2))}
    (finding,) = findings(facts(), [], [space("0100", 1)], areas=areas, today=TODAY)
    assert finding.code == "missing_spaces"
    assert finding.params == {"date": "31.12.2017", "count": NAMED + 1, "total": NAMED + 2}


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2019, 12, 30), []), (date(2019, 12, 31), [("stale", "", NEW)])],
)
def test_values_go_out_of_date_after_whole_months(today, expected):
    assert found(district("01", 1), district("02", 1), today=today) == expected


def test_when_values_go_out_of_date_is_a_setting():
    values = district("01", 1), district("02", 1)
    assert found(*values, stale_after_months=5) == [("stale", "", NEW)]
    assert found(*values, stale_after_months=6) == []


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(100, 125, 0), (100, "125.01", 1), (100, 75, 0), (100, "74.99", 1), (0, 0, 0)],
)
def test_a_change_of_more_than_the_set_per_cent(before, now, expected):
    values = (
        district("01", before, OLD),
        district("01", now),
        district("02", 1),
        district("02", 1, OLD),
    )
    assert found(*values) == [("jump", "01", NEW)] * expected


def test_a_jump_says_from_where_to_where():
    values = [district("01", "100.5", OLD), district("01", 150)]
    (finding,) = findings(facts(), values, [], areas={"01": ()}, today=TODAY)
    assert finding.template % finding.params == (
        "From 100,5 as of 31.12.2016 to 150 as of 31.12.2017: +49 per cent."
    )


def test_a_jump_from_zero_has_no_per_cent():
    values = district("01", 0, OLD), district("01", 3), district("02", 1), district("02", 1, OLD)
    assert found(*values) == [("jump_from_zero", "01", NEW)]


def test_only_neighbouring_days_are_compared():
    first, last = date(2015, 12, 31), NEW
    values = [district("01", v, d) for v, d in ((100, first), (120, OLD), (140, last))]
    assert found(*values, areas={"01": ()}) == []


def test_parts_that_do_not_add_up_to_the_whole():
    values = (
        district("01", 10),
        district("02", 5),
        space("0101", 4),
        space("0102", 7),
        space("0201", 5),
    )
    assert found(*values) == [("parts", "01", NEW)]


def test_rates_do_not_add_up_and_are_not_asked_to():
    values = (
        district("01", 10),
        district("02", 5),
        space("0101", 4),
        space("0102", 7),
        space("0201", 5),
    )
    assert found(*values, adds_up=False) == []


def test_an_incomplete_sum_is_a_gap_and_not_a_difference():
    values = district("01", 10), district("02", 5), space("0101", 4), space("0201", 5)
    assert found(*values) == [("missing", "0102", NEW)]


def test_a_zero_under_inverse_of_a_district():
    values = district("01", 0), district("02", 5)
    assert found(*values) == []
    assert found(*values, inverse=True) == [("zero_inverse", "01", NEW)]


def test_every_message_can_be_filled():
    params = dict.fromkeys(
        ("date", "date_before", "before", "now", "percent", "sum", "whole", "count", "total"), "x"
    )
    for template in MESSAGES.values():
        assert "%" not in template % {**params, "months": "24"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10", "10"),
        ("10.00", "10"),
        ("12.50", "12,5"),
        ("100", "100"),
        ("0.000", "0"),
        ("1675.50", "1.675,5"),
    ],
)
def test_numbers_are_written_without_superfluous_zeros(value, text):
    assert number_text(Decimal(value)) == text
