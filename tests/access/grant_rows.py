"""Rows of the access matrix: small grants, in the person's own district."""

from tests.access.rows import BUDGET, A, K, P, Row, T, row

SEEN = (K, P, T)
_YEAR = {"year": "=2018"}
_GRANT = {**_YEAR, "pk": "grant"}
_STEPS = ("grant", "reject", "withdraw", "pay", "repay", "prove", "return", "extend", "close")

GRANTS: list[Row] = [
    row("budgets:grants", ok=SEEN, seen=(*SEEN, A), **_YEAR),
    row(
        "budgets:grants",
        ok=(K, P),
        seen=(*SEEN, A),
        data={"format": "csv"},
        note="export",
        **_YEAR,
    ),
    row("budgets:grant_add", ok=(K, P, T), seen=BUDGET, **_YEAR),
    row("budgets:grant", ok=SEEN, seen=(), **_GRANT),
    row(
        "budgets:grant",
        ok=(K, P),
        seen=(),
        note="other district",
        **{**_GRANT, "pk": "far_grant"},
    ),
    row("budgets:grant_change", ok=(K,), seen=SEEN, **_GRANT),
    *[row(f"budgets:grant_{step}", ok=(K,), seen=SEEN, **_GRANT) for step in _STEPS],
]
