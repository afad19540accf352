"""Rows of the access matrix: needs. Providers see what they reported themselves."""

from tests.access.rows import OFFICE, PROVIDER, C, L, P, Row, T, row

ALL = (*OFFICE, *PROVIDER)
REPORTERS = (C, T, P, *PROVIDER)
_NEED = {"pk": "need"}
_STEPS = ("edit", "assess", "plan", "realise", "decline", "reopen")

NEEDS: list[Row] = [
    *[row(f"networks:need_{view}", ok=ALL) for view in ("board", "list", "counts")],
    *[
        row(f"networks:need_{view}", ok=(P,), data={"format": "csv"}, note="export")
        for view in ("list", "counts")
    ],
    row("networks:need_report", ok=REPORTERS),
    row("networks:need_similar", ok=REPORTERS),
    # Without a need that was ticked there is nothing to do together.
    *[
        row(f"networks:need_{view}", ok=(P,), status=302)
        for view in ("bulk_assess", "bulk_decline", "merge")
    ],
    row("networks:need_detail", ok=OFFICE, seen=(), **_NEED),
    row("networks:need_detail", ok=(*OFFICE, L), seen=(), pk="provider_need", note="provider"),
    row("networks:need_detail", ok=OFFICE, seen=(), pk="merged_need", note="merged"),
    row("networks:need_join", ok=(C, T, P), seen=OFFICE, **_NEED),
    *[row(f"networks:need_{step}", ok=(P,), seen=OFFICE, **_NEED) for step in _STEPS],
    row("networks:need_split", ok=(P,), seen=OFFICE, pk="merged_need"),
    row("networks:need_read", ok=(C, T, P), seen=OFFICE, status=302, method="post", **_NEED),
    row("reporting:need_intake", ok=(P,)),
    Row("api:need-list", {}, {200: ALL}, 403, anonymous=401),
    Row("api:need-detail", dict(_NEED), {200: OFFICE, 404: PROVIDER}, 403, anonymous=401),
]
