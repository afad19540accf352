"""The background work of budgets and what becomes of a run when it ends badly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sro.ui.jobs import Kind, register

if TYPE_CHECKING:
    from budgets.models import AllocationRun
    from sro.ui.models import Job

ALLOCATION = "budgets.allocation"
COMMITMENTS = "budgets.commitments"
MATCHING = "budgets.matching"


def scope_of(run: AllocationRun) -> str:
    """What may only be calculated once at a time: a fund of a year, or a district's part of it."""
    inside = f".district.{run.district_id}" if run.district_id else ""
    return f"budgets.fund.{run.fund_id}{inside}"


def _failed(job: Job) -> None:
    from budgets.services.calculation import mark_failed

    mark_failed(job)


def _cancelled(job: Job) -> None:
    from budgets.services.calculation import mark_cancelled

    mark_cancelled(job)


register(
    Kind(
        name=ALLOCATION,
        task="budgets.calculate_run",
        on_failed=_failed,
        on_cancelled=_cancelled,
    )
)
# Nothing to tidy up: what is not calculated yet stays noted as due.
register(Kind(name=COMMITMENTS, task="budgets.recalculate_commitments"))
# Half a job leaves nothing behind: what it found is written all at once.
register(Kind(name=MATCHING, task="budgets.match_bookings"))
