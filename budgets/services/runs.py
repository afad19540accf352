"""Laying out allocation runs: parameters, copies, start and cancellation of the calculation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from budgets.allocation import Direction, Method
from budgets.jobs import ALLOCATION, scope_of
from budgets.models import AllocationRun, Fund, Indicator, IndicatorSelection
from budgets.models.problems import Gap
from budgets.rules.states import RUN_TRANSITIONS
from budgets.services.errors import AlreadyRunning, refused
from budgets.services.inputs import collect
from budgets.services.inside import amount_gaps
from budgets.services.years import require_open
from networks.models import District
from sro import access
from sro.audit import trail
from sro.records import StaleRecord, create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known
from sro.states import TransitionRefused, next_state
from sro.ui.services.jobs import JobBusy, cancel_job, reap_jobs, start_job

PARAMETERS = (
    "amount",
    "indicator_share",
    "outflow_year",
    "floor_percent",
    "cap_percent",
    "reference_kind",
    "reference_run",
)
_FIELDS = frozenset({"name", "note", *PARAMETERS})


@dataclass(frozen=True)
class SelectionData:
    """One indicator as a run shall use it. `base` is needed under range_weighted only."""

    indicator: Indicator
    reference_date: date
    weight: Decimal = Decimal(1)
    method: str = Method.PROPORTIONAL.value
    direction: str = Direction.DIRECT.value
    base: Indicator | None = None

    @classmethod
    def usual(
        cls, indicator: Indicator, reference_date: date, weight: Decimal = Decimal(1)
    ) -> SelectionData:
        """The indicator as the catalogue says it is used."""
        return cls(
            indicator,
            reference_date,
            weight,
            indicator.default_method,
            indicator.default_direction,
            indicator.default_base,
        )


def create_run(
    *,
    actor: Any,
    fund: Fund,
    district: District | None = None,
    name: str,
    parameters: Mapping[str, Any],
    selections: Sequence[SelectionData] = (),
    note: str = "",
    now: datetime,
) -> AllocationRun:
    """Lay out a run as a draft. `parameters` are the fields named in PARAMETERS.

    With a district the run divides `amount` (euro) of that district's money among its social spaces
    by indicators alone.

    Raises ValidationError, NotPossible in a closed year.
    """
    only_known(parameters, _FIELDS)
    with transaction.atomic():
        require_open(fund.budget_year)
        run = create_record(
            actor,
            AllocationRun(
                fund=fund,
                district=district,
                name=name.strip(),
                note=note,
                created_by=actor,
                created_at=now,
                **parameters,
            ),
        )
        _write_selections(run, selections)
        inside = {"district": district.pk} if district else {}
        trail.record(actor, "allocation_run.created", run, now=now, fund=fund.pk, **inside)
    return run


def update_run(
    *,
    actor: Any,
    run: AllocationRun,
    changes: Mapping[str, Any],
    selections: Sequence[SelectionData] | None = None,
    version: int,
    now: datetime,
) -> AllocationRun:
    """Change a run that is not decided about; other parameters throw its result away.

    Name and note alone leave the result. `selections` replaces all indicators; None leaves them.
    Raises StaleRecord, NotPossible (being calculated, proposed, decided), ValidationError.
    """
    only_known(changes, _FIELDS)
    with transaction.atomic():
        require_open(run.fund.budget_year)
        current = locked(run)
        access.require(actor, "change", current)
        if current.version != version:
            raise StaleRecord(current)
        try:
            next_state(RUN_TRANSITIONS, "revise", current.state)
        except TransitionRefused as error:
            raise refused(error) from error
        calculated_anew = selections is not None and _selected(current) != list(selections)
        calculated_anew |= any(
            name in PARAMETERS and getattr(current, name) != value
            for name, value in changes.items()
        )
        if calculated_anew:
            current = _forget_result(current)
        after = update_record(actor, current, changes, current.version)
        if calculated_anew and selections is not None:
            after.selections.all().delete()
            _write_selections(after, selections)
        if after.version != version:
            trail.record(actor, "allocation_run.changed", after, now=now, fields=sorted(changes))
    return after


def copy_run(
    *,
    actor: Any,
    run: AllocationRun,
    name: str,
    fund: Fund | None = None,
    changes: Mapping[str, Any] | None = None,
    now: datetime,
) -> AllocationRun:
    """Lay out a draft with the parameters of another run, for the same fund unless told."""
    access.require(actor, "view", run)
    parameters = {each: getattr(run, each) for each in PARAMETERS} | dict(changes or {})
    return create_run(
        actor=actor,
        fund=fund or run.fund,
        district=run.district,
        name=name,
        parameters=parameters,
        selections=_selected(run),
        note=run.note,
        now=now,
    )


def delete_run(*, actor: Any, run: AllocationRun, version: int, now: datetime) -> None:
    """Throw a run away that nobody decides or has decided about. Raises NotPossible."""
    with transaction.atomic():
        current = locked(run)
        access.require(actor, "delete", current)
        try:
            next_state(RUN_TRANSITIONS, "revise", current.state)
        except TransitionRefused as error:
            raise refused(error) from error
        trail.record(actor, "allocation_run.deleted", current, now=now, run_name=current.name)
        try:
            delete_record(actor, current, version)
        except ProtectedError as error:
            raise NotPossible(
                _("A transition path or another allocation builds on this one; it stays.")
            ) from error


def gaps(*, actor: Any, run: AllocationRun) -> list[Gap]:
    """Everything that keeps the run from being calculated today; empty if it can be."""
    access.require(actor, "view", run)
    return [*collect(run).gaps, *amount_gaps(run)]


def start_run(
    *, actor: Any, run: AllocationRun, result_address: str = "", now: datetime
) -> AllocationRun:
    """Hand the calculation to a worker; it starts when the transaction commits.

    An old result is thrown away. Raises AlreadyRunning while another calculation of the same money
    is under way, NotPossible in a state from which it does not start.
    """
    access.require(actor, "calculate", run)
    # A calculation whose worker has died must not stand in the way.
    reap_jobs(now=now, scope=scope_of(run))
    with transaction.atomic():
        # Year, fund, run: always locked in this order. Two starts follow one another.
        require_open(run.fund.budget_year)
        locked(run.fund)
        current = locked(run)
        other = AllocationRun.objects.active().of_same_money(current).first()
        if other is not None:
            raise AlreadyRunning(other)
        try:
            state = next_state(RUN_TRANSITIONS, "start", current.state)
        except TransitionRefused as error:
            raise refused(error) from error
        current = _forget_result(current)
        try:
            current.job = start_job(
                actor=actor,
                kind=ALLOCATION,
                scope=scope_of(current),
                title=_("Allocation “%(name)s”") % {"name": current.name},
                target_id=current.pk,
                result_address=result_address,
                now=now,
            )
        except JobBusy as error:
            raise NotPossible(error.messages) from error
        current.state = state.value
        current.save(update_fields=["state", "job"])
        trail.record(actor, "allocation_run.started", current, now=now)
        current.refresh_from_db()
    return current


def cancel_run(*, actor: Any, run: AllocationRun, now: datetime) -> AllocationRun:
    """Stop the calculation: a waiting one at once, a running one before its next step."""
    access.require(actor, "calculate", run)
    reap_jobs(now=now, scope=scope_of(run))
    with transaction.atomic():
        # First the job, then the run: the order in which the worker locks them, too.
        job = AllocationRun.objects.get(pk=run.pk).job
        if job is None or not job.is_active:
            raise refused(TransitionRefused("state", "cancel", run.state))
        cancel_job(actor=actor, job=job, now=now)
        trail.record(actor, "allocation_run.cancel_requested", run, now=now)
    return AllocationRun.objects.get(pk=run.pk)


def _forget_result(run: AllocationRun) -> AllocationRun:
    """Back to a draft without amounts, inside the caller's transaction."""
    run.allocations.all().delete()
    run.state = next_state(RUN_TRANSITIONS, "revise", run.state).value
    run.job = None
    run.problem = None
    run.snapshot = None
    run.checksum = ""
    run.formula_version = ""
    run.calculated_at = None
    run.save(
        update_fields=[
            "state",
            "job",
            "problem",
            "snapshot",
            "checksum",
            "formula_version",
            "calculated_at",
        ]
    )
    run.refresh_from_db()
    return run


def _write_selections(run: AllocationRun, selections: Sequence[SelectionData]) -> None:
    for position, data in enumerate(selections, start=1):
        selection = IndicatorSelection(
            run=run,
            position=position,
            indicator=data.indicator,
            weight=data.weight,
            method=data.method,
            direction=data.direction,
            # A base that the method does not use would only confuse the explanation.
            base=data.base if data.method == Method.RANGE_WEIGHTED else None,
            reference_date=data.reference_date,
        )
        try:
            selection.full_clean()
        except ValidationError as error:
            raise ValidationError(
                [f"{data.indicator.name}: {message}" for message in error.messages]
            ) from error
        selection.save(force_insert=True)


def _selected(run: AllocationRun) -> list[SelectionData]:
    return [
        SelectionData(
            each.indicator,
            each.reference_date,
            each.weight,
            each.method,
            each.direction,
            each.base,
        )
        for each in run.selections.select_related("indicator", "base")
    ]
