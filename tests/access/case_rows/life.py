"""Rows of the access matrix: the life of a case, notes, what was entrusted, reminders."""

from tests.access.rows import C, Row, T, row, work

_OWN = {"kind": "=casenote", "entry_pk": "note"}
_FOREIGN = {"kind": "=casenote", "entry_pk": "entrusted"}

_KINDS = {"statement": "willstatement", "diagnosis": "diagnosisentry", "hypothesis": "hypothesis"}


def _of_another(kind: str) -> list[Row]:
    """Rows of what was entrusted to a colleague: it is not there."""
    entry = {"kind": f"={_KINDS[kind]}", "entry_pk": f"entrusted_{kind}"}
    note = f"{kind} entrusted to another"
    return [
        row("cases:entrust", seen=(), pk="case", note=note, **entry),
        row("cases:disclose", seen=(), pk="case", note=note, **entry),
        row("cases:entrusted_entry", seen=(), note=note, **entry),
    ]


ROWS: list[Row] = [
    *work("cases:step", action="=clarify"),
    row("cases:step", seen=(), pk="foreign_case", action="=clarify", note="foreign"),
    row("cases:step", ok=(T,), seen=(C, T), pk="colleague_case", action="=close", note="colleague"),
    *work("cases:assign", ok=(T,)),
    *work("cases:deputy"),
    *work("cases:space"),
    # For those who find the case and do not work on it; who does is told so on sending.
    row("cases:stand_in", ok=(C, T), seen=(), pk="colleague_case"),
    row("cases:stand_in", seen=(), pk="foreign_case", note="foreign"),
    *work("cases:stand_in_end", ok=(T,), stand_in_pk="stand_in"),
    *work("cases:transfer_new"),
    *work("cases:timeline"),
    *work("cases:changes"),
    *work("cases:follow_up_new"),
    *work("cases:follow_up_done", status=302, method="post", follow_up_pk="follow_up"),
    *work("cases:follow_up_reopen", status=302, method="post", follow_up_pk="follow_up"),
    *work("cases:notes"),
    *work("cases:note_new"),
    row("cases:note", ok=(C, T), seen=(), pk="case", note_pk="note"),
    row("cases:note", seen=(), pk="case", note_pk="entrusted", note="entrusted to another"),
    row("cases:note_edit", ok=(C,), seen=(C, T), pk="case", note_pk="note"),
    row("cases:note_edit", seen=(), pk="case", note_pk="entrusted", note="entrusted to another"),
    row("cases:note_delete", ok=(C,), seen=(C, T), pk="case", note_pk="note"),
    row("cases:note_delete", seen=(), pk="case", note_pk="entrusted", note="entrusted to another"),
    row("cases:entrust", ok=(C,), seen=(C, T), pk="case", **_OWN),
    row("cases:entrust", seen=(), pk="case", **_FOREIGN, note="entrusted to another"),
    row("cases:disclose", ok=(C,), seen=(C, T), pk="case", **_OWN),
    row("cases:disclose", seen=(), pk="case", **_FOREIGN, note="entrusted to another"),
    row("cases:entrusted", ok=(C, T)),
    row("cases:entrusted_entry", ok=(C, T), seen=(), **_OWN),
    row("cases:entrusted_entry", seen=(), **_FOREIGN, note="entrusted to another"),
    *[each for kind in ("statement", "diagnosis", "hypothesis") for each in _of_another(kind)],
    row("cases:due", ok=(C, T)),
    row("cases:team", ok=(T,)),
    row("cases:absences", ok=(C, T)),
    row("cases:absence_new", ok=(C, T)),
    row("cases:absence_edit", ok=(C,), seen=(), pk="absence"),
    row("cases:absence_delete", ok=(C,), seen=(), pk="absence"),
    row("cases:transfer", ok=(C, T), seen=(), transfer_pk="outgoing"),
    row("cases:transfer", ok=(T,), seen=(), transfer_pk="incoming", note="asked for"),
    row("cases:transfer_accept", ok=(T,), seen=(), transfer_pk="incoming"),
    row("cases:transfer_accept", seen=(C, T), transfer_pk="outgoing", note="of the own district"),
    row("cases:transfer_decline", ok=(T,), seen=(), transfer_pk="incoming"),
    row("cases:transfer_decline", seen=(C, T), transfer_pk="outgoing", note="of the own district"),
    row("cases:transfer_withdraw", ok=(C, T), seen=(), transfer_pk="outgoing"),
    row("cases:transfer_withdraw", seen=(T,), transfer_pk="incoming", note="of the other district"),
    row("cases:calendar", ok=(C, T)),
    # The secret part of the address decides, whoever asks.
    Row("cases:calendar_feed", {"token": "=geheim"}, {}, 200, anonymous=200),
    Row("cases:calendar_feed", {"token": "=geraten"}, {}, 404, anonymous=404, note="guessed"),
]
