"""Laying out the way to a higher indicator share, and making its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.allocation import AllocationError, allocate
from budgets.allocation.numbers import decimal_text
from budgets.allocation.transition import Interval, transition_path
from budgets.models import AllocationRun, Fund, TransitionPath, TransitionStep
from budgets.models.problems import Gap
from budgets.services.inputs import collect, gap_of
from budgets.services.runs import copy_run
from sro import access
from sro.audit import trail
from sro.periods import Quarter
from sro.records import StaleRecord, create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known

_SHAPE = frozenset(
    {"start_share", "target_share", "step", "interval", "first_year", "first_quarter"}
)


@dataclass(frozen=True)
class StepPreview:
    """What a step would give with today's figures of the template: district key → cents.

    `amounts` is None while something is missing; `gaps` says what.
    """

    step: TransitionStep
    amounts: dict[str, int] | None
    gaps: list[Gap]


def create_path(
    *,
    actor: Any,
    name: str,
    template: AllocationRun,
    start_share: Decimal,
    target_share: Decimal,
    step: Decimal,
    interval: str = Interval.YEARLY.value,
    first_year: int,
    first_quarter: int = 1,
    now: datetime,
) -> TransitionPath:
    """Lay out a path and its steps. Shares and step lie between 0 and 1 (0.1 = 10 points).

    Raises ValidationError for shapes that are no path.
    """
    access.require(actor, "view", template)
    with transaction.atomic():
        path = create_record(
            actor,
            TransitionPath(
                name=name.strip(),
                template=template,
                start_share=start_share,
                target_share=target_share,
                step=step,
                interval=interval,
                first_year=first_year,
                first_quarter=first_quarter,
                created_by=actor,
                created_at=now,
            ),
        )
        _write_steps(path)
        trail.record(actor, "transition_path.created", path, now=now)
    return path


def update_path(
    *, actor: Any, path: TransitionPath, changes: dict[str, Any], version: int, now: datetime
) -> TransitionPath:
    """Change a path; another shape makes new steps, which is possible until one has a run."""
    only_known(changes, _SHAPE | {"name", "template"})
    with transaction.atomic():
        current = locked(path)
        if current.version != version:
            raise StaleRecord(current)
        reshaped = any(
            name in _SHAPE and getattr(current, name) != value for name, value in changes.items()
        )
        if reshaped and current.steps.filter(run__isnull=False).exists():
            raise NotPossible(
                _("Steps of this path have allocations already. Please lay out a new path.")
            )
        after = update_record(actor, current, changes, version)
        if reshaped:
            after.steps.all().delete()
            _write_steps(after)
        if after.version != version:
            trail.record(actor, "transition_path.changed", after, now=now, fields=sorted(changes))
    return after


def delete_path(*, actor: Any, path: TransitionPath, version: int, now: datetime) -> None:
    """Throw a path away; runs made from it stay."""
    with transaction.atomic():
        trail.record(actor, "transition_path.deleted", path, now=now, path_name=path.name)
        delete_record(actor, path, version)


def create_step_run(*, actor: Any, step: TransitionStep, now: datetime) -> AllocationRun:
    """Lay out the draft of one step in the fund of its year, with the template's parameters.

    The indicators keep the template's reference dates; newer ones are chosen in the draft.
    Raises NotPossible while the year has no such fund, or when the step has its run already.
    """
    with transaction.atomic():
        current = locked(step)
        access.require(actor, "change", current)
        if current.run_id is not None:
            raise NotPossible(_("This step has its allocation already."))
        path = current.path
        template = path.template
        fund = Fund.objects.filter(
            budget_year__year=current.starts_on.year,
            kind=template.fund.kind,
            **({"name": template.fund.name} if template.fund.kind == "other" else {}),
        ).first()
        if fund is None:
            raise NotPossible(
                _("There is no fund “%(fund)s” in the budget of %(year)s yet.")
                % {"fund": template.fund.name, "year": current.starts_on.year}
            )
        run = copy_run(
            actor=actor,
            run=template,
            name=_("%(path)s, step %(position)s (%(share)s %%)")
            % {
                "path": path.name[:80],
                "position": current.position,
                "share": f"{(current.share * 100).normalize():f}".replace(".", ","),
            },
            fund=fund,
            changes={"indicator_share": current.share},
            now=now,
        )
        update_record(actor, current, {"run": run}, current.version)
        trail.record(actor, "transition_step.run_created", current, now=now, run=run.pk)
    return run


def preview(*, actor: Any, path: TransitionPath) -> list[StepPreview]:
    """What each step would give with today's figures of the template. Writes nothing."""
    access.require(actor, "view", path)
    previews = []
    for step in path.steps.order_by("position"):
        collected = collect(path.template, share=step.share)
        if collected.inputs is None:
            previews.append(StepPreview(step, None, collected.gaps))
            continue
        try:
            result = allocate(collected.inputs)
        except AllocationError as error:
            previews.append(StepPreview(step, None, [gap_of(error, collected)]))
        else:
            previews.append(StepPreview(step, dict(result.amounts), []))
    return previews


def _write_steps(path: TransitionPath) -> None:
    try:
        steps = transition_path(
            Fraction(path.start_share),
            Fraction(path.step),
            Fraction(path.target_share),
            begin=Quarter(path.first_year, path.first_quarter),
            interval=Interval(path.interval),
        )
    except (AllocationError, ValueError) as error:
        message = (
            _(error.template) % error.params
            if isinstance(error, AllocationError)
            else _("This is no transition path.")
        )
        raise ValidationError(message) from error
    for position, step in enumerate(steps, start=1):
        row = TransitionStep(
            path=path,
            position=position,
            share=Decimal(decimal_text(step.share)),
            starts_on=step.period.start,
            # A step of a path always has an end.
            ends_on=cast("date", step.period.end),
        )
        row.full_clean()
        row.save(force_insert=True)
