"""Rows of the access matrix: conferences, team consultation, decision."""

from tests.access.rows import Row, T, work

_ONE = {"conference_pk": "conference"}
_GUEST = {**_ONE, "participant_pk": "participant"}

ROWS: list[Row] = [
    *work("cases:conference_list"),
    *work("cases:conference_new"),
    *[
        each
        for name in (
            *("conference", "conference_edit", "conference_invite", "conference_hold"),
            *("conference_close", "conference_next", "conference_cancel", "participant_new"),
        )
        for each in work(f"cases:{name}", **_ONE)
    ],
    *work("cases:participant_consent", **_GUEST),
    *work("cases:participant_remove", **_GUEST),
    *work("cases:team_new"),
    *work("cases:team_consultation", consultation_pk="team_consultation"),
    *work("cases:team_edit", consultation_pk="team_consultation"),
    # Only the team lead decides in the office's name (§ 36a SGB VIII).
    *work("cases:decision_new", ok=(T,)),
    *work("cases:decision", decision_pk="decision"),
]
