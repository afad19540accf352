"""Rows of the access matrix: statements."""

from tests.access.rows import Row

ROWS: list[Row] = []
