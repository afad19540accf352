"""Dividing a budget among districts or social spaces, exact to the cent and explained.

Pure: no database, no clock, no framework. Start with AllocationInputs and allocate.
"""

from budgets.allocation.errors import MESSAGES, AllocationError
from budgets.allocation.inputs import (
    BOUNDS,
    OUTFLOW,
    AllocationInputs,
    Direction,
    Indicator,
    Method,
)
from budgets.allocation.registry import CURRENT, FORMULAS, allocate
from budgets.allocation.trace import AllocationResult, TraceRow

__all__ = [
    "BOUNDS",
    "CURRENT",
    "FORMULAS",
    "MESSAGES",
    "OUTFLOW",
    "AllocationError",
    "AllocationInputs",
    "AllocationResult",
    "Direction",
    "Indicator",
    "Method",
    "TraceRow",
    "allocate",
]
