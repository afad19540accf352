"""The allocation formula, version "essen-1".

    share_d  = a · Σ w_i · s_i,d / Σ w_i  +  (1 - a) · p_d / Σ p
    amount_d = total · share_d, brought to whole cents by largest remainder, ties by unit

with a the indicator share, w_i the weights, s_i,d the shares of unit d by indicator i
(budgets.allocation.shares) and p_d its previous outflow; floors and caps are in
budgets.allocation.bounds. Source: the mix of indicators and previous spending of the city of Essen,
which began with 60 to 40 per cent (Macher 2006). A change that could move a single cent is a new
version beside this one (budgets.allocation.registry), never a change here.

Explanation: the amount without bounds is divided over the components in proportion to their
contributions, by largest remainder, ties by component order. With floors or caps each unit has one
more component, ``bounds``: the amount with bounds minus the amount without. It says what floors and
caps do to the unit, may be negative, and adds up to zero over all units; the other components stay
what they are without bounds. So every division has only parts that are not negative, and none
depends on the order of the inputs.
"""

from types import MappingProxyType

from budgets.allocation.bounds import bounded_amounts
from budgets.allocation.enclosure import Mix
from budgets.allocation.inputs import AllocationInputs
from budgets.allocation.shares import components
from budgets.allocation.trace import AllocationResult

ESSEN_1 = "essen-1"


def essen_1(inputs: AllocationInputs) -> AllocationResult:
    """Divide the total among the units. Raises AllocationError if the arithmetic is impossible."""
    summands = components(inputs)
    mix = Mix(summands)
    amounts = mix.split(inputs.total)
    parts = tuple(
        tuple(mix.split_unit(position, amount)) for position, amount in enumerate(amounts)
    )
    outcome = None
    if inputs.bounded:
        amounts, outcome = bounded_amounts(inputs, mix.points())
    return AllocationResult(
        formula=ESSEN_1,
        inputs=inputs,
        amounts=MappingProxyType(dict(zip(inputs.units, amounts, strict=True))),
        components=summands,
        parts=parts,
        bounds=outcome,
    )
