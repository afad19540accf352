"""Rows of the access matrix: finding and opening cases."""

from tests.access.rows import C, Row, T, row

ROWS: list[Row] = [
    row("cases:list", ok=(C, T)),
    row("cases:case", ok=(C, T), seen=(), pk="case"),
    row("cases:case", ok=(C, T), seen=(), pk="colleague_case", note="a colleague's"),
    row("cases:case", seen=(), pk="foreign_case", note="of another district"),
]
