"""The calculation as a worker does it: complete or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from budgets.allocation import (
    BOUNDS,
    CURRENT,
    OUTFLOW,
    AllocationError,
    AllocationResult,
    TraceRow,
    allocate,
)
from budgets.allocation.frozen import checksum
from budgets.allocation.numbers import decimal_text, fraction_text, rounded_text
from budgets.models import Allocation, AllocationPart, AllocationRun
from budgets.rules.states import ACTIVE, RUN_TRANSITIONS, RunState
from budgets.services.errors import CannotCalculate
from budgets.services.explaining import origin_of
from budgets.services.inputs import Collected, Unit, collect, gap_of
from budgets.services.inside import amount_gaps
from budgets.services.snapshots import snapshot_of
from sro.audit import trail
from sro.money import decimal_from_cents
from sro.records import locked
from sro.states import next_state
from sro.ui.imports import copy_rows
from sro.ui.models import Job
from sro.ui.services.jobs import JobCancelled, JobHandle

STEPS = 3


def perform(*, handle: JobHandle, clock: Callable[[], datetime]) -> None:
    """Calculate the run of a job in three steps, between which it can be cancelled.

    The result is written in one transaction together with the end of the job. Raises
    CannotCalculate (kept with the run as its reason), JobCancelled.
    """
    run = _begin(handle.job)
    handle.progress(0, STEPS, _("Collecting figures"))
    collected = collect(run)
    handle.progress(1, STEPS, _("Calculating"))
    result = _result(run, collected)
    handle.progress(2, STEPS, _("Saving the result"))
    with transaction.atomic():
        now = clock()
        # Job first, run second, as everywhere.
        handle.finish(now)
        store(run=run, collected=collected, result=result, now=now)
        trail.record(
            handle.job.created_by,
            "allocation_run.calculated",
            run,
            now=now,
            formula=result.formula,
        )


def store(
    *, run: AllocationRun, collected: Collected, result: AllocationResult, now: datetime
) -> None:
    """Write amounts, explanation and snapshot, inside the caller's transaction."""
    current = locked(run)
    current.state = next_state(RUN_TRANSITIONS, "finish", current.state).value
    _write_amounts(current, collected, result)
    snapshot = snapshot_of(collected, result)
    current.formula_version = result.formula
    current.calculated_at = now
    current.snapshot = snapshot
    current.checksum = checksum(snapshot)
    current.problem = None
    current.save(
        update_fields=[
            "state",
            "formula_version",
            "calculated_at",
            "snapshot",
            "checksum",
            "problem",
        ]
    )


def mark_failed(job: Job) -> None:
    """Leave the run of a failed job with its reason, in the job's transaction."""
    run = _run_of(job)
    if run is None:
        return
    reason = run.problem or {"text": job.error}
    run.state = next_state(RUN_TRANSITIONS, "fail", run.state, job.error or "-").value
    run.problem = reason
    run.save(update_fields=["state", "problem"])
    # Nobody did this: the trail names no person, only whose job it was.
    trail.record(
        None,
        "allocation_run.failed",
        run,
        now=job.finished_at,
        reason=run.problem_text,
        started_by=job.created_by_id,
    )


def mark_cancelled(job: Job) -> None:
    """Leave the run of a cancelled job without result, in the job's transaction."""
    run = _run_of(job)
    if run is None:
        return
    run.state = next_state(RUN_TRANSITIONS, "cancel", run.state).value
    run.save(update_fields=["state"])
    # Who asked for it stands in the line before ("allocation_run.cancel_requested").
    trail.record(
        None, "allocation_run.cancelled", run, now=job.finished_at, started_by=job.created_by_id
    )


def _run_of(job: Job) -> AllocationRun | None:
    return (
        AllocationRun.objects.select_for_update(of=("self",))
        .filter(job=job, state__in=[state.value for state in ACTIVE])
        .first()
    )


def _begin(job: Job) -> AllocationRun:
    with transaction.atomic():
        run = _run_of(job)
        if run is None or run.state != RunState.QUEUED:
            raise JobCancelled
        run.state = next_state(RUN_TRANSITIONS, "begin", run.state).value
        run.save(update_fields=["state"])
    return AllocationRun.objects.select_related(
        "fund__budget_year", "district", "reference_run"
    ).get(pk=run.pk)


def _result(run: AllocationRun, collected: Collected) -> AllocationResult:
    gaps = [*collected.gaps, *amount_gaps(run)]
    if collected.inputs is not None and not gaps:
        try:
            return allocate(collected.inputs, CURRENT)
        except AllocationError as error:
            gaps = [gap_of(error, collected)]
    AllocationRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        problem={"gaps": [gap.as_json() for gap in gaps]}
    )
    raise CannotCalculate(gaps)


def _write_amounts(run: AllocationRun, collected: Collected, result: AllocationResult) -> None:
    """Some hundred amounts, some thousand parts: the parts by COPY."""
    units = {unit.key: unit for unit in collected.units}
    run.allocations.all().delete()
    written = Allocation.objects.bulk_create(
        Allocation(
            run=run,
            **_place(run, units[unit]),
            position=position,
            amount=decimal_from_cents(cents),
        )
        for position, (unit, cents) in enumerate(result.amounts.items(), start=1)
    )
    ids = {unit: each.pk for unit, each in zip(result.amounts, written, strict=True)}
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            AllocationPart._meta.db_table,
            _PART_COLUMNS,
            _part_rows(collected, result, ids),
        )


def _place(run: AllocationRun, unit: Unit) -> dict[str, Any]:
    if run.district_id is None:
        return {"district": unit}
    return {"district_id": run.district_id, "social_space": unit}


_PART_COLUMNS = (
    "allocation_id",
    "position",
    "component",
    "indicator_id",
    "method",
    "value",
    "base_value",
    "value_date",
    "source",
    "is_manual",
    "share_exact",
    "share",
    "weight_exact",
    "weight",
    "amount",
)


def _part_rows(
    collected: Collected, result: AllocationResult, ids: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    selections = {each.indicator.code: each for each in collected.selections}
    units = {unit.key: unit for unit in collected.units}
    weights = {row.component: row.weight for row in result.rows_of(result.inputs.units[0])}
    weight_texts = {
        component: ("", None)
        if weight is None
        else (fraction_text(weight), Decimal(rounded_text(weight)))
        for component, weight in weights.items()
    }
    unit, position = "", 0
    for row in result.trace:
        position = position + 1 if row.unit == unit else 1
        unit = row.unit
        selection = selections.get(row.component)
        origin = origin_of(collected, row.component, units[unit], selection)
        weight_exact, weight = weight_texts[row.component]
        yield (
            ids[unit],
            position,
            row.component,
            selection.indicator_id if selection else None,
            row.method,
            _value(row),
            None if row.base_value is None else Decimal(decimal_text(row.base_value)),
            origin.day,
            origin.source,
            origin.is_manual,
            "" if row.share is None else fraction_text(row.share),
            None if row.share is None else Decimal(rounded_text(row.share)),
            weight_exact,
            weight,
            decimal_from_cents(row.amount),
        )


def _value(row: TraceRow) -> Decimal:
    if row.component in (OUTFLOW, BOUNDS):
        return decimal_from_cents(int(row.value))
    return Decimal(decimal_text(Fraction(row.value)))
