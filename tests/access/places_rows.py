"""Rows of the access matrix: the living page of districts and social spaces, catchments."""

from __future__ import annotations

from tests.access.rows import OFFICE, PROVIDER, ROLES, C, K, L, P, Row, T, row

_KINDS = (("space", "space"), ("district", "district"))
_PAGES = ("was-laeuft", "was-fehlt", "zahlen", "lesarten")
_GERMAN = (("sozialraum", "space"), ("bezirk", "district"))
_READINGS = {
    "engagierte": OFFICE,
    "bedarf-der-familien": (T, K, P),
    "gelebter-raum": (T, K, P),
    "kennzahlen": (C, T, K, P),
}

PLACES: list[Row] = [
    *(
        row(f"networks:{kind}_part", ok=ROLES, seen=(), pk=target, tab=f"={tab}", note=tab)
        for kind, target in _KINDS
        for tab in _PAGES
    ),
    *(
        row(f"networks:{kind}_seen", ok=ROLES, seen=(), status=302, method="post", pk=target)
        for kind, target in _KINDS
    ),
    *(row(f"networks:{kind}_profile", ok=ROLES, seen=(), pk=target) for kind, target in _KINDS),
    row(
        "networks:space_map",
        ok=ROLES,
        seen=(),
        pk="space",
        data={"ebene": ["einrichtungen", "treffen", "projekte", "einzugsbereiche"]},
        note="layers",
    ),
    row("networks:catchment_list", ok=(*OFFICE, *PROVIDER)),
    row("networks:catchment_list", ok=(*OFFICE, *PROVIDER), data={"format": "csv"}, note="export"),
    row("networks:institution_catchment", ok=(P,), seen=ROLES, pk="institution"),
    row("networks:network_catchment", ok=(P,), seen=OFFICE, pk="place_network"),
    row("networks:catchment_delete", ok=(P,), seen=(*OFFICE, *PROVIDER), pk="catchment"),
    *(
        row("hours:place", ok=(T, K, P, L), seen=ROLES, kind=f"={kind}", pk=target, note=kind)
        for kind, target in _GERMAN
    ),
    *(
        row(
            "reporting:place",
            ok=ok,
            seen=ROLES,
            what=f"={what}",
            kind=f"={kind}",
            pk=target,
            note=f"{what}-{kind}",
        )
        for what, ok in _READINGS.items()
        for kind, target in _GERMAN
    ),
]
