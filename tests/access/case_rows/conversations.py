"""Rows of the access matrix: conversations."""

from tests.access.rows import Row, work

ROWS: list[Row] = [
    *work("cases:talk_plan", plan_pk="plan"),
    *work("cases:talk_will", person_pk="young_person"),
]
