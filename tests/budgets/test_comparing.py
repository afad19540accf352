"""Scenarios side by side, in cents."""

from fractions import Fraction

import pytest

from budgets.rules.comparing import Cell, compare, winners_and_losers


def test_differences_count_from_the_first_scenario():
    rows = compare([{"01": 1000, "02": 3000}, {"01": 1100, "02": 2900}])
    assert [(row.unit, row.cells) for row in rows] == [
        ("01", (Cell(1000, 0, Fraction(0)), Cell(1100, 100, Fraction(10)))),
        ("02", (Cell(3000, 0, Fraction(0)), Cell(2900, -100, Fraction(-10, 3)))),
    ]
    assert [row.largest_difference for row in rows] == [100, 100]


def test_another_baseline():
    (row,) = compare([{"01": 1100}], {"01": 1000})
    assert row.cells == (Cell(1100, 100, Fraction(10)),)


def test_no_per_cent_of_nothing():
    (row,) = compare([{"01": 0}, {"01": 5}])
    assert row.cells[1] == Cell(5, 5, None)


def test_a_unit_that_one_side_lacks_has_no_difference():
    rows = compare([{"01": 10}, {"02": 10}])
    assert [row.unit for row in rows] == ["01", "02"]
    assert rows[0].cells == (Cell(10, 0, Fraction(0)), Cell(None, None, None))
    assert rows[1].cells == (Cell(None, None, None), Cell(10, None, None))
    assert rows[1].largest_difference == 0


def test_winners_and_losers_largest_first_and_ties_by_unit():
    rows = compare(
        [
            {"01": 100, "02": 100, "03": 100, "04": 100, "05": 100},
            {"01": 101, "02": 150, "03": 100, "04": 101, "05": 48},
        ]
    )
    winners, losers = winners_and_losers(rows, 1)
    assert [row.unit for row in winners] == ["02", "01", "04"]
    assert [row.unit for row in losers] == ["05"]


def test_nothing_to_compare():
    with pytest.raises(ValueError, match="nothing"):
        compare([])
