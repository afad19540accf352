"""Scenarios of one kind of fund side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from budgets.models import Allocation, AllocationRun
from budgets.rules.comparing import Row, compare, winners_and_losers
from networks.models import District, SocialSpace
from sro.money import cents_from_decimal

MAX_SCENARIOS = 6


@dataclass(frozen=True)
class Comparison:
    """Runs in columns, units in rows (by key); differences against `baseline`, in cents.

    `totals` are the sums of each run. `units` maps the keys of the rows to districts, or to social
    spaces where the runs divide the money of one district.
    """

    runs: tuple[AllocationRun, ...]
    baseline: AllocationRun
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    units: dict[str, District | SocialSpace]

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

    Raises ValidationError for a run without result, for too few or many of them and for runs that
    divide different money, PermissionDenied for runs out of the actor's reach.
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
    if len({run.district_id for run in found.values()}) > 1:
        raise ValidationError(_("These allocations divide different money."))
    units: dict[str, District | SocialSpace] = {}
    for row in Allocation.objects.filter(run__in=ids).with_units():
        amounts[row.run_id][row.unit.key] = cents_from_decimal(row.amount)
        units[row.unit.key] = row.unit
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
        units=units,
    )
