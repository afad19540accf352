"""Rows of the access matrix: rounds, corrections, the link of an institution, the directory."""

from __future__ import annotations

from tests.access.rows import P, Row, everybody, row

_ROUND = {"pk": "round"}
_SUGGESTION = {"pk": "suggestion"}

ENTRIES: list[Row] = [
    row("networks:round_list", ok=(P,)),
    row("networks:round_new", ok=(P,)),
    row("networks:round_start", ok=(P,)),
    row("networks:round_detail", ok=(P,), seen=(), **_ROUND),
    row("networks:round_send", ok=(P,), seen=(), **_ROUND),
    row("networks:round_close", ok=(P,), seen=(), **_ROUND),
    row("networks:suggestion_list", ok=(P,)),
    row("networks:suggestion_detail", ok=(P,), seen=(), **_SUGGESTION),
    row(
        "networks:suggestion_detail",
        ok=(P,),
        seen=(),
        pk="new_suggestion",
        note="new offer",
    ),
    row(
        "networks:suggestion_take_back",
        ok=(P,),
        seen=(),
        status=302,
        method="post",
        **_SUGGESTION,
    ),
    # Everybody, with or without an account: the link decides, or that the directory is open.
    everybody("public:directory", anonymous=200),
    everybody("public:directory", anonymous=200, data={"q": "xqzk"}, note="nothing found"),
    everybody("public:institution", anonymous=200, pk="institution"),
    everybody("public:institution", 404, anonymous=404, pk="=999999999", note="missing"),
    everybody("public:entry", anonymous=200, token="link"),
    everybody("public:entry", 404, anonymous=404, token="=geraten", note="guessed"),
    everybody("public:entry", 410, anonymous=410, token="spent_link", note="expired"),
    everybody("public:thanks", anonymous=200),
]
