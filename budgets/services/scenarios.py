"""Scenarios of one kind of fund side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from budgets.models import Allocation, AllocationRun
from budgets.rules.comparing import Row, compare, winners_and_losers
from networks.models import District
from sro.money import cents_from_decimal

MAX_SCENARIOS = 6


@dataclass(frozen=True)
class Comparison:
    """Runs in columns, districts in rows (by key); differences against `baseline`, in cents.

    `totals` are the sums of each run. `districts` maps the keys of the rows to districts.
    """

    runs: tuple[AllocationRun, ...]
    baseline: AllocationRun
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    districts: dict[str, District]

    def by_difference(self) -> tuple[Row, ...]:
        """The rows, the largest difference first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.largest_difference, row.unit)))

    def winners(self, column: int) -> tuple[Row, ...]:
        """Who gets more in the run of this column than in the baseline, largest first."""
        return winners_and_losers(self.rows, column)[0]

    def losers(self, column: int) -> tuple[Row, ...]:
        """Who gets less, largest first."""
        return winners_and_losers(self.rows, column)[1]


def compare_runs(
    *, actor: Any, runs: Sequence[AllocationRun], baseline: AllocationRun | None = None
) -> Comparison:
    """Compare two to six calculated runs; without a baseline the first one is it.

    Raises ValidationError for a run without result or too few or many of them, PermissionDenied
    for runs out of the actor's reach.
    """
    basis = baseline or (runs[0] if runs else None)
    wanted = {run.pk for run in runs}
    if basis is None or not 2 <= len(wanted | {basis.pk}) <= MAX_SCENARIOS:
        raise ValidationError(
            _("Please choose two to %(limit)s allocations.") % {"limit": MAX_SCENARIOS}
        )
    ids = wanted | {basis.pk}
    visible = AllocationRun.objects.visible_to(actor).filter(pk__in=ids).with_people()
    found = {run.pk: run for run in visible}
    if found.keys() != ids:
        raise PermissionDenied("view budgets.AllocationRun")
    ordered = tuple(found[pk] for pk in dict.fromkeys(run.pk for run in runs))
    amounts: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    districts: dict[str, District] = {}
    for row in Allocation.objects.filter(run__in=ids).select_related("district"):
        amounts[row.run_id][row.district.key] = cents_from_decimal(row.amount)
        districts[row.district.key] = row.district
    for pk in ids:
        if not amounts[pk]:
            raise ValidationError(
                _("“%(name)s” has not been calculated yet.") % {"name": found[pk].name}
            )
    columns = [amounts[run.pk] for run in ordered]
    return Comparison(
        runs=ordered,
        baseline=found[basis.pk],
        rows=compare(columns, amounts[basis.pk]),
        totals=tuple(sum(column.values()) for column in columns),
        districts=districts,
    )
