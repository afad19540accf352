"""Rows of the access matrix: help planning over the API. A missing login is 401 there."""

from typing import Any

from tests.access.rows import PROVIDER, C, Row, T, row

OFFICE = (C, T)


def _rows(name: str, thing: str, ok: tuple = OFFICE) -> list[Row]:
    """A list and one row; whoever has nothing of the kind gets 403."""
    more: dict[str, Any] = {"anonymous": 401}
    return [
        row(f"api:{name}-list", ok=ok, **more),
        row(f"api:{name}-detail", ok=ok, pk=thing, **more),
    ]


def _hidden(name: str, thing: str, kind: tuple = OFFICE) -> Row:
    """A row of somebody else: 404 for those who have others of the kind."""
    target = {"pk": thing}
    return Row(f"api:{name}-detail", target, {404: kind}, 403, anonymous=401, note=thing)


ROWS: list[Row] = [
    *_rows("case", "case"),
    _hidden("case", "foreign_case"),
    *_rows("person", "young_person"),
    *_rows("support", "support"),
    *_rows("support-plan", "plan"),
    *_rows("goal", "goal"),
    *_rows("note", "note"),
    _hidden("note", "entrusted"),
    # A coordinator has pages, not the API.
    *_rows("council", "council"),
    _hidden("council", "foreign_council"),
    *_rows("shared-support", "support", PROVIDER),
    _hidden("shared-support", "other_support", PROVIDER),
    _hidden("shared-support", "proposed_support", PROVIDER),
    *_rows("shared-goal", "agreed_goal", PROVIDER),
    _hidden("shared-goal", "goal", PROVIDER),
    row("api:development-report-list", ok=(*OFFICE, *PROVIDER), anonymous=401),
    # Asked for, not submitted yet: the provider's own.
    Row(
        "api:development-report-detail",
        {"pk": "report"},
        {200: PROVIDER, 404: OFFICE},
        403,
        anonymous=401,
    ),
]
