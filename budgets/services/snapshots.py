"""A run as it is kept for ever: everything that led to the result, and the result."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.allocation import AllocationResult
from budgets.allocation.frozen import freeze
from budgets.models import AllocationRun, IndicatorSelection
from budgets.services.inputs import Collected
from budgets.services.outflow import OutflowFigure

SCHEMA = "sro-allocation-1"

Document = dict[str, Any]


def snapshot_of(collected: Collected, result: AllocationResult) -> Document:
    """The snapshot: run, parameters, figures with their origin, and the frozen calculation.

    Holds only objects, lists, texts, whole numbers, true/false and null, so that its checksum is
    the same after any JSON store. Amounts of money are texts in euro, in `allocation` cents.
    """
    run = collected.run
    return {
        "schema": SCHEMA,
        "run": {
            "id": run.pk,
            "name": run.name,
            "note": run.note,
            "budget_year": run.fund.budget_year.year,
            "fund": {"id": run.fund_id, "kind": run.fund.kind, "name": run.fund.name},
            **_inside(run),
        },
        "parameters": {
            "indicator_share": plain(collected.share),
            "outflow_year": run.outflow_year,
            "floor_percent": plain(run.floor_percent),
            "cap_percent": plain(run.cap_percent),
            "reference_kind": run.reference_kind,
            "reference_run": run.reference_run_id,
        },
        "units": {unit.key: unit.name for unit in collected.units},
        "indicators": {
            selection.indicator.code: _selection(collected, selection)
            for selection in collected.selections
        },
        "outflow": {figure.district.key: _figure(figure) for figure in collected.outflow.values()},
        "allocation": freeze(result),
    }


def plain(number: Decimal | None) -> str | None:
    """A decimal number without superfluous zeros: "0.6"."""
    return None if number is None else f"{number.normalize():f}"


def _inside(run: AllocationRun) -> Document:
    """Which district's money is divided, and how much of it; nothing for a whole fund."""
    if run.district is None or run.amount is None:
        return {}
    district = {"id": run.district_id, "key": run.district.key, "name": run.district.name}
    return {"district": district, "amount": f"{run.amount:.2f}"}


def _selection(collected: Collected, selection: IndicatorSelection) -> Document:
    indicator, base = selection.indicator, selection.base
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "source": indicator.source,
        "licence": indicator.licence,
        "url": indicator.url,
        "reference_date": selection.reference_date.isoformat(),
        "weight": plain(selection.weight),
        "method": selection.method,
        "direction": selection.direction,
        "base": None if base is None else {"code": base.code, "name": base.name},
        "notes": {
            unit.key: value.source
            for unit in collected.units
            if (value := collected.values[indicator.pk, selection.reference_date, unit.pk]).source
        },
    }


def _figure(figure: OutflowFigure) -> Document:
    manual = figure.manual
    return {
        "year": figure.year,
        "ledger": None if figure.ledger is None else f"{figure.ledger:.2f}",
        "booked_until": None if figure.booked_until is None else figure.booked_until.isoformat(),
        "manual": None
        if manual is None
        else {
            "amount": f"{manual.amount:.2f}",
            "reason": manual.reason,
            "entered_at": manual.entered_at.isoformat(),
        },
    }
