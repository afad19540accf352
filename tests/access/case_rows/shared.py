"""Rows of the access matrix: what providers see."""

from tests.access.rows import PROVIDER, Row, row

ROWS: list[Row] = [
    row("cases:shared_supports", ok=PROVIDER),
]
