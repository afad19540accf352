"""Rows of the access matrix: what providers see, and what the office shares with them."""

from tests.access.rows import PROVIDER, L, Row, S, row, work

_REPORT = {"pk": "support", "report_pk": "report"}

ROWS: list[Row] = [
    row("cases:shared_supports", ok=PROVIDER),
    row("cases:shared_support", ok=PROVIDER, seen=(), pk="support"),
    row("cases:shared_support", seen=(), pk="other_support", note="another provider's"),
    row("cases:shared_support", seen=(), pk="proposed_support", note="not granted"),
    row("cases:staff_new", ok=(L,), seen=(S,), pk="support"),
    row("cases:staff_new", seen=(), pk="other_support", note="another provider's"),
    row("cases:staff_end", ok=(L,), seen=(S,), pk="support", staff_pk="support_staff"),
    row("cases:shared_report", ok=PROVIDER, seen=(), **_REPORT),
    row(
        "cases:shared_report",
        seen=(),
        pk="other_support",
        report_pk="report",
        note="by another support",
    ),
    row("cases:shared_report_edit", ok=PROVIDER, seen=(), **_REPORT),
    row("cases:shared_report_submit", ok=PROVIDER, seen=(), **_REPORT),
    *work("cases:support_share", support_pk="support"),
    *work("cases:report_request", support_pk="support"),
    *work("cases:report", report_pk="report"),
    *work("cases:report_return", report_pk="report"),
    *work("cases:report_accept", report_pk="report"),
]
