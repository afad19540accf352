"""Rows of the access matrix: conversations."""

from tests.access.rows import Row

ROWS: list[Row] = []
