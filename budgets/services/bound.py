"""What is still bound in a budget year: by supports, and by what was agreed with providers.

A booking settles the commitment it was made for, so that no euro counts as bound and as spent; what
was paid beyond a commitment binds nothing and frees nothing. Reversals are matched like what they
take back.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from budgets.models import FundKind

# Whatever binds money is one part of it: the fund's kind, the district, the euro still to be paid,
# and whether that is unknown.
_BOUND = """
    WITH supports AS (
        SELECT 'fall' AS kind, agreed.district_id,
               greatest(agreed.amount - coalesce(paid.amount, 0), 0) AS amount, 0 AS unknown
        FROM (
            SELECT c.district_id, s.support_id, sum(c.amount) AS amount
            FROM budgets_commitment AS c
            JOIN budgets_commitmentschedule AS s ON s.id = c.schedule_id
            WHERE c.month >= %(first)s AND c.month < %(following)s AND %(with_supports)s
                {c}
            GROUP BY c.district_id, s.support_id
        ) AS agreed
        LEFT JOIN (
            SELECT o.district_id, m.support_id, sum(o.amount) AS amount
            FROM budgets_outflow AS o
            JOIN budgets_outflowmatch AS m ON m.outflow_id = o.id
            WHERE o.fund_kind = 'fall' AND o.year = %(year)s AND m.state = 'support'
                AND %(with_supports)s {o}
            GROUP BY o.district_id, m.support_id
        ) AS paid
            ON paid.district_id = agreed.district_id AND paid.support_id = agreed.support_id
    ), base_budgets AS (
        SELECT b.fund_kind AS kind, b.district_id,
               greatest(b.amount - coalesce(paid.amount, 0), 0) AS amount, 0 AS unknown
        FROM budgets_basebudget AS b
        LEFT JOIN (
            SELECT m.base_budget_id, sum(o.amount) AS amount
            FROM budgets_outflowmatch AS m
            JOIN budgets_outflow AS o ON o.id = m.outflow_id
            WHERE m.state = 'base_budget'
            GROUP BY m.base_budget_id
        ) AS paid ON paid.base_budget_id = b.id
        WHERE b.year = %(year)s AND b.fund_kind = ANY(%(kinds)s) {b}
    ), unpriced AS (
        SELECT 'fall' AS kind, c.district_id, 0 AS amount, 1 AS unknown
        FROM budgets_commitmentschedule AS s
        JOIN cases_support AS support ON support.id = s.support_id
        JOIN cases_case AS c ON c.id = support.case_id
        WHERE s.gap <> '' AND s.gap_day < %(following)s AND s.until > %(first)s
            AND support.start < %(following)s AND %(with_supports)s {c}
    )
    SELECT kind, district_id, sum(amount), sum(unknown)
    FROM (
        SELECT * FROM supports UNION ALL SELECT * FROM base_budgets
        UNION ALL SELECT * FROM unpriced
    ) AS bound
    GROUP BY kind, district_id
"""


class BoundKey(NamedTuple):
    """Where money is bound: the kind of fund, and the number of the district."""

    kind: str
    district: int


class Bound(NamedTuple):
    """What is bound in euro, and of how many supports that is not (wholly) known."""

    amount: Decimal
    unknown: int


def bound_in(
    year: int, kinds: Collection[str], district: int | None = None
) -> dict[BoundKey, Bound]:
    """Return what is agreed for a year and not paid yet, in one query.

    Of funds of these kinds only: without the case budget no support is looked at. With a district,
    of this one only.
    """
    one = "" if district is None else "AND {}.district_id = %(district)s"
    statement = _BOUND.format(**{table: one.format(table) for table in "cob"})
    values: dict[str, Any] = {
        "year": year,
        "first": date(year, 1, 1),
        "following": date(year + 1, 1, 1),
        "with_supports": FundKind.FALL in kinds,
        "kinds": [str(kind) for kind in kinds],
        "district": district,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {
            BoundKey(kind, district): Bound(amount, int(unknown))
            for kind, district, amount, unknown in cursor.fetchall()
        }
