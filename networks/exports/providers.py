"""Providers and rates as files that can be imported again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from networks.imports import providers, rates
from sro.ui.tables import Column


def _column(name: str, label: str, value: str | Callable[[Any], Any], kind: str = "text") -> Column:
    # A list's file may be sorted as the list is, hence the sort key of the first column.
    sort = ("sort_key", "name") if name == "name" else ()
    return Column(name, label, value, sort=sort, kind=kind)


def _word(words: dict[str, Any], field: str) -> Callable[[Any], str]:
    named = {code: word for word, code in words.items()}
    return lambda row: named.get(getattr(row, field), "")


_WORDS = {
    "legal_form": _word(providers.LEGAL_FORMS, "legal_form"),
    "recognition": _word(providers.RECOGNITIONS, "recognition"),
}

PROVIDER_COLUMNS = [
    _column(
        column.name,
        column.header,
        _WORDS.get(column.name, column.name),
        "date" if column.kind == "date" else "text",
    )
    for column in providers.Providers.columns
]

RATE_COLUMNS = [
    Column(
        "traeger", "Träger", "agreement.provider.name", sort=("provider__sort_key", "valid_from")
    ),
    Column("reference", "Vereinbarung", "agreement.reference"),
    Column("support_type", "Hilfeart", "support_type.code"),
    Column("unit", "Einheit", _word(rates.UNITS, "unit")),
    Column("amount", "Betrag", "amount", kind="money"),
    Column("valid_from", "Gültig ab", "valid_from", kind="date"),
    Column("valid_until", "Nicht mehr gültig ab", "valid_until", kind="date"),
]
