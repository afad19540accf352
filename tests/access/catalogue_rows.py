"""Rows of the access matrix: indicators with their values, the ledger, earlier spending."""

from tests.access.rows import BUDGET, A, C, K, P, Row, T, row

# Who sees indicators; caseworkers know their district by them.
SEEN = (C, *BUDGET)

_CODE = {"code": "=kinder"}
_VALUE = {**_CODE, "pk": "value"}
_FUND = {"year": "=2018", "slug": "=fall"}
_TRANSFER = {"year": "=2018", "pk": "transfer"}
_FIGURE = {**_FUND, "spent_in": "=2014", "key": "=90"}

CATALOGUE: list[Row] = [
    row("budgets:indicators", ok=SEEN),
    row("budgets:indicators", ok=(K, P, A), data={"format": "csv"}, note="export"),
    row("budgets:indicator_add", ok=(K, P, A)),
    row("budgets:indicator", ok=SEEN, seen=(), **_CODE),
    row("budgets:indicator_edit", ok=(K, P, A), seen=SEEN, **_CODE),
    row("budgets:indicator_delete", ok=(K, P, A), seen=SEEN, **_CODE),
    row("budgets:values", ok=SEEN),
    row("budgets:values", ok=(K, P), data={"format": "xlsx"}, note="export"),
    row("budgets:value_add", ok=(K, P), seen=SEEN, **_CODE),
    row("budgets:value_edit", ok=(K, P), seen=SEEN, **_VALUE),
    row("budgets:value_delete", ok=(K, P), seen=SEEN, **_VALUE),
    row("budgets:plausibility", ok=SEEN),
    row("budgets:outflow", ok=(K,)),
    row("budgets:outflow", ok=(K,), data={"format": "csv-plain"}, note="export"),
    row("budgets:booking_add", ok=(K,)),
    row("budgets:booking", ok=(K,), seen=(), pk="outflow"),
    row("budgets:booking_reverse", ok=(K,), seen=(), pk="outflow"),
    row("budgets:booking_charge", ok=(K,), seen=(), pk="milieu_outflow"),
    row("budgets:commitments", ok=(K,), seen=BUDGET, year="=2018"),
    row(
        "budgets:commitments",
        ok=(K,),
        seen=BUDGET,
        year="=2018",
        data={"format": "csv"},
        note="export",
    ),
    row(
        "budgets:commitments_calculate",
        ok=(K,),
        seen=BUDGET,
        status=302,
        method="post",
        year="=2018",
    ),
    row("budgets:commitment", ok=(K,), seen=(), sign="sign"),
    row("budgets:commitment_unit", ok=(K,), seen=(), sign="sign"),
    row("budgets:standing", ok=(K, P, T), seen=BUDGET, year="=2018"),
    row("budgets:backtest", ok=(K, P, T)),
    row("budgets:transfers", ok=(K, P, T), seen=BUDGET, year="=2018"),
    row(
        "budgets:transfers",
        ok=(K,),
        seen=BUDGET,
        year="=2018",
        data={"format": "csv"},
        note="export",
    ),
    row("budgets:transfer_add", ok=(K,), seen=BUDGET, year="=2018"),
    row("budgets:transfer", ok=(K, P, T), seen=(), **_TRANSFER),
    row("budgets:transfer_approve", ok=(K,), seen=(P, T), **_TRANSFER),
    row("budgets:transfer_reject", ok=(K,), seen=(P, T), **_TRANSFER),
    row("budgets:transfer_withdraw", ok=(K,), seen=(P, T), **_TRANSFER),
    row("budgets:alerts", ok=(K, P, T), seen=BUDGET, year="=2018"),
    row("budgets:threshold_add", ok=(K,), seen=BUDGET, year="=2018"),
    row("budgets:threshold_delete", ok=(K,), seen=(P, T), year="=2018", pk="threshold"),
    row("budgets:layouts", ok=(K,)),
    row("budgets:layout_add", ok=(K,)),
    row("budgets:layout", ok=(K,), seen=(), pk="layout"),
    row("budgets:layout_edit", ok=(K,), seen=(), pk="layout"),
    row("budgets:layout_delete", ok=(K,), seen=(), pk="layout"),
    row("ui:import_new", ok=(K,), key="=outflow", note="outflow"),
    row("budgets:unmatched", ok=(K,)),
    row("budgets:unmatched_set_aside", ok=(K,)),
    row("budgets:match_again", ok=(K,), status=302, method="post"),
    row("budgets:unmatched_booking", ok=(K,), seen=(), pk="open_booking"),
    row("budgets:match_take_back", ok=(K,), seen=(), status=302, method="post", pk="open_booking"),
    row("budgets:previous_outflow", ok=(K, P), seen=BUDGET, **_FUND),
    row("budgets:previous_outflow_set", ok=(K,), seen=BUDGET, **_FIGURE),
    row("budgets:previous_outflow_delete", ok=(K,), seen=BUDGET, **_FIGURE),
]
