"""Rows of the access matrix: supports."""

from tests.access.rows import Row

ROWS: list[Row] = []
