"""From values to shares: the three methods and the mix, in whole numbers.

Every component of the calculation gives each unit *points*, whole numbers; a unit's share of the
component is its points over the points of all units. Points are what makes exact arithmetic fast:
they replace thousands of fractions with different denominators.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from budgets.allocation.errors import AllocationError
from budgets.allocation.inputs import OUTFLOW, AllocationInputs, Direction, Indicator, Method


@dataclass(frozen=True)
class Component:
    """One summand of the formula: an indicator or the previous outflow.

    weight: its part of the total, all weights adding up to 1 (indicator share · w / Σw for an
    indicator, 1 - indicator share for the outflow). values and base_values: as given, for the
    explanation; the outflow in cents. points and points_sum: see the module. A component of weight
    zero may have no points, then its shares are unknown.
    """

    code: str
    method: str
    weight: Fraction
    values: Mapping[str, Fraction] | Mapping[str, int]
    base_values: Mapping[str, Fraction] | None
    points: Sequence[int]
    points_sum: int

    def share(self, position: int) -> Fraction | None:
        """Exact share of the unit at ``position``; None where the component has no points."""
        if not self.points_sum:
            return None
        return Fraction(self.points[position], self.points_sum)

    def contribution(self, position: int) -> Fraction:
        """Weight times share: what the component adds to the unit's share of the total."""
        return self.weight * (self.share(position) or 0)


def components(inputs: AllocationInputs) -> tuple[Component, ...]:
    """The summands of the formula: the indicators in order of their codes, then the outflow.

    Source: domain.md, "The allocation formula". Raises AllocationError where a component that
    carries weight cannot be computed.
    """
    weights_sum = sum(indicator.weight for indicator in inputs.indicators)
    parts = [
        _indicator_component(
            indicator,
            inputs.indicator_share * indicator.weight / weights_sum if weights_sum else Fraction(0),
            inputs.units,
        )
        for indicator in inputs.indicators
    ]
    if inputs.previous_outflow is not None:
        outflow = inputs.previous_outflow
        points = [outflow[unit] for unit in inputs.units]
        weight = 1 - inputs.indicator_share
        _require_sum(weight, sum(points), OUTFLOW, None)
        parts.append(Component(OUTFLOW, "proportional", weight, outflow, None, points, sum(points)))
    return tuple(parts)


def _indicator_component(
    indicator: Indicator, weight: Fraction, units: tuple[str, ...]
) -> Component:
    values = _whole(indicator.values, units)
    if indicator.method is Method.INVERSE:
        points = _inverse(values, units, indicator.code, weight)
    elif indicator.method is Method.RANGE_WEIGHTED:
        bases = _whole(indicator.base_values or {}, units)
        points = _range_weighted(values, bases, indicator.direction)
    else:
        points = values
    points_sum = sum(points)
    field = "base_values" if indicator.method is Method.RANGE_WEIGHTED else "values"
    _require_sum(weight, points_sum, field, indicator.code)
    return Component(
        indicator.code,
        indicator.method.value,
        weight,
        indicator.values,
        indicator.base_values,
        points,
        points_sum,
    )


def _whole(values: Mapping[str, Fraction], units: tuple[str, ...]) -> list[int]:
    """The values in the order of the units, multiplied so that all of them are whole."""
    common = lcm(*{value.denominator for value in values.values()})
    ordered = [values[unit] for unit in units]
    return [value.numerator * (common // value.denominator) for value in ordered]


def _inverse(values: list[int], units: tuple[str, ...], code: str, weight: Fraction) -> list[int]:
    """1/x for each value, multiplied so that all of them are whole."""
    if 0 in values:
        if weight == 0:
            return [0] * len(values)
        zero = units[values.index(0)]
        raise AllocationError("zero_under_inverse", field="values", indicator=code, unit=zero)
    common = lcm(*values)
    return [common // value for value in values]


def _range_weighted(rates: list[int], bases: list[int], direction: Direction) -> list[int]:
    """b · (1 + z) with z = (q - q_min) / (q_max - q_min), multiplied by q_max - q_min.

    Direction ``inverse`` takes q_max - q. If all rates are equal, z is 0. Source: the weighted
    number of young residents (Jugendeinwohnerwert) by which Hamburg divides money.
    """
    low, high = min(rates), max(rates)
    spread = high - low
    if spread == 0:
        return bases
    if direction is Direction.INVERSE:
        return [base * (spread + high - rate) for base, rate in zip(bases, rates, strict=True)]
    return [base * (spread + rate - low) for base, rate in zip(bases, rates, strict=True)]


def _require_sum(weight: Fraction, points_sum: int, field: str, indicator: str | None) -> None:
    if weight and not points_sum:
        raise AllocationError("sum_zero", field=field, indicator=indicator)
