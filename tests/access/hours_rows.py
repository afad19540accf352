"""Rows of the access matrix: hours, packages, base budgets."""

from tests.access.rows import PROVIDER, ROLES, A, C, D, K, L, P, Row, S, T, row

ENTERING = (C, T, S, L)
_WEEK = {"monday": "=2025-W23"}
_MONTH = {"month": "=2025-06"}

HOURS: list[Row] = [
    row("hours:home", ok=tuple(role for role in ROLES if role != D), status=302),
    row("hours:week", ok=ENTERING, **_WEEK),
    row("hours:week_copy", ok=ENTERING, status=302, method="post", **_WEEK),
    row("hours:month", ok=ENTERING, **_MONTH),
    row("hours:month", ok=ENTERING, data={"format": "csv"}, note="export", **_MONTH),
    row("hours:month_submit", ok=(L,), **_MONTH),
    row("hours:month_close", ok=(T,), **_MONTH),
    # A line: the person's own, the provider's, and once submitted the district's.
    row("hours:entry", ok=(S, L), seen=(), pk="hours_entered"),
    row("hours:entry", ok=(S, L, T), seen=(), pk="hours_submitted", note="submitted"),
    row("hours:entry", seen=(), pk="foreign_hours", note="foreign"),
    row("hours:entry", ok=(C,), seen=(), pk="office_hours", note="office"),
    row("hours:approvals", ok=(T,)),
    row("hours:approvals", ok=(T,), data={"format": "xlsx"}, note="export"),
    row("hours:approve", ok=(T,), status=302, method="post"),
    row("hours:return", ok=(T,)),
    row("hours:balance", ok=(T, K, P, L)),
    row("hours:activities", ok=tuple(role for role in ROLES if role != D)),
    row("hours:activity_new", ok=(A, P)),
    row(
        "hours:activity_edit",
        ok=(A, P),
        seen=tuple(role for role in ROLES if role != D),
        pk="activity",
    ),
    row("hours:activity_usual", ok=(A, P), status=302, method="post"),
    row("hours:support_packages", ok=(C, T, S, L), seen=(), pk="support"),
    row("hours:support_packages", ok=(C, T), seen=(), pk="other_support", note="other provider"),
    row("hours:package_new", ok=(C, T), seen=PROVIDER, pk="support"),
    row("hours:package_edit", ok=(C, T), seen=PROVIDER, pk="package"),
    row("hours:conference_packages", ok=(C, T), seen=(), pk="conference"),
    row("hours:base_budgets", ok=(K, P, L)),
    row("hours:base_budgets", ok=(K, P), data={"format": "csv"}, note="export"),
    row("hours:base_budget_new", ok=(K,)),
    row("hours:base_budget", ok=(K, P, L), seen=(), pk="base_budget"),
    row("hours:base_budget", ok=(K, P), seen=(), pk="foreign_base_budget", note="foreign"),
    row("hours:base_budget_edit", ok=(K,), seen=(P, L), pk="base_budget"),
    row("hours:base_budget_delete", ok=(K,), seen=(P, L), pk="base_budget"),
    row("ui:import_new", ok=PROVIDER, key="=hours", note="hours"),
]
