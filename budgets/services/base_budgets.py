"""Base budgets of providers: entered, changed, removed, and what of them has been paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from budgets.models import BaseBudget, BudgetYear, OutflowMatch
from budgets.services.years import hold_open
from sro.audit.keeping import created, deleted, updated
from sro.records import locked
from sro.refusals import NotPossible

#: What bookings are assigned by: it stays as it is once there are some.
_PLACE = ("provider", "district", "year", "fund_kind")


@dataclass(frozen=True)
class Payments:
    """What of a base budget was paid and what is still bound, in euro."""

    paid: Decimal
    bound: Decimal


def enter_base_budget(*, actor: Any, now: datetime, **values: Any) -> BaseBudget:
    """Enter a provider's base budget of a district and year (amount in euro, work in minutes).

    Raises ValidationError, also where there is one already; NotPossible in a closed year.
    """
    with transaction.atomic():
        _hold_year(values["year"])
        return created(actor, BaseBudget(**values, entered_by=actor, entered_at=now), now)


def update_base_budget(
    *, actor: Any, budget: BaseBudget, changes: Mapping[str, Any], version: int, now: datetime
) -> BaseBudget:
    """Change a base budget; what it was stays in its history.

    Raises StaleRecord, and NotPossible where payments would be left behind in another place.
    """
    with transaction.atomic():
        # Whoever assigns a booking to it waits, and looks again.
        for year in sorted({budget.year, changes.get("year", budget.year)}):
            _hold_year(year)
        current = locked(budget)
        moves = any(name in changes and changes[name] != getattr(current, name) for name in _PLACE)
        if moves and current.outflow_matches.exists():
            raise NotPossible(
                _(
                    "Payments are assigned to this base budget. Provider, district, year and fund"
                    " stay as they are; please take the assignments back first."
                )
            )
        return updated(actor, budget, changes, version, now)


def delete_base_budget(*, actor: Any, budget: BaseBudget, version: int, now: datetime) -> None:
    """Remove a base budget that was entered by mistake. Raises StaleRecord, ValidationError."""
    with transaction.atomic():
        _hold_year(budget.year)
        deleted(actor, budget, version, now)


def _hold_year(year: int) -> None:
    """Raise NotPossible where the budget of the year is closed; else keep it open."""
    found = BudgetYear.objects.filter(year=year).first()
    if found is not None:
        hold_open(found.pk)


def payments_of(budget: BaseBudget) -> Payments:
    """Return what bookings have paid of a base budget; whoever shows it has asked for the right."""
    matches = OutflowMatch.objects.filter(base_budget=budget)
    paid = matches.aggregate(total=Sum("outflow__amount"))["total"] or Decimal("0.00")
    return Payments(paid, max(budget.amount - paid, Decimal("0.00")))
