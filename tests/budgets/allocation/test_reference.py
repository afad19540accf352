"""A second, slow implementation comes to the same cents, ties, zeros and bounds included."""

import pytest
from hypothesis import event, given, settings

from budgets.allocation import AllocationError, allocate
from tests.budgets.allocation import reference, strategies


def assert_same(inputs):
    expected = reference.answer(inputs)
    if expected is None:
        event("impossible")
        with pytest.raises(AllocationError):
            allocate(inputs)
        return
    result = allocate(inputs)
    assert dict(result.amounts) == expected.amounts
    assert {(row.unit, row.component): row.amount for row in result.trace} == expected.parts


@settings(max_examples=300, deadline=None)
@given(strategies.inputs())
def test_formula_agrees_with_the_reference(inputs):
    assert_same(inputs)


@settings(max_examples=200, deadline=None)
@given(strategies.inputs(bounds=True))
def test_bounds_agree_with_the_reference(inputs):
    event(f"bounded: {inputs.bounded}")
    assert_same(inputs)
