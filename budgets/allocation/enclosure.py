"""The mix of all components, split exactly without building its huge common denominator.

Shares of twelve indicators over five hundred areas have an exact common denominator of hundreds,
under ``inverse`` of many thousands of digits. Here every weighted share is held as a whole number
of 2^-192 steps, rounded down, so that the true value is known to lie less than one step above. That
decides who gets the last cents unless two remainders are equal or nearly so, or a quota is a whole
cent; then the exact numbers decide. Either way the outcome is that of sro.money.largest_remainder
on the exact fractions.
"""

from collections.abc import Sequence
from math import lcm

from budgets.allocation.shares import Component
from sro.money import largest_remainder

STEP_BITS = 192
_PART_BITS = 64


class Mix:
    """The weighted shares of all units, in the order of the units given to the components."""

    def __init__(self, components: Sequence[Component]) -> None:
        self._components = components
        self._carrying = [component for component in components if component.weight]
        self._rows = list(zip(*(_steps(component) for component in components), strict=True))
        self._sums = [sum(row) for row in self._rows]

    def points(self) -> list[int]:
        """Whole numbers in exactly the proportion of the units' shares of the total."""
        scales = [component.weight / component.points_sum for component in self._carrying]
        common = lcm(*(scale.denominator for scale in scales))
        factors = [scale.numerator * (common // scale.denominator) for scale in scales]
        rows = zip(*(component.points for component in self._carrying), strict=True)
        return [
            sum(factor * point for factor, point in zip(factors, row, strict=True)) for row in rows
        ]

    def split(self, total: int) -> list[int]:
        """The amount of each unit in cents, ties by position."""
        # n numbers rounded down add up to less than n steps below the sum of the numbers.
        certain = split_if_certain(
            total,
            [total * steps for steps in self._sums],
            width=total * len(self._carrying),
            bits=STEP_BITS,
        )
        return certain or largest_remainder(total, self.points(), range(len(self._sums)))

    def split_unit(self, position: int, amount: int) -> list[int]:
        """One unit's amount divided over the components, in cents, ties by component order.

        The exact quota is amount · c / Σc. With s ≤ c < s + 1 in steps and n carrying components it
        lies above amount · s / (Σs + n) by less than amount · (n + 1) / Σs.
        """
        if amount == 0:
            return [0] * len(self._components)
        row, row_sum, slack = self._rows[position], self._sums[position], len(self._carrying)
        certain = None
        if row_sum:
            scaled = amount << _PART_BITS
            certain = split_if_certain(
                amount,
                [scaled * steps // (row_sum + slack) for steps in row],
                width=scaled * (slack + 1) // row_sum + 2,
                bits=_PART_BITS,
            )
        return certain or largest_remainder(
            amount,
            [component.contribution(position) for component in self._components],
            range(len(self._components)),
        )


def _steps(component: Component) -> list[int]:
    """Weight times share of every unit in steps, rounded down."""
    if not component.weight:
        return [0] * len(component.points)
    numerator = component.weight.numerator << STEP_BITS
    denominator = component.weight.denominator * component.points_sum
    return [numerator * point // denominator for point in component.points]


def split_if_certain(total: int, lows: Sequence[int], *, width: int, bits: int) -> list[int] | None:
    """Largest remainder for quotas known within ``width``, or None if that leaves a doubt.

    The quotas add up to ``total``; quota i lies in ``[lows[i], lows[i] + width)``, counted in
    2^-bits.
    """
    one = 1 << bits
    parts = [low >> bits for low in lows]
    rests = [low & (one - 1) for low in lows]
    if max(rests) + width > one:
        return None
    left_over = total - sum(parts)
    if left_over:
        ranked = sorted(range(len(rests)), key=rests.__getitem__, reverse=True)
        if rests[ranked[left_over - 1]] - rests[ranked[left_over]] < width:
            return None
        for position in ranked[:left_over]:
            parts[position] += 1
    return parts
