"""Rows of the access matrix: family."""

from tests.access.rows import Row

ROWS: list[Row] = []
