"""Berlin's 2018 figures come out to the cent."""

import pytest

from budgets.allocation import allocate
from sro.money import format_plain
from tests.budgets.allocation import berlin


@pytest.mark.parametrize("indicator_share", ["0.60", "0.70", "0.80", "0.90", "1.00"])
def test_all_districts_get_the_independently_computed_amounts(indicator_share):
    result = allocate(berlin.inputs(indicator_share))
    amounts = {unit: format_plain(amount) for unit, amount in result.amounts.items()}
    assert len(amounts) == 12
    assert amounts == berlin.golden()[indicator_share]


def test_every_explanation_adds_up():
    result = allocate(berlin.inputs("0.60"))
    for unit, amount in result.amounts.items():
        assert sum(row.amount for row in result.rows_of(unit)) == amount
    assert sum(row.amount for row in result.trace) == 54_500_000_000


def test_bounds_move_money_but_not_the_rest_of_the_explanation():
    free = allocate(berlin.inputs("0.60"))
    reference = free.inputs.previous_outflow
    held = allocate(berlin.inputs("0.60", floor_percent=0, cap_percent=9, reference=reference))
    assert [row for row in held.trace if row.component != "bounds"] == list(free.trace)
    effects = {row.unit: row for row in held.trace if row.component == "bounds"}
    assert sum(row.amount for row in effects.values()) == 0
    for unit, amount in held.amounts.items():
        assert reference[unit] <= amount <= reference[unit] * 109 // 100
        assert amount == free.amounts[unit] + effects[unit].amount
    # Caps hold whoever would gain more than 9 per cent, floors whoever would lose.
    assert {unit for unit, row in effects.items() if row.method == "cap"} == {
        "02", "04", "06", "07",
    }  # fmt: skip
    assert {unit for unit, row in effects.items() if row.method == "floor"} == {
        "03", "05", "09", "10", "11",
    }  # fmt: skip
    # Only money between the bounds is scaled, so the scaled districts keep their proportion.
    factor = held.bounds.factor
    for unit in ("01", "08", "12"):
        assert effects[unit].method == "scaled"
        assert abs(held.amounts[unit] - factor * free.amounts[unit]) < 2
