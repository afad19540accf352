"""Rows of the access matrix: documents."""

from tests.access.rows import A, Row, row, work

ROWS: list[Row] = [
    *work("cases:document_list"),
    *work("cases:document_new", kind="=hilfeplan", subject_pk="agreed_plan"),
    *work("cases:document_new", note="map", kind="=ressourcenkarte", subject_pk="resource_map"),
    *work("cases:document_new", note="offers", kind="=angebote", subject_pk="handover"),
    *work("cases:document_new", note="letter", kind="=bescheid", subject_pk="decision"),
    *work("cases:document_preview", kind="=familienblatt", subject_pk="agreed_plan"),
    *work("cases:document_download", document_pk="document"),
    *work("cases:case_export"),
    *work("cases:case_export", method="post", note="taken"),
    row("cases:office_settings", ok=(A,)),
    row("cases:office_sample", ok=(A,)),
    row("cases:reference_example", ok=(A,)),
]
