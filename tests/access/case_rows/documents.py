"""Rows of the access matrix: documents."""

from tests.access.rows import Row

ROWS: list[Row] = []
