"""What the forecast of the case budget said at the end of past quarters, and what came of it.

At the end of a quarter there were bookings up to that day, commitments of the supports known then,
and supports still expected. What was known then is read from the history of the commitments. Where
that does not reach back (figures were taken over later), it is reckoned from the supports that had
begun by then, as they are known today; that makes the forecast look better than it was, so the
page says which it is. What new supports were expected is reckoned from today's rows in either case,
and a support whose price was unknown then counts with what was known of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Min, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from budgets.models import Commitment, FundKind, Outflow
from budgets.rules.backtest import Basis, Check, total
from budgets.rules.forecast import Forecast
from budgets.services.forecasting import expectations
from networks.models import District
from sro.money import cents_from_decimal
from sro.periods import Quarter

# The commitments of a year as they stood at a moment; what base budgets were agreed by then.
_KNOWN = """
    SELECT schedule_id, district_id, amount FROM (
        SELECT DISTINCT ON (e.pgh_obj_id) e.schedule_id, e.district_id, e.amount, e.pgh_label
        FROM budgets_commitmentevent AS e
        WHERE e.month >= %(first)s AND e.month < %(following)s AND e.pgh_created_at < %(moment)s
        ORDER BY e.pgh_obj_id, e.pgh_id DESC
    ) AS latest WHERE pgh_label <> 'delete'
"""
_KNOWN_BUDGETS = """
    SELECT id, district_id, amount, fund_kind, year FROM (
        SELECT DISTINCT ON (e.pgh_obj_id)
            e.pgh_obj_id AS id, e.district_id, e.amount, e.fund_kind, e.year, e.pgh_label
        FROM budgets_basebudgetevent AS e
        WHERE e.pgh_created_at < %(moment)s
        ORDER BY e.pgh_obj_id, e.pgh_id DESC
    ) AS latest WHERE pgh_label <> 'delete'
"""
_RECKONED = """
    SELECT c.schedule_id, c.district_id, c.amount
    FROM budgets_commitment AS c
    JOIN budgets_commitmentschedule AS s ON s.id = c.schedule_id
    JOIN cases_support AS support ON support.id = s.support_id
    WHERE c.month >= %(first)s AND c.month < %(following)s AND support.start < %(day)s
"""
_RECKONED_BUDGETS = "SELECT id, district_id, amount, fund_kind, year FROM budgets_basebudget"
# Booked by then; where the history says what was known, entered here by then.
_BOOKED = "o.booked_on < %(day)s"
_ENTERED = "o.entered_at < %(moment)s"
_BOUND = """
    SELECT district_id, sum(amount) FROM (
        SELECT agreed.district_id, greatest(agreed.amount - coalesce(paid.amount, 0), 0) AS amount
        FROM (
            SELECT at.district_id, s.support_id, sum(at.amount) AS amount
            FROM ({commitments}) AS at
            JOIN budgets_commitmentschedule AS s ON s.id = at.schedule_id
            GROUP BY at.district_id, s.support_id
        ) AS agreed
        LEFT JOIN (
            SELECT o.district_id, m.support_id, sum(o.amount) AS amount
            FROM budgets_outflow AS o
            JOIN budgets_outflowmatch AS m ON m.outflow_id = o.id
            WHERE o.fund_kind = 'fall' AND o.year = %(year)s AND {known} AND m.state = 'support'
            GROUP BY o.district_id, m.support_id
        ) AS paid
            ON paid.district_id = agreed.district_id AND paid.support_id = agreed.support_id
        UNION ALL
        SELECT b.district_id, greatest(b.amount - coalesce(paid.amount, 0), 0)
        FROM ({budgets}) AS b
        LEFT JOIN (
            SELECT m.base_budget_id, sum(o.amount) AS amount
            FROM budgets_outflowmatch AS m
            JOIN budgets_outflow AS o ON o.id = m.outflow_id
            WHERE m.state = 'base_budget' AND {known}
            GROUP BY m.base_budget_id
        ) AS paid ON paid.base_budget_id = b.id
        WHERE b.year = %(year)s AND b.fund_kind = 'fall'
    ) AS bound
    GROUP BY district_id
"""


@dataclass(frozen=True)
class QuarterCheck:
    """The forecasts at the end of a quarter by district (by its number), and their sum."""

    quarter: Quarter
    basis: Basis
    by_district: dict[int, Check]

    @property
    def total(self) -> Check:
        """All districts together."""
        return total(self.by_district.values())


@dataclass(frozen=True)
class YearCheck:
    """A year that is over: its quarters, and the districts that appear in them, by key."""

    year: int
    districts: list[District]
    quarters: list[QuarterCheck]


def years_to_check(today: date) -> list[int]:
    """Return the years that are over, with commitments and spending, the latest first."""
    bound = Commitment.objects.filter(month__lt=date(today.year, 1, 1)).order_by()
    years = set(bound.annotate(of=ExtractYear("month")).values_list("of", flat=True).distinct())
    spent = Outflow.objects.filter(fund_kind=FundKind.FALL, year__in=years).order_by()
    return sorted(spent.values_list("year", flat=True).distinct(), reverse=True)


def check_year(*, year: int) -> YearCheck:
    """Return what the forecast said at the end of each quarter of a year that is over.

    Reads the case budget of all districts; the caller asks for rights.
    """
    actual = _spent(year)
    since = _recorded_since()
    quarters = [_check(Quarter(year, number), actual, since) for number in (1, 2, 3, 4)]
    found = set(actual).union(*(each.by_district for each in quarters))
    districts = District.objects.filter(pk__in=found).defer("search_vector").order_by("key", "pk")
    return YearCheck(year, list(districts), quarters)


def _check(quarter: Quarter, actual: dict[int, int], since: datetime | None) -> QuarterCheck:
    day, year = quarter.end, quarter.year
    # The whole quarter lies in the history: what was entered in one go tells nothing.
    is_recorded = since is not None and since < _moment(quarter.start)
    basis = Basis.RECORDED if is_recorded else Basis.RECKONED
    until = {"entered_at__lt": _moment(day)} if basis is Basis.RECORDED else {"booked_on__lt": day}
    spent, bound = _spent(year, **until), _bound(year, day, basis)
    new = expectations(year=year, today=day)
    checks = {
        district: Check(
            Forecast(
                spent.get(district, 0),
                bound.get(district, 0),
                new[district].amount if district in new else None,
            ),
            actual.get(district, 0),
        )
        for district in sorted({*actual, *spent, *bound})
    }
    return QuarterCheck(quarter, basis, checks)


def _spent(year: int, **until: Any) -> dict[int, int]:
    """Cents by district: of all bookings of the year, or of those that a condition lets in."""
    rows = Outflow.objects.filter(fund_kind=FundKind.FALL, year=year, **until)
    sums = rows.order_by().values_list("district_id").annotate(total=Sum("amount"))
    return {district: cents_from_decimal(amount) for district, amount in sums}


def _recorded_since() -> datetime | None:
    """The moment from which on the history of the commitments tells what was known."""
    history: Any = Commitment.pgh_event_model  # type: ignore[attr-defined]
    return history.objects.aggregate(first=Min("pgh_created_at"))["first"]


def _bound(year: int, day: date, basis: Basis) -> dict[int, int]:
    then = (_KNOWN, _KNOWN_BUDGETS, _ENTERED)
    commitments, budgets, known = (
        then if basis is Basis.RECORDED else (_RECKONED, _RECKONED_BUDGETS, _BOOKED)
    )
    query = _BOUND.replace("{commitments}", commitments).replace("{budgets}", budgets)
    values: dict[str, Any] = {
        "year": year,
        "day": day,
        "moment": _moment(day),
        "first": date(year, 1, 1),
        "following": date(year + 1, 1, 1),
    }
    found: dict[int, Decimal] = defaultdict(Decimal)
    with connection.cursor() as cursor:
        cursor.execute(query.replace("{known}", known), values)
        found.update(cursor.fetchall())
    return {district: cents_from_decimal(amount) for district, amount in found.items()}


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
