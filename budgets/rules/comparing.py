"""Two or more ways of dividing the same money, side by side. Amounts in cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Cell:
    """One unit in one scenario: cents, and the difference from the baseline.

    `amount` is None where the unit is not part of the scenario, `difference` where either side
    lacks it; `percent` (of the baseline's amount) also where the baseline gives nothing.
    """

    amount: int | None
    difference: int | None
    percent: Fraction | None


@dataclass(frozen=True)
class Row:
    """One unit in all scenarios, in the order in which the scenarios were given."""

    unit: str
    cells: tuple[Cell, ...]

    @property
    def largest_difference(self) -> int:
        """The largest distance from the baseline, without sign."""
        return max((abs(cell.difference or 0) for cell in self.cells), default=0)


def compare(
    scenarios: Sequence[Mapping[str, int]], baseline: Mapping[str, int] | None = None
) -> tuple[Row, ...]:
    """Align scenarios (unit → cents) by unit; without a baseline the first one is it.

    Rows come in the order of their units. Raises ValueError without a scenario.
    """
    if not scenarios:
        raise ValueError("nothing to compare")
    basis = scenarios[0] if baseline is None else baseline
    units = sorted({*basis, *(unit for scenario in scenarios for unit in scenario)})
    return tuple(
        Row(
            unit,
            tuple(_cell(scenario.get(unit), basis.get(unit)) for scenario in scenarios),
        )
        for unit in units
    )


def winners_and_losers(
    rows: Sequence[Row], scenario: int
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The units that get more and those that get less than in the baseline, largest first."""
    moved = [row for row in rows if row.cells[scenario].difference]

    def size(row: Row) -> tuple[int, str]:
        return -abs(row.cells[scenario].difference or 0), row.unit

    more = sorted((row for row in moved if (row.cells[scenario].difference or 0) > 0), key=size)
    less = sorted((row for row in moved if (row.cells[scenario].difference or 0) < 0), key=size)
    return tuple(more), tuple(less)


def _cell(amount: int | None, basis: int | None) -> Cell:
    if amount is None or basis is None:
        return Cell(amount, None, None)
    difference = amount - basis
    return Cell(amount, difference, Fraction(difference * 100, basis) if basis else None)
