"""Rows of the access matrix: plans."""

from tests.access.rows import Row

ROWS: list[Row] = []
