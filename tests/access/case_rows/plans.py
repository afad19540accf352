"""Rows of the access matrix: plans."""

from tests.access.rows import Row, work

_PLAN = {"plan_pk": "plan"}
_AGREED = {"plan_pk": "agreed_plan"}

ROWS: list[Row] = [
    *work("cases:plan_new"),
    *work("cases:plan", **_PLAN),
    *work("cases:plan", note="in force", **_AGREED),
    *work("cases:plan_edit", **_PLAN),
    *work("cases:plan_edit", status=302, note="in force", **_AGREED),
    *work("cases:plan_advice", method="post", **_PLAN),
    *work("cases:plan_space", **_PLAN),
    *work("cases:plan_consents", **_PLAN),
    *work("cases:plan_sections", **_PLAN),
    *work("cases:plan_agree", **_PLAN),
    *work("cases:plan_in_force", **_AGREED),
    *work("cases:plan_next", **_AGREED),
    *work("cases:plan_discard", **_PLAN),
    *work("cases:plan_compare", **_PLAN),
    *work("cases:plan_review", **_AGREED),
    *work("cases:plan_step_done", method="post", status=302, step_pk="plan_step", **_PLAN),
]
