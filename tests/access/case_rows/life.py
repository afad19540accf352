"""Rows of the access matrix: life."""

from tests.access.rows import Row

ROWS: list[Row] = []
