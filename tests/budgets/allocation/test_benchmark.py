"""The float version that the benchmark measures against does the same arithmetic."""

import pytest

from budgets.allocation import allocate
from tests.benchmarks.bench_formula import MIXES, TOTAL, Floats, make_inputs


@pytest.mark.parametrize("methods", MIXES.values(), ids=MIXES.keys())
def test_floats_come_close_to_the_exact_amounts(methods):
    inputs = make_inputs(methods)
    result = allocate(inputs)
    amounts, parts = Floats(inputs).allocate()
    assert sum(result.amounts.values()) == TOTAL
    for position, unit in enumerate(inputs.units):
        assert abs(result.amounts[unit] - amounts[position]) <= 1
        for ours, theirs in zip(result.parts[position], parts[position], strict=True):
            assert abs(ours - theirs) <= 1
