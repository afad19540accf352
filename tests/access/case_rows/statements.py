"""Rows of the access matrix: will, wishes, diagnosis."""

from tests.access.rows import Row, row, work

_STATEMENT = {"person_pk": "young_person", "statement_pk": "statement"}
_OF_ANOTHER = {"pk": "case", "note": "entrusted to another"}
_SAID = {"person_pk": "young_person", "statement_pk": "entrusted_statement"}

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
    # What was entrusted to a colleague is not there, also not for the team lead.
    *[
        row(f"cases:{view}", seen=(), **_SAID, **_OF_ANOTHER)
        for view in ("statement_revise", "statement_withdraw", "statement_entrust")
    ],
    *[
        row(f"cases:{view}", seen=(), entry_pk="entrusted_diagnosis", **_OF_ANOTHER)
        for view in ("diagnosis_edit", "diagnosis_delete")
    ],
    *[
        row(f"cases:{view}", seen=(), hypothesis_pk="entrusted_hypothesis", **_OF_ANOTHER)
        for view in ("hypothesis_edit", "hypothesis_check", "hypothesis_delete")
    ],
]
