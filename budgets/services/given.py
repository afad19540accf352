"""What the lines of a budget were given: by allocation, by the year before, by transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BigIntegerField, Sum, Value

from budgets.models import Allocation, BudgetLine, CarryOver, Fund

ZERO = Decimal("0.00")


class PlaceKey(NamedTuple):
    """Where a line lies, by numbers; 0 stands for "no district" and "no social space"."""

    fund: int
    district: int = 0
    social_space: int = 0


def _amounts() -> dict[PlaceKey, Decimal]:
    return defaultdict(lambda: ZERO)


@dataclass(frozen=True)
class Given:
    """Euro by place. What a social space was allocated is taken from its district's own line."""

    allocated: dict[PlaceKey, Decimal] = field(default_factory=_amounts)
    carried: dict[PlaceKey, Decimal] = field(default_factory=_amounts)
    transferred: dict[PlaceKey, Decimal] = field(default_factory=_amounts)


def given_to(funds: Iterable[int]) -> Given:
    """Return what the lines of some funds were given, in one query."""
    numbers = list(funds)
    allocations = Allocation.objects.filter(run__fund__in=numbers, run__state="approved")
    carried = CarryOver.objects.filter(target__in=numbers)
    lines = BudgetLine.objects.filter(fund__in=numbers)
    nowhere = Value(None, output_field=BigIntegerField(null=True))
    rows = (
        allocations.order_by()
        .values_list(Value("allocated"), "run__fund_id", "district_id", "social_space_id", "amount")
        .union(
            carried.order_by().values_list(
                Value("carried"), "target_id", "district_id", nowhere, "amount"
            ),
            lines.order_by().values_list(
                Value("transferred"), "fund_id", "district_id", "social_space_id", "transferred"
            ),
            all=True,
        )
    )
    given = Given()
    for what, fund, district, space, amount in rows:
        getattr(given, what)[PlaceKey(fund, district or 0, space or 0)] += amount
        if what == "allocated" and space:
            given.allocated[PlaceKey(fund, district)] -= amount
    return given


def brought_into(funds: Iterable[Fund]) -> dict[int, Decimal]:
    """Return what the year before brought each fund in all: euro by the fund's number."""
    rows = CarryOver.objects.filter(target__in=[each.pk for each in funds]).order_by()
    return dict(rows.values_list("target_id").annotate(total=Sum("amount")))
