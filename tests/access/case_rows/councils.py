"""Rows of the access matrix: family group conferences.

The provider's person of the matrix coordinates world.council: it sees that one, but never answers
a plan nor takes it over. The provider's lead sees it and names the person. Forms that belong to a
later state are asked for the conferences that have come so far.
"""

from tests.access.rows import C, L, Row, S, T, row, work

_SEEN = (C, T, S, L)
_MINE = {"ok": (C, T, S), "seen": _SEEN, "pk": "council"}
_OFFICE = {"ok": (C, T), "seen": _SEEN, "pk": "council"}
_GUEST = {"guest_pk": "council_guest"}

ROWS: list[Row] = [
    row("cases:council_list", ok=_SEEN),
    *work("cases:council_new"),
    row("cases:council", ok=_SEEN, seen=_SEEN, pk="council"),
    # Of a colleague's case: the team lead alone. Of another district or provider: nobody.
    row("cases:council", ok=(T,), seen=(T,), pk="colleague_council", note="colleague"),
    row("cases:council", seen=(), pk="foreign_council", note="foreign"),
    *[
        row(f"cases:{name}", **_MINE)
        for name in (
            *("council_talk_new", "council_guest_new", "council_day", "council_calendar"),
            *("council_invite", "council_pdf", "council_revise"),
        )
    ],
    *[
        row(f"cases:{name}", **_MINE | {"pk": "council_held"})
        for name in ("council_hold", "council_plan", "talk_council")
    ],
    row("cases:council_meeting_new", **_MINE | {"pk": "council_accepted"}),
    row("cases:council_family", **_MINE, answer="=ja"),
    row("cases:council_family", **_MINE, answer="=nein", note="no"),
    row("cases:council_guest_remove", **_MINE, **_GUEST),
    row("cases:council_invitation", **_MINE, **_GUEST),
    *[
        row(f"cases:{name}", **_OFFICE)
        for name in (*("council_edit", "council_coordinator", "council_end"),)
    ],
    row("cases:council_answer", **_OFFICE | {"pk": "council_held"}),
    row("cases:council_take_over", **_OFFICE | {"pk": "council_accepted"}),
    row("cases:council_take_back", **_OFFICE, plan_pk="plan"),
    row("cases:council_person", ok=(L,), seen=_SEEN, pk="council"),
    *[
        row(f"cases:{name}", seen=(), pk="foreign_council", note="foreign")
        for name in ("council_plan", "council_answer", "council_person", "council_pdf")
    ],
]
