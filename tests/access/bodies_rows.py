"""Rows of the access matrix: networks, meetings, quality dialogues."""

from __future__ import annotations

from typing import Any

from tests.access.rows import OFFICE, PROVIDER, C, K, L, P, Row, T, row

TEAM = (C, T, P)
INSIDE = (*OFFICE, *PROVIDER)


def _work(view: str, thing: str, seen: tuple, **more: Any) -> list[Row]:
    """A step of those who work with the network: in the own district, and in a foreign one."""
    foreign_seen = tuple(role for role in seen if role in (C, T, K)) if thing == "network" else ()
    return [
        row(f"networks:{view}", ok=TEAM, seen=seen, pk=thing, **more),
        row(
            f"networks:{view}",
            ok=(P,),
            seen=foreign_seen,
            pk=f"far_{thing}",
            note="foreign",
            **more,
        ),
    ]


BODIES: list[Row] = [
    row("networks:network_list", ok=INSIDE),
    row("networks:network_list", ok=(P,), data={"format": "csv"}, note="export"),
    row("networks:network_new", ok=TEAM),
    row("networks:network_detail", ok=INSIDE, seen=(), pk="network"),
    row("networks:network_detail", ok=OFFICE, seen=(), pk="far_network", note="foreign"),
    *_work("network_edit", "network", INSIDE),
    *_work("member_new", "network", INSIDE),
    *_work("meeting_new", "network", INSIDE),
    *_work("meeting_series", "network", INSIDE),
    # Organisations are known to the office, residents to those who work with the network.
    *[
        each
        for view in ("member_edit", "member_remove")
        for each in (
            row(f"networks:{view}", ok=TEAM, seen=INSIDE, pk="member"),
            row(f"networks:{view}", ok=TEAM, seen=(), pk="resident", note="resident"),
            row(f"networks:{view}", ok=(P,), seen=(), pk="far_resident", note="far resident"),
        )
    ],
    # The provider was invited; it sees the meeting and, where they are shared, the minutes.
    row("networks:meeting_detail", ok=(*TEAM, *PROVIDER), seen=(), pk="meeting"),
    row("networks:meeting_detail", ok=(P,), seen=(), pk="far_meeting", note="foreign"),
    row("networks:meeting_detail", ok=TEAM, seen=(), pk="uninvited_meeting", note="uninvited"),
    *[
        each
        for view, more in (
            ("meeting_edit", {}),
            ("meeting_cancel", {}),
            ("meeting_invite", {}),
            ("agenda_edit", {}),
            ("agenda_propose", {"status": 302, "method": "post"}),
            ("minutes_edit", {}),
            ("minutes_share", {}),
        )
        for each in _work(view, "meeting", (*TEAM, *PROVIDER), **more)
    ],
    row("networks:minutes_approve", ok=TEAM, seen=(*TEAM, *PROVIDER), pk="held_meeting"),
    row("networks:minutes_edit", ok=TEAM, seen=(*TEAM, *PROVIDER), pk="held_meeting", note="held"),
    row("networks:meeting_detail", ok=(*TEAM, *PROVIDER), seen=(), pk="held_meeting", note="held"),
    row("networks:minutes_pdf", ok=TEAM, seen=PROVIDER, pk="held_meeting"),
    row("networks:minutes_pdf", ok=(*TEAM, *PROVIDER), seen=(), pk="shared_meeting", note="shared"),
    row("networks:task_follow_up", ok=(*TEAM, *PROVIDER), seen=(), pk="network_task"),
    row("networks:task_follow_up", ok=TEAM, seen=PROVIDER, pk="others_task", note="others"),
    # --- documents ------------------------------------------------------------------------------
    *_work("document_new", "network", INSIDE),
    *_work("meeting_document_new", "meeting", (*TEAM, *PROVIDER)),
    *[
        each
        for thing, ok, seen in (
            ("network_document", TEAM, TEAM),
            ("shared_document", TEAM, INSIDE),
            ("far_document", (P,), (P,)),
            ("far_shared_document", (P,), OFFICE),
            ("meeting_document", TEAM, TEAM),
            ("shared_meeting_document", TEAM, (*TEAM, *PROVIDER)),
            ("uninvited_document", TEAM, TEAM),
        )
        for each in (
            row("networks:document_download", ok=seen, seen=(), pk=thing, note=thing),
            row("networks:document_edit", ok=ok, seen=seen, pk=thing, note=thing),
            row("networks:document_delete", ok=ok, seen=seen, pk=thing, note=thing),
        )
    ],
    # --- quality dialogues ----------------------------------------------------------------------
    row("networks:dialogue_list", ok=(P, K, L)),
    row("networks:dialogue_list", ok=(P,), data={"format": "csv"}, note="export"),
    row("networks:provider_dialogues", ok=(P, K, L), pk="provider"),
    row("networks:dialogue_rhythm", ok=(P,), pk="provider"),
    row("networks:dialogue_new", ok=(P,), pk="provider"),
    *[
        each
        for thing, note, seen in (
            ("dialogue", "", (P, K, L)),
            ("far_dialogue", "foreign", (P, K)),
        )
        for each in (
            row("networks:dialogue_detail", ok=seen, seen=(), pk=thing, note=note),
            row("networks:dialogue_edit", ok=(P,), seen=seen, pk=thing, note=note),
            row("networks:dialogue_record", ok=(P,), seen=seen, pk=thing, note=note),
            row("networks:dialogue_cancel", ok=(P,), seen=seen, pk=thing, note=note),
        )
    ],
    row("networks:dialogue_pdf", ok=(P, K, L), seen=(), pk="held_dialogue"),
    row("networks:dialogue_detail", ok=(P, K, L), seen=(), pk="held_dialogue", note="held"),
    row("networks:point_follow_up", ok=(P,), seen=(P, K, L), pk="dialogue_point"),
    # --- interface ------------------------------------------------------------------------------
    row("api:network-list", ok=INSIDE, anonymous=401),
    Row(
        "api:network-detail",
        {"pk": "network"},
        {200: INSIDE},
        403,
        anonymous=401,
    ),
    Row(
        "api:network-detail",
        {"pk": "far_network"},
        {200: OFFICE, 404: PROVIDER},
        403,
        anonymous=401,
        note="foreign",
    ),
]
