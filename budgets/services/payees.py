"""Which provider a file means by a number or a name."""

from __future__ import annotations

from budgets.models import FinanceLayout
from networks.models import Provider


class Payees:
    """The providers by their names and by the numbers that file formats know; read once."""

    def __init__(self, numbers: dict[str, int] | None = None) -> None:
        """Take the numbers of one file format, or those of all."""
        self._names: dict[str, int | None] = {}
        self._numbers: dict[str, int | None] = {}
        known = set()
        for pk, name, short_name in Provider.objects.values_list("pk", "name", "short_name"):
            known.add(pk)
            for each in {_folded(name), _folded(short_name)} - {""}:
                _add(self._names, each, pk)
        tables = (
            FinanceLayout.objects.values_list("providers", flat=True)
            if numbers is None
            else [numbers]
        )
        for table in tables:
            for number, pk in table.items():
                if pk in known:
                    _add(self._numbers, _number(number), pk)

    def find(self, number: str, name: str) -> int | None:
        """Return the provider; None if nobody knows it or it could be several.

        The number goes before the name.
        """
        if number and _number(number) in self._numbers:
            return self._numbers[_number(number)]
        return self._names.get(_folded(name)) if name else None


def _add(known: dict[str, int | None], key: str, pk: int) -> None:
    if known.setdefault(key, pk) != pk:
        known[key] = None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _number(number: str) -> str:
    # Finance systems fill up with zeros, spreadsheets take them off.
    return number.strip().lstrip("0")
