"""Rows of the access matrix."""

from tests.access.rows import Row

CATALOGUE: list[Row] = []
