"""Rows of the access matrix: finding and opening cases, consultation, offers handed over."""

from tests.access.rows import C, Row, T, row, work

ROWS: list[Row] = [
    row("cases:list", ok=(C, T)),
    row("cases:new", ok=(C, T)),
    row("cases:new_for", ok=(C, T), status=302, method="post", data={"q": "Musterhaus"}),
    row("cases:case", ok=(C, T), seen=(), pk="case"),
    row("cases:case", ok=(C, T), seen=(), pk="colleague_case", note="a colleague's"),
    row("cases:case", seen=(), pk="foreign_case", note="of another district"),
    *work("cases:consultations"),
    *work("cases:consultation_new"),
    *work("cases:consultation_edit", consultation_pk="case_consultation"),
    *work("cases:consultation_delete", consultation_pk="case_consultation"),
    row(
        "cases:consultation_edit",
        seen=(),
        pk="foreign_case",
        consultation_pk="case_consultation",
        note="through a foreign case",
    ),
    *work("cases:offers_handed"),
    *work("cases:offers"),
    *work("cases:offers_hand_over", status=302, note="nothing chosen"),
    *work("cases:offers_print", status=302, method="post", handover_pk="handover"),
    *work("cases:offer_take_back", handover_pk="handover"),
]
