"""Rows of the access matrix: help planning.

`work(...)` writes the row of a page of a case: those who work on it get in, colleagues of the
district who only know of the case get 403, everybody else 404.
"""

from tests.access.case_rows import (
    api,
    conferences,
    conversations,
    councils,
    documents,
    entrance,
    family,
    life,
    plans,
    resource_maps,
    shared,
    statements,
    supports,
)

CASE_ROWS = [
    *api.ROWS,
    *conferences.ROWS,
    *conversations.ROWS,
    *councils.ROWS,
    *documents.ROWS,
    *entrance.ROWS,
    *family.ROWS,
    *life.ROWS,
    *plans.ROWS,
    *resource_maps.ROWS,
    *shared.ROWS,
    *statements.ROWS,
    *supports.ROWS,
]
