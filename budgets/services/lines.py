"""How each line of a budget year stands: allocated, transferred, bound, spent, free.

Every figure is counted from its rows: approved allocation, transfers carried out, commitments,
bookings. Nothing is stored twice, so nothing can disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from budgets.models import (
    Allocation,
    BudgetLine,
    BudgetYear,
    CommitmentSchedule,
    Fund,
    FundKind,
    Outflow,
)
from networks.models import District, SocialSpace

ZERO = Decimal("0.00")


@dataclass(frozen=True, order=True)
class PlaceKey:
    """Where a line lies, by numbers; 0 stands for "no district" and "no social space"."""

    fund: int
    district: int = 0
    social_space: int = 0


@dataclass
class LineFigures:
    """The figures of one line in euro. `None` is unknown, which is not zero.

    `unknown` is the number of supports whose commitment is not (wholly) known: then `committed` is
    what is known of it. `spent` is None where bookings cannot be told apart.
    """

    fund: Fund
    district: District | None
    social_space: SocialSpace | None
    allocated: Decimal | None = ZERO
    transferred: Decimal = ZERO
    committed: Decimal = ZERO
    unknown: int = 0
    spent: Decimal | None = ZERO

    @property
    def planned(self) -> Decimal | None:
        """What may be used: allocated and transferred."""
        return None if self.allocated is None else self.allocated + self.transferred

    @property
    def free(self) -> Decimal | None:
        """What is neither bound nor spent; less than zero where more is needed than planned."""
        if self.planned is None or self.spent is None:
            return None
        return self.planned - self.committed - self.spent


@dataclass
class FundFigures:
    """A fund with its lines: the undivided rest first, then districts, then their spaces."""

    fund: Fund
    lines: list[LineFigures] = field(default_factory=list)

    @property
    def total(self) -> LineFigures:
        """The sums of all lines; a figure is unknown as soon as one of its lines is."""
        return LineFigures(
            fund=self.fund,
            district=None,
            social_space=None,
            allocated=_sum(line.allocated for line in self.lines),
            transferred=sum((line.transferred for line in self.lines), ZERO),
            committed=sum((line.committed for line in self.lines), ZERO),
            unknown=sum(line.unknown for line in self.lines),
            spent=_sum(line.spent for line in self.lines),
        )


def standing(*, year: BudgetYear, funds: Sequence[Fund] | None = None) -> list[FundFigures]:
    """Return how all lines of a year (or of some of its funds) stand; the caller asks for rights.

    A place appears as soon as anything happens there: an allocation, a transfer, a commitment, a
    booking. The rest of each fund always does.
    """
    if funds is None:
        funds = list(Fund.objects.filter(budget_year=year).order_by("pk"))
    found: dict[PlaceKey, LineFigures] = {}
    by_number = {fund.pk: fund for fund in funds}

    def line(fund: Fund, district: int = 0, social_space: int = 0) -> LineFigures:
        key = PlaceKey(fund.pk, district, social_space)
        if key not in found:
            found[key] = LineFigures(fund, None, None)
        return found[key]

    for fund in funds:
        line(fund)
    for (fund_id, district), amount in allocated_in(by_number).items():
        line(by_number[fund_id], district).allocated = amount
    _set_rests(found, funds)
    for row in BudgetLine.objects.filter(fund__in=by_number):
        place = line(by_number[row.fund_id], row.district_id or 0, row.social_space_id or 0)
        place.transferred = row.transferred
    _add_spending(year, funds, line)
    _add_commitments(year, funds, line)
    _name_places(found)
    return [
        FundFigures(fund, _in_order(each for key, each in found.items() if key.fund == fund.pk))
        for fund in funds
    ]


def allocated_in(funds: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """Return what the approved allocations give: amount in euro by (fund, district)."""
    rows = Allocation.objects.filter(run__fund__in=list(funds), run__state="approved")
    return {
        (fund, district): amount
        for fund, district, amount in rows.order_by().values_list(
            "run__fund_id", "district_id", "amount"
        )
    }


def spent_in(year: BudgetYear, funds: Sequence[Fund]) -> dict[tuple[int, int], Decimal | None]:
    """Return what was spent: euro by (fund, district).

    Bookings name the purpose of their fund. Where a year has several funds of one purpose ("other
    purpose" only) they cannot be told apart, and the amount is None.
    """
    by_kind: dict[str, list[Fund]] = defaultdict(list)
    for fund in Fund.objects.filter(budget_year=year):
        by_kind[fund.kind].append(fund)
    wanted = {fund.pk for fund in funds}
    rows = (
        Outflow.objects.filter(year=year.year, fund_kind__in={fund.kind for fund in funds})
        .order_by()
        .values_list("fund_kind", "district_id")
        .annotate(total=Sum("amount"))
    )
    return {
        (fund.pk, district): total if len(by_kind[kind]) == 1 else None
        for kind, district, total in rows
        for fund in by_kind[kind]
        if fund.pk in wanted
    }


# What each support still binds in each district, never below zero: a booking settles the commitment
# it was made for, so that no euro counts twice. A reversal goes with the booking it takes back.
_COMMITTED = """
    SELECT bound.district_id, sum(greatest(bound.amount - coalesce(paid.amount, 0), 0))
    FROM (
        SELECT c.district_id, s.support_id, sum(c.amount) AS amount
        FROM budgets_commitment AS c
        JOIN budgets_commitmentschedule AS s ON s.id = c.schedule_id
        WHERE c.month >= %(first)s AND c.month < %(following)s
        GROUP BY c.district_id, s.support_id
    ) AS bound
    LEFT JOIN (
        SELECT o.district_id, m.support_id, sum(o.amount) AS amount
        FROM budgets_outflow AS o
        JOIN budgets_outflowmatch AS m ON m.outflow_id = coalesce(o.reversal_of_id, o.id)
        WHERE o.fund_kind = 'fall' AND o.year = %(year)s AND m.state = 'support'
        GROUP BY o.district_id, m.support_id
    ) AS paid ON paid.district_id = bound.district_id AND paid.support_id = bound.support_id
    GROUP BY bound.district_id
"""


def committed_in(year: int) -> dict[int, Decimal]:
    """Return what supports still bind in a year: euro by district."""
    values: dict[str, Any] = {
        "year": year,
        "first": date(year, 1, 1),
        "following": date(year + 1, 1, 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMMITTED, values)
        return dict(cursor.fetchall())


def unknown_in(year: int) -> dict[int, int]:
    """Return of how many supports the commitment in a year is unknown: number by district."""
    first, following = date(year, 1, 1), date(year + 1, 1, 1)
    rows = CommitmentSchedule.objects.exclude(gap="").filter(
        support__start__lt=following, until__gt=first, gap_day__lt=following
    )
    numbers = rows.order_by().values_list("support__case__district_id")
    return dict(numbers.annotate(number=Count("pk")))


def _set_rests(found: dict[PlaceKey, LineFigures], funds: Sequence[Fund]) -> None:
    divided: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for key, line in found.items():
        divided[key.fund] += line.allocated or ZERO
    for fund in funds:
        rest = None if fund.amount is None else fund.amount - divided[fund.pk]
        found[PlaceKey(fund.pk)].allocated = rest


def _add_spending(year: BudgetYear, funds: Sequence[Fund], line: Any) -> None:
    by_number = {fund.pk: fund for fund in funds}
    for (fund_id, district), amount in spent_in(year, funds).items():
        line(by_number[fund_id], district).spent = amount


def _add_commitments(year: BudgetYear, funds: Sequence[Fund], line: Any) -> None:
    """Supports bind money of the case budget."""
    for fund in funds:
        if fund.kind != FundKind.FALL:
            continue
        for district, amount in committed_in(year.year).items():
            line(fund, district).committed = amount
        for district, number in unknown_in(year.year).items():
            line(fund, district).unknown = number


def _name_places(found: dict[PlaceKey, LineFigures]) -> None:
    districts = District.objects.defer("search_vector").in_bulk({key.district for key in found})
    spaces = {key.social_space for key in found} - {0}
    named = SocialSpace.objects.defer("search_vector").in_bulk(spaces) if spaces else {}
    for key, line in found.items():
        line.district = districts.get(key.district)
        line.social_space = named.get(key.social_space)


def _in_order(lines: Iterable[LineFigures]) -> list[LineFigures]:
    return sorted(
        lines,
        key=lambda line: (
            line.district.key if line.district else "",
            line.social_space.key if line.social_space else "",
        ),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = list(amounts)
    return None if None in found else sum((each for each in found if each is not None), ZERO)
