"""Rows of the access matrix: the family information system."""

from tests.access.rows import A, C, K, P, Row, T, row

READERS = (C, T, K, P, A)
EXPORTING = (K, P)
_CODE = {"code": "=kinder"}

INFORMATION: list[Row] = [
    row("reporting:home", ok=READERS),
    row("reporting:information", ok=READERS),
    row("reporting:information", ok=(K, P, A), data={"format": "csv"}, note="export"),
    row("reporting:information_indicator", ok=READERS, seen=(), **_CODE),
    row(
        "reporting:information_indicator",
        ok=READERS,
        seen=(),
        data={"ebene": "sozialraeume"},
        note="social spaces",
        **_CODE,
    ),
    row(
        "reporting:information_indicator",
        ok=EXPORTING,
        seen=READERS,
        data={"format": "xlsx"},
        note="export",
        **_CODE,
    ),
    row("reporting:information_compare", ok=READERS),
    row("reporting:information_compare", ok=READERS, data={"kennzahl": "kinder"}, note="shown"),
    row(
        "reporting:information_compare",
        ok=EXPORTING,
        data={"kennzahl": "kinder", "format": "csv"},
        note="export",
    ),
    row("reporting:selections", ok=READERS),
    row("reporting:selection_add", ok=READERS),
    row("reporting:selection", ok=READERS, seen=(), pk="own.selection"),
    row("reporting:selection", seen=(), pk="foreign.selection", note="foreign"),
    row("reporting:selection", ok=READERS, seen=(), pk="shared_selection", note="shared"),
    row("reporting:selection_edit", ok=READERS, seen=(), pk="own.selection"),
    row("reporting:selection_edit", seen=READERS, pk="shared_selection", note="shared"),
    row("reporting:selection_delete", ok=READERS, seen=(), pk="own.selection"),
    row("reporting:selection_delete", seen=READERS, pk="shared_selection", note="shared"),
]
