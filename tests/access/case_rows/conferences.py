"""Rows of the access matrix: conferences."""

from tests.access.rows import Row

ROWS: list[Row] = []
