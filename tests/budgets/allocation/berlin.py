"""The 2018 budget of Berlin's districts, whose allocation has been computed independently."""

import csv
from decimal import Decimal
from pathlib import Path

from budgets.allocation import AllocationInputs, Indicator

DATA = Path(__file__).parents[3] / "sro" / "demo" / "data" / "berlin"
TOTAL = "545000000.00"
REFERENCE_DATE = "2017-12-31"
OUTFLOW_YEAR = "2016"
COUNTS = ("inhabitants_u18", "transfer_recipients_u65", "inhabitants_u18_migration_background")
GREEN = "public_green_m2_per_inhabitant"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(indicator: str) -> dict[str, str]:
    return {
        row["key"]: row["value"]
        for row in rows("indicators_districts.csv")
        if row["indicator"] == indicator and row["reference_date"] == REFERENCE_DATE
    }


def outflow() -> dict[str, str]:
    return {
        row["district_key"]: row["outflow_eur"]
        for row in rows("hze_outflow.csv")
        if row["year"] == OUTFLOW_YEAR
    }


def golden() -> dict[str, dict[str, str]]:
    """Expected amounts in euro by indicator share and district."""
    expected: dict[str, dict[str, str]] = {}
    for row in rows("golden_2018.csv"):
        expected.setdefault(row["indicator_share"], {})[row["district_key"]] = row["amount_eur"]
    return expected


def document(indicator_share: str) -> dict:
    """The input file of the command line."""
    counts = [
        {"code": code, "weight": "1", "method": "proportional", "values": values(code)}
        for code in COUNTS
    ]
    green = {
        "code": GREEN,
        "weight": "1",
        "method": "range_weighted",
        "direction": "inverse",
        "values": values(GREEN),
        "base_values": values("inhabitants_u18"),
    }
    return {
        "total": TOTAL,
        "indicator_share": indicator_share,
        "units": list(outflow()),
        "previous_outflow": outflow(),
        "indicators": [*counts, green],
    }


def inputs(indicator_share: str, **changes) -> AllocationInputs:
    """The same as typed inputs."""
    written = document(indicator_share)
    indicators = [
        Indicator(
            code=item["code"],
            weight=1,
            method=item["method"],
            direction=item.get("direction", "direct"),
            values={unit: Decimal(text) for unit, text in item["values"].items()},
            base_values={unit: int(text) for unit, text in item.get("base_values", {}).items()},
        )
        for item in written["indicators"]
    ]
    fields = {
        "total": 54_500_000_000,
        "indicator_share": Decimal(indicator_share),
        "units": written["units"],
        "indicators": indicators,
        "previous_outflow": {unit: int(text) * 100 for unit, text in outflow().items()},
    }
    return AllocationInputs(**{**fields, **changes})
