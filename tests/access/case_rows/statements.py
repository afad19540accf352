"""Rows of the access matrix: will, wishes, diagnosis."""

from tests.access.rows import Row, work

_STATEMENT = {"person_pk": "young_person", "statement_pk": "statement"}

ROWS: list[Row] = [
    *work("cases:will"),
    *work("cases:statements", person_pk="young_person"),
    *work("cases:statements_new", person_pk="young_person"),
    *work("cases:statement_revise", **_STATEMENT),
    *work("cases:statement_withdraw", **_STATEMENT),
    *work("cases:statement_entrust", **_STATEMENT),
    *work("cases:diagnosis"),
    *work("cases:diagnosis_new"),
    *work("cases:diagnosis_edit", entry_pk="diagnosis_entry"),
    *work("cases:diagnosis_delete", entry_pk="diagnosis_entry"),
    *work("cases:hypothesis_new"),
    *work("cases:hypothesis_edit", hypothesis_pk="hypothesis"),
    *work("cases:hypothesis_check", hypothesis_pk="hypothesis"),
    *work("cases:hypothesis_delete", hypothesis_pk="hypothesis"),
]
