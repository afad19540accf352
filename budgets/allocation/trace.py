"""The result of a calculation and the explanation that belongs to every cent of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from budgets.allocation.bounds import BoundsOutcome
from budgets.allocation.inputs import BOUNDS, OUTFLOW, AllocationInputs
from budgets.allocation.numbers import decimal_text
from budgets.allocation.shares import Component
from sro.money import format_plain


@dataclass(frozen=True, slots=True)
class TraceRow:
    """What one component adds to one unit's amount.

    component: code of the indicator, ``previous_outflow`` or ``bounds``. method: how the share came
    about; for ``bounds`` what decided the amount (``floor``, ``cap`` or ``scaled``). value: the
    unit's value; cents for ``previous_outflow`` and for ``bounds``, where it is the reference
    amount. base_value: only under ``range_weighted``. share: the unit's share of the component;
    None for ``bounds`` and where a component without weight has none. weight: the component's part
    of the total, None for ``bounds``. total · weight · share is the exact contribution, amount
    (cents) what became of it. Only the amount of ``bounds`` can be negative.
    """

    unit: str
    component: str
    method: str
    value: Fraction | int
    base_value: Fraction | None
    share: Fraction | None
    weight: Fraction | None
    amount: int

    @property
    def value_text(self) -> str:
        """The value as exact decimal, amounts of money in euro with two decimals."""
        if self.component in (OUTFLOW, BOUNDS):
            return format_plain(int(self.value))
        return decimal_text(Fraction(self.value))


@dataclass(frozen=True)
class AllocationResult:
    """Amounts in cents per unit that add up to the total, and how they came about.

    components and parts: what each unit's amount consists of, ``parts[u][c]`` being the cents of
    the unit at position u from component c before bounds. bounds: None without floor and cap.
    """

    formula: str
    inputs: AllocationInputs
    amounts: Mapping[str, int]
    components: tuple[Component, ...]
    parts: tuple[tuple[int, ...], ...]
    bounds: BoundsOutcome | None

    @cached_property
    def trace(self) -> tuple[TraceRow, ...]:
        """One row per unit and component, sorted by unit, components in the order of the formula.

        The rows of a unit add up to its amount, all rows to the total, both to the cent.
        """
        return tuple(self._rows())

    def rows_of(self, unit: str) -> tuple[TraceRow, ...]:
        """The rows that explain one unit's amount."""
        return tuple(row for row in self.trace if row.unit == unit)

    def _rows(self) -> Iterator[TraceRow]:
        for position, unit in enumerate(self.inputs.units):
            parts = self.parts[position]
            for component, amount in zip(self.components, parts, strict=True):
                yield TraceRow(
                    unit=unit,
                    component=component.code,
                    method=component.method,
                    value=component.values[unit],
                    base_value=component.base_values[unit] if component.base_values else None,
                    share=component.share(position),
                    weight=component.weight,
                    amount=amount,
                )
            if self.bounds is not None and self.inputs.reference is not None:
                yield TraceRow(
                    unit=unit,
                    component=BOUNDS,
                    method=self.bounds.held[unit].value,
                    value=self.inputs.reference[unit],
                    base_value=None,
                    share=None,
                    weight=None,
                    amount=self.amounts[unit] - sum(parts),
                )
