"""The result of a run as pages, spreadsheets and papers show it: one shape for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.allocation import BOUNDS, OUTFLOW
from budgets.models import Allocation, AllocationPart, AllocationRun
from budgets.rules.states import WITH_RESULT
from networks.models import District, SocialSpace


@dataclass(frozen=True)
class Line:
    """The amount of a district or social space with its explanation. Amounts in euro.

    `previous` is the outflow the run compared with, None where the run used none.
    """

    unit: District | SocialSpace
    amount: Decimal
    total: Decimal
    parts: tuple[AllocationPart, ...]

    @property
    def share(self) -> Decimal:
        """The unit's part of the whole, 0–1, for reading."""
        return self.amount / self.total if self.total else Decimal(0)

    @property
    def previous(self) -> Decimal | None:
        """The previous outflow, as it went into the calculation."""
        return next((p.value for p in self.parts if p.component == OUTFLOW), None)

    @property
    def difference(self) -> Decimal | None:
        """The amount less the previous outflow."""
        return None if self.previous is None else self.amount - self.previous

    @property
    def difference_share(self) -> Decimal | None:
        """The difference as a part of the previous outflow; None without or at zero."""
        if not self.previous:
            return None
        return (self.amount - self.previous) / self.previous

    @property
    def parts_total(self) -> Decimal:
        """The sum of the parts; it is the amount."""
        return sum((part.amount for part in self.parts), Decimal(0))


@dataclass(frozen=True)
class Result:
    """All units of a run in the order of their keys."""

    run: AllocationRun
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """The sum of all amounts; it is what was divided at the time of calculation."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def previous_total(self) -> Decimal | None:
        """The sum of the previous outflow; None where the run used none."""
        known = [line.previous for line in self.lines if line.previous is not None]
        if not known or len(known) < len(self.lines):
            return None
        return sum(known, Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """The total less the previous outflow of all."""
        return None if self.previous_total is None else self.total - self.previous_total

    @property
    def difference_share(self) -> Decimal | None:
        """The difference as a part of the previous outflow; None without or at zero."""
        previous = self.previous_total
        return (self.total - previous) / previous if previous else None

    def line(self, key: str) -> Line | None:
        """Return the line of one district or social space."""
        return next((line for line in self.lines if line.unit.key == key), None)

    def component_totals(self) -> list[tuple[AllocationPart, Decimal]]:
        """Return what each component distributes in all, in the order of the explanation."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        first: dict[str, AllocationPart] = {}
        for line in self.lines:
            for part in line.parts:
                totals[part.component] += part.amount
                first.setdefault(part.component, part)
        return [(first[name], amount) for name, amount in totals.items()]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    @property
    def has_bounds(self) -> bool:
        """Whether floors or caps changed amounts."""
        return any(p.component == BOUNDS for line in self.lines for p in line.parts)


def result_of(*, actor: Any, run: AllocationRun) -> Result | None:
    """Return the run's result, or None while there is none. Three queries for any size."""
    if run.state not in WITH_RESULT:
        return None
    allocations = list(Allocation.objects.visible_to(actor).filter(run=run).with_units().by_unit())
    parts: dict[int, list[AllocationPart]] = defaultdict(list)
    for part in (
        AllocationPart.objects.visible_to(actor)
        .filter(allocation__run=run)
        .select_related("indicator")
        .order_by("allocation", "position")
    ):
        parts[part.allocation_id].append(part)
    total = sum((a.amount for a in allocations), Decimal(0))
    lines = tuple(Line(a.unit, a.amount, total, tuple(parts[a.pk])) for a in allocations)
    return Result(run, lines) if lines else None
