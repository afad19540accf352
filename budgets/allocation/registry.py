"""All versions of the formula by name. A frozen run is recomputed with the version it was made
with."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from budgets.allocation.errors import AllocationError
from budgets.allocation.formula import ESSEN_1, essen_1
from budgets.allocation.inputs import AllocationInputs
from budgets.allocation.trace import AllocationResult

Formula = Callable[[AllocationInputs], AllocationResult]

FORMULAS: Mapping[str, Formula] = MappingProxyType({ESSEN_1: essen_1})
"""Versions are added here and never removed or changed."""

CURRENT = ESSEN_1


def allocate(inputs: AllocationInputs, formula: str = CURRENT) -> AllocationResult:
    """Divide the total by the named version of the formula. Raises AllocationError."""
    if formula not in FORMULAS:
        raise AllocationError("unknown_formula", field="formula", given=formula)
    return FORMULAS[formula](inputs)
