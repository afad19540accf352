"""Rows of the access matrix: the API. A missing login is 401 there, never a redirect."""

from typing import Any

from tests.access.rows import BUDGET, DECIDED, PROVIDER, ROLES, A, C, D, K, L, P, Row, S, T, row

INDICATORS = (C, T, K, P, A)


def api(route: str, **more: Any) -> Row:
    """Write a row of the API."""
    return row(f"api:{route}", anonymous=401, **more)


def _run(route: str, status: int = 200, method: str = "get", **more: Any) -> list[Row]:
    """A step with an undecided run; planners and team leads see decided ones only (404)."""
    return [
        Row(
            f"api:{route}",
            {"pk": "run"},
            {status: (K,), 404: DECIDED},
            403,
            anonymous=401,
            method=method,
            **more,
        )
    ]


API: list[Row] = [
    api("budget-year-list", ok=BUDGET),
    api("budget-year-detail", ok=BUDGET, pk="year"),
    api("fund-list", ok=BUDGET),
    api("fund-detail", ok=BUDGET, pk="fund"),
    api("indicator-list", ok=INDICATORS),
    api("indicator-detail", ok=INDICATORS, pk="indicator"),
    api("indicator-value-list", ok=INDICATORS),
    api("indicator-value-detail", ok=INDICATORS, pk="value"),
    api("allocation-run-list", ok=(K, *DECIDED)),
    *_run("allocation-run-detail"),
    *_run("allocation-run-allocations"),
    *_run("allocation-run-snapshot"),
    api("allocation-run-detail", ok=(K, *DECIDED), pk="approved", note="approved"),
    api("allocation-run-allocations", ok=(K, *DECIDED), pk="approved", note="approved"),
    *_run("allocation-run-propose", 200, "post"),
    *_run("allocation-run-approve", 409, "post"),
    *_run("allocation-run-withdraw", 409, "post"),
    *_run("allocation-run-reject", 409, "post", data={"reason": "x"}),
    # --- money at work and hours ----------------------------------------------------------------
    api("budget-year-lines", ok=(T, K, P), pk="year"),
    api("outflow-list", ok=(K,)),
    api("outflow-detail", ok=(K,), pk="outflow"),
    api("transfer-list", ok=(T, K, P)),
    api("transfer-detail", ok=(T, K, P), pk="transfer"),
    api("commitment-list", ok=(K,)),
    api("commitment-detail", ok=(K,), sign="sign"),
    api("base-budget-list", ok=(K, P, L)),
    api("base-budget-detail", ok=(K, P, L), pk="base_budget"),
    Row(
        "api:base-budget-detail",
        {"pk": "foreign_base_budget"},
        {200: (K, P), 404: (L,)},
        403,
        anonymous=401,
        note="foreign",
    ),
    api("hours-list", ok=(C, T, S, L)),
    Row(
        "api:hours-detail",
        {"pk": "hours_submitted"},
        {200: (S, L, T), 404: (C,)},
        403,
        anonymous=401,
    ),
    Row(
        "api:hours-detail",
        {"pk": "foreign_hours"},
        {404: (C, T, S, L)},
        403,
        anonymous=401,
        note="foreign",
    ),
    api("activity-list", ok=tuple(role for role in ROLES if role != D)),
    api("activity-detail", ok=tuple(role for role in ROLES if role != D), pk="activity"),
    # One's own week and nobody else's: the address names no person.
    api("hours-week-detail", ok=(C, T, S, L), monday="=2025-06-02"),
    Row(
        "api:hours-week-detail",
        {"monday": "=2025-06-02"},
        {400: (C, T, S, L)},
        403,
        anonymous=401,
        method="patch",
        note="write",
    ),
    # --- areas, institutions, offers: common knowledge of everybody with a role ----------------
    *[
        each
        for name, thing in (
            ("municipality", "municipality"),
            ("district", "district"),
            ("social-space", "space"),
            ("boundary", "boundary"),
            ("institution-category", "category"),
            ("institution", "institution"),
            ("offer", "offer"),
        )
        for each in (
            api(f"{name}-list", ok=ROLES),
            api(f"{name}-detail", ok=ROLES, pk=thing),
        )
    ],
    # --- providers, agreements, rates, support types ------------------------------------------
    *[
        each
        for name, thing in (
            ("provider", "provider"),
            ("focus-provider", "focus"),
            ("support-type", "support_type"),
        )
        for each in (
            api(f"{name}-list", ok=ROLES),
            api(f"{name}-detail", ok=ROLES, pk=thing),
        )
    ],
    *[
        each
        for name in ("agreement", "rate")
        for each in (
            api(f"{name}-list", ok=(K, P, *PROVIDER)),
            api(f"{name}-detail", ok=(K, P, *PROVIDER), pk=name),
            Row(
                f"api:{name}-detail",
                {"pk": f"foreign_{name}"},
                {200: (K, P), 404: PROVIDER},
                403,
                anonymous=401,
                note="foreign",
            ),
        )
    ],
]
