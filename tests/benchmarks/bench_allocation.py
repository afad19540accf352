"""A whole calculation against the bulk insert of the rows it writes.

500 districts, 12 indicators and previous outflow, as the worker does it: collect the figures,
calculate exactly, freeze, write amounts, parts and snapshot, mark the job. The other side writes
the same amounts and parts by Django's bulk_create from objects that are ready.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.models import (
    Allocation,
    AllocationPart,
    AllocationRun,
    BudgetYear,
    Fund,
    Indicator,
    IndicatorSelection,
    IndicatorValue,
    Outflow,
)
from budgets.services.runs import start_run
from budgets.tasks import calculate_run
from networks.models import District, Municipality
from networks.models.search import search_fields
from sro.access import Role
from tests.people import person

DISTRICTS = 500
INDICATORS = 12
MOST_TIMES = 20
ROUNDS = 3
NOW = datetime(2018, 3, 1, 9, 30, tzinfo=UTC)
AS_OF = date(2017, 12, 31)
METHODS = ("proportional", "range_weighted")


def run() -> list[dict[str, Any]]:
    """Seconds from the waiting job to the stored result, as a multiple of the bulk insert."""
    actor = person(Role.CONTROLLER)
    scenario = _scenario(actor)
    ours, theirs = [], []
    for _round in range(ROUNDS):
        with transaction.atomic():
            started = start_run(actor=actor, run=scenario, now=NOW)
            ours.append(_seconds(lambda job=started.job_id: calculate_run(job)))
            scenario.refresh_from_db()
            assert scenario.state == "complete", scenario.problem_text
            amounts, parts = _ready(scenario)
            scenario.allocations.all().delete()
            theirs.append(_seconds(lambda a=amounts, p=parts: _bulk_insert(a, p)))
            transaction.set_rollback(True)
        scenario.refresh_from_db()
    insert = min(theirs)
    return [
        {
            "name": f"allocation of {DISTRICTS} × {INDICATORS}, explained and stored "
            f"(bulk insert: {insert:.2f} s)",
            "measured": min(ours) / insert,
            "limit": MOST_TIMES,
            "unit": "× insert",
        }
    ]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ready(run: AllocationRun) -> tuple[list[Allocation], list[list[AllocationPart]]]:
    """The rows of the run as new objects, complete but for their keys."""
    amounts, parts = [], []
    for amount in run.allocations.prefetch_related("parts"):
        parts.append(list(amount.parts.all()))
        amount.pk = None
        amounts.append(amount)
        for part in parts[-1]:
            part.pk = None
    return amounts, parts


def _bulk_insert(amounts: list[Allocation], parts: list[list[AllocationPart]]) -> None:
    written = Allocation.objects.bulk_create(amounts)
    for amount, belonging in zip(written, parts, strict=True):
        for part in belonging:
            part.allocation_id = amount.pk
    AllocationPart.objects.bulk_create(part for belonging in parts for part in belonging)


def _scenario(actor: Any) -> AllocationRun:
    dice = random.Random(2018)
    districts = _districts()
    indicators = [_indicator(number) for number in range(INDICATORS)]
    base = _indicator(INDICATORS)
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=indicator,
            district=district,
            reference_date=AS_OF,
            value=Decimal(dice.randrange(1, 10_000_000)) / 100,
        )
        for indicator in (*indicators, base)
        for district in districts
    )
    Outflow.objects.bulk_create(
        Outflow(
            fund_kind="fall",
            year=2016,
            district=district,
            amount=Decimal(dice.randrange(1, 100_000_000)) / 100,
            booked_on=date(2016, 12, 31),
            source="erfunden",
            entered_by=actor,
            entered_at=NOW,
        )
        for district in districts
    )
    fund = Fund.objects.create(
        budget_year=BudgetYear.objects.create(year=2018),
        kind="fall",
        slug="fall",
        name="Fall",
        amount=Decimal("545000000.01"),
    )
    scenario = AllocationRun.objects.create(
        fund=fund, name="Messung", indicator_share=Decimal("0.6"), outflow_year=2016
    )
    for position, indicator in enumerate(indicators, start=1):
        method = METHODS[position % len(METHODS)]
        IndicatorSelection.objects.create(
            run=scenario,
            indicator=indicator,
            position=position,
            weight=position,
            method=method,
            direction="direct",
            base=base if method == "range_weighted" else None,
            reference_date=AS_OF,
        )
    return scenario


def _districts() -> list[District]:
    municipality = Municipality.objects.create(key="99", name="Musterstadt")
    return District.objects.bulk_create(
        District(
            municipality=municipality,
            key=f"{number:04}",
            name=f"Bezirk {number}",
            valid_from=date(2000, 1, 1),
            **search_fields(f"Bezirk {number}", f"{number:04}"),
        )
        for number in range(DISTRICTS)
    )


def _indicator(number: int) -> Indicator:
    return Indicator.objects.create(
        code=f"indicator_{number}",
        name=f"Kennzahl {number}",
        unit="Personen",
        kind="count",
        source="erfunden",
    )
