"""Rows of the access matrix: projects of the person's district or provider, and elsewhere."""

from __future__ import annotations

from tests.access.api_rows import api
from tests.access.rows import OFFICE, PROVIDER, C, K, L, P, Row, T, row

#: Who sees a project, who writes about it, who keeps it.
SEEN = (*OFFICE, *PROVIDER)
NOTING = (C, T, P, *PROVIDER)
KEEPING = (C, T, P)
_PROJECT = {"pk": "project"}
_FAR = {"pk": "far_project", "note": "other district"}


def _noted(view: str, pk: str, seen: tuple = SEEN) -> list[Row]:
    return [row(f"networks:{view}", ok=NOTING, seen=seen, pk=pk)]


PROJECTS: list[Row] = [
    row("networks:project_list", ok=SEEN),
    row("networks:project_list", ok=(C, T, K, P), data={"format": "csv"}, note="export"),
    row("networks:project_new", ok=KEEPING),
    row("networks:project_detail", ok=SEEN, seen=(), **_PROJECT),
    row("networks:project_detail", ok=OFFICE, seen=(), **_FAR),
    row("networks:project_report", ok=SEEN, seen=(), **_PROJECT),
    row("networks:project_edit", ok=KEEPING, seen=SEEN, **_PROJECT),
    row("networks:project_edit", ok=(P,), seen=OFFICE, **_FAR),
    row("networks:project_step", ok=KEEPING, seen=SEEN, word="=beenden", **_PROJECT),
    row("networks:project_sessions", ok=NOTING, seen=SEEN, **_PROJECT),
    row("networks:project_sessions", ok=(P,), seen=OFFICE, **_FAR),
    row("networks:project_outcome", ok=NOTING, seen=SEEN, **_PROJECT),
    row("networks:milestone_new", ok=NOTING, seen=SEEN, **_PROJECT),
    row("networks:milestone_edit", ok=NOTING, seen=SEEN, pk="milestone"),
    row("networks:milestone_delete", ok=NOTING, seen=SEEN, pk="milestone"),
    row("networks:session_edit", ok=NOTING, seen=(), pk="session"),
    row("networks:session_edit", ok=(P,), seen=(), pk="far_session", note="other district"),
    row("networks:session_delete", ok=NOTING, seen=(), pk="session"),
    row("networks:judgement_new", ok=KEEPING, seen=SEEN, **_PROJECT),
    row("networks:judgement_edit", ok=KEEPING, seen=SEEN, pk="judgement"),
    row("networks:judgement_delete", ok=KEEPING, seen=SEEN, pk="judgement"),
    row("budgets:project_money", ok=(T, K, P), seen=SEEN, **_PROJECT),
    row("hours:project_hours", ok=(T, K, P, L), seen=SEEN, **_PROJECT),
    row("hours:network_hours", ok=(T, K, P, L), seen=SEEN, pk="project_network"),
    row("reporting:avoided_supports", ok=(T, K, P)),
    row("reporting:avoided_supports", ok=(T, K, P), data={"format": "csv"}, note="export"),
    api("project-list", ok=SEEN),
    api("project-detail", ok=SEEN, **_PROJECT),
    Row("api:project-detail", {"pk": "far_project"}, {200: OFFICE, 404: PROVIDER}, 403, 401),
]
