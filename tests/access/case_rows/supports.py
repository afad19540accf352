"""Rows of the access matrix: supports."""

from tests.access.rows import Row, work

_ONE = {"support_pk": "support"}

ROWS: list[Row] = [
    *work("cases:support_list"),
    *work("cases:support_new"),
    *[
        each
        for name in ("support", "support_begin", "support_prolong", "support_end", "support_edit")
        for each in work(f"cases:{name}", **_ONE)
    ],
    *work("cases:support_withdraw", support_pk="proposed_support"),
]
