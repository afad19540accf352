"""Rows of the access matrix: what looks wrong, and what families miss."""

from __future__ import annotations

from tests.access.rows import C, K, P, Row, T, row


def _finding(route: str, **more) -> list[Row]:
    """Who works on the case; the team lead in the whole district; the controller where money is."""
    return [
        row(route, ok=(C, T), seen=(), key="finding", **more),
        row(route, ok=(T,), seen=(), key="colleague_finding", note="colleague", **more),
        row(route, seen=(), key="foreign_finding", note="foreign", **more),
        row(route, ok=(K,), seen=(), key="money_finding", note="money", **more),
    ]


LISTS: list[Row] = [
    row("reporting:findings", ok=(C, T, K)),
    row("reporting:findings", ok=(C, T, K), data={"format": "csv"}, note="export"),
    row("reporting:finding_numbers", ok=(T, K, P)),
    row("reporting:needs", ok=(T, K, P)),
    *(
        row("reporting:needs_download", ok=(T, K, P), form=f"={form}", note=form)
        for form in ("pdf", "csv")
    ),
    *_finding("reporting:finding"),
    *_finding("reporting:finding_reopen", status=302, method="post"),
]
