"""Two file formats of finance systems for the demo, after the manner of SAP and of Infoma.

The files in sro/demo/data/finance can be read in with them; all of it is invented.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

from budgets.models import FinanceLayout, OutflowMatch
from budgets.services.layouts import create_layout
from budgets.services.settling import set_all_aside

DATA = Path(__file__).parent / "data" / "finance"
_DISTRICTS = [f"{number:02}" for number in range(1, 13)]
YEAR_SUMS = "Jahressumme eines Bezirks, nicht nach einzelnen Hilfen veröffentlicht."

SAP = {
    "name": "SAP (Beispiel)",
    "headings": {
        "number": "Belegnummer",
        "item": "Position",
        "booked_on": "Buchungsdatum",
        "amount": "Betrag in Hauswährung",
        "debit_credit": "Soll/Haben-Kennz.",
        "cost_centre": "Kostenstelle",
        "file_reference": "Zuordnung",
        "provider_number": "Kreditor",
        "provider_name": "Name 1",
        "service_from": "Leistung von",
        "service_until": "Leistung bis",
    },
    "decimal_form": "german",
    "sign_rule": "debit_credit",
    "numbers_per_year": True,
    "cost_centres": {
        **{f"4711{key}": [key, "fall"] for key in _DISTRICTS},
        **{f"4721{key}": [key, "milieu"] for key in _DISTRICTS},
    },
}
INFOMA = {
    "name": "Infoma (Beispiel)",
    "headings": {
        "number": "Buchungsnr.",
        "booked_on": "Buchungsdatum",
        "amount": "Betrag (EUR)",
        "year": "Haushaltsjahr",
        "cost_centre": "Kostenstelle",
        "file_reference": "Aktenzeichen",
        "provider_name": "Kreditorname",
        "service_from": "Leistungszeitraum von",
        "service_until": "Leistungszeitraum bis",
        "text": "Buchungstext",
    },
    "decimal_form": "plain",
    "sign_rule": "brackets",
    "cost_centres": {
        **{f"4711-{key}": [key, "fall"] for key in _DISTRICTS},
        **{f"4721-{key}": [key, "milieu"] for key in _DISTRICTS},
    },
}


def create_layouts(actor: Any, now: datetime) -> list[FinanceLayout]:
    """Save the two file formats; what exists stays as it is."""
    found = []
    for values in (SAP, INFOMA):
        layout = FinanceLayout.objects.filter(name=values["name"]).first()
        found.append(layout or create_layout(actor=actor, now=now, **deepcopy(values)))
    return found


def set_year_sums_aside(actor: Any, source: str, now: datetime) -> int:
    """Take the published sums of whole years off the work list; returns how many."""
    matches = OutflowMatch.objects.unsettled().filter(outflow__source=source)
    return set_all_aside(actor=actor, matches=matches, reason=YEAR_SUMS, now=now)
