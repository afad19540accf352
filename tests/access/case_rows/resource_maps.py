"""Rows of the access matrix: resource maps."""

from tests.access.rows import Row

ROWS: list[Row] = []
