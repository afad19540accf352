"""Rows of the access matrix: comparing areas, and the groups of areas."""

from tests.access.rows import K, P, Row, T, row

SEEN = (K, P, T)
_GROUP = {"pk": "area_group"}
_MEMBER = {**_GROUP, "member_pk": "area_member"}

COMPARISON: list[Row] = [
    row("reporting:comparison", ok=SEEN),
    *[
        row(f"reporting:{view}", ok=SEEN, data=data, note=note)
        for view in ("comparison_course", "comparison_funnel")
        for data, note in (({}, ""), ({"format": "csv"}, "export"))
    ],
    row("reporting:area_groups", ok=SEEN),
    row("reporting:area_groups", ok=SEEN, data={"format": "xlsx"}, note="export"),
    row("reporting:area_group_add", ok=(P,)),
    row("reporting:area_group", ok=SEEN, seen=(), **_GROUP),
    row("reporting:evaluation", ok=SEEN, seen=(), **_GROUP),
    row("reporting:evaluation", ok=SEEN, seen=(), data={"format": "csv"}, note="export", **_GROUP),
    row("reporting:area_group_edit", ok=(P,), seen=SEEN, **_GROUP),
    row("reporting:area_group_delete", ok=(P,), seen=SEEN, **_GROUP),
    row("reporting:area_group_member_add", ok=(P,), seen=SEEN, **_GROUP),
    row("reporting:area_group_member", ok=(P,), seen=SEEN, **_MEMBER),
    row("reporting:area_group_member_delete", ok=(P,), seen=SEEN, **_MEMBER),
]
