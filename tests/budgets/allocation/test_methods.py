"""The methods and the mix on examples small enough to follow by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from budgets.allocation import AllocationInputs, Indicator, allocate


def one(method, values, base_values=None, direction="direct"):
    indicator = Indicator("x", 1, method, values, direction, base_values)
    return allocate(AllocationInputs(1000, 1, tuple(values), (indicator,)))


def shares(result):
    return {row.unit: row.share for row in result.trace}


def test_proportional_follows_counts():
    result = one("proportional", {"a": 1, "b": 3, "c": 0})
    assert result.amounts == {"a": 250, "b": 750, "c": 0}
    assert shares(result) == {"a": Fraction(1, 4), "b": Fraction(3, 4), "c": 0}


def test_inverse_gives_more_for_less():
    # 1/2 : 1/4 : 1/4 = 2 : 1 : 1
    result = one("inverse", {"a": 2, "b": 4, "c": Decimal("4.0")})
    assert result.amounts == {"a": 500, "b": 250, "c": 250}


def test_range_weighted_raises_the_base_by_up_to_its_double():
    # Weights 10 · (1 + 0), 10 · (1 + 1/2), 10 · (1 + 1)
    result = one("range_weighted", {"a": 1, "b": 2, "c": 3}, {"a": 10, "b": 10, "c": 10})
    assert shares(result) == {"a": Fraction(2, 9), "b": Fraction(3, 9), "c": Fraction(4, 9)}


def test_range_weighted_inverse_raises_the_base_where_the_rate_is_low():
    result = one("range_weighted", {"a": 1, "b": 2, "c": 3}, {"a": 10, "b": 10, "c": 10}, "inverse")
    assert shares(result) == {"a": Fraction(4, 9), "b": Fraction(3, 9), "c": Fraction(2, 9)}


@pytest.mark.parametrize("direction", ["direct", "inverse"])
def test_equal_rates_leave_the_base_as_it_is(direction):
    result = one("range_weighted", {"a": 7, "b": 7}, {"a": 1, "b": 4}, direction)
    assert result.amounts == {"a": 200, "b": 800}


def test_a_zero_rate_is_no_obstacle_to_range_weighted():
    result = one("range_weighted", {"a": 0, "b": 5}, {"a": 2, "b": 2}, "inverse")
    assert shares(result) == {"a": Fraction(2, 3), "b": Fraction(1, 3)}


def test_the_mix_weighs_indicators_and_previous_outflow():
    inputs = AllocationInputs(
        total=1000,
        indicator_share=Fraction(3, 5),
        units=("a", "b"),
        indicators=(
            Indicator("children", 3, "proportional", {"a": 1, "b": 1}),
            Indicator("transfers", 1, "proportional", {"a": 1, "b": 0}),
        ),
        previous_outflow={"a": 0, "b": 123},
    )
    result = allocate(inputs)
    # a: 0.6 · (3/4 · 1/2 + 1/4 · 1) + 0.4 · 0 = 0.375
    assert result.amounts == {"a": 375, "b": 625}
    assert {
        (row.unit, row.component): (row.weight, row.share, row.amount) for row in result.trace
    } == {
        ("a", "children"): (Fraction(9, 20), Fraction(1, 2), 225),
        ("a", "transfers"): (Fraction(3, 20), Fraction(1), 150),
        ("a", "previous_outflow"): (Fraction(2, 5), Fraction(0), 0),
        ("b", "children"): (Fraction(9, 20), Fraction(1, 2), 225),
        ("b", "transfers"): (Fraction(3, 20), Fraction(0), 0),
        ("b", "previous_outflow"): (Fraction(2, 5), Fraction(1), 400),
    }


def test_left_over_cents_go_to_the_smallest_unit_keys():
    indicator = Indicator("x", 1, "proportional", {"10": 1, "2": 1, "1": 1})
    result = allocate(AllocationInputs(101, 1, ("10", "2", "1"), (indicator,)))
    assert result.amounts == {"1": 34, "10": 34, "2": 33}


def test_left_over_cents_of_a_unit_go_to_its_first_component():
    indicators = [Indicator(code, 1, "proportional", {"a": 1}) for code in "zyx"]
    result = allocate(AllocationInputs(100, 1, ("a",), indicators))
    assert [(row.component, row.amount) for row in result.trace] == [
        ("x", 34),
        ("y", 33),
        ("z", 33),
    ]


def test_only_indicators_need_no_previous_outflow():
    result = one("proportional", {"a": 1, "b": 1})
    assert {row.component for row in result.trace} == {"x"}


def test_only_previous_outflow_needs_no_indicators():
    inputs = AllocationInputs(90, 0, ("a", "b"), previous_outflow={"a": 1, "b": 2})
    result = allocate(inputs)
    assert result.amounts == {"a": 30, "b": 60}
    assert {row.component for row in result.trace} == {"previous_outflow"}


def test_what_carries_no_weight_is_shown_but_moves_nothing():
    inputs = AllocationInputs(
        total=90,
        indicator_share=1,
        units=("a", "b"),
        indicators=(
            Indicator("rare", 0, "inverse", {"a": 0, "b": 1}),
            Indicator("used", 2, "proportional", {"a": 1, "b": 2}),
            Indicator("void", 0, "proportional", {"a": 0, "b": 0}),
        ),
        previous_outflow={"a": 0, "b": 0},
    )
    result = allocate(inputs)
    assert result.amounts == {"a": 30, "b": 60}
    idle = [row for row in result.trace if row.component != "used"]
    assert len(idle) == 6
    assert all(row.amount == 0 and row.weight == 0 and row.share is None for row in idle)


def test_nothing_to_divide_gives_everybody_nothing():
    indicator = Indicator("x", 1, "proportional", {"a": 1, "b": 2})
    result = allocate(AllocationInputs(0, 1, ("a", "b"), (indicator,)))
    assert result.amounts == {"a": 0, "b": 0}
