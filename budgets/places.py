"""Where in a calculation something is, in words: from keys to names, from cents to euro."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from budgets.models import AllocationRun
from budgets.services.checking import Change
from budgets.wording import Words, words_of
from networks.models import District, SocialSpace
from sro.money import decimal_from_cents
from sro.ui.templatetags.ui import money, number, percent

_MONEY = {"total", "previous_outflow", "reference"}


@dataclass(frozen=True)
class Told:
    """One changed input as people read it."""

    place: str
    then: str
    today: str


def told(
    run: AllocationRun, changes: Iterable[Change], units: Iterable[District | SocialSpace]
) -> list[Told]:
    """Return the changes in words. Amounts become euro, fractions become decimals."""
    names = {unit.key: unit.name for unit in units}
    names |= {
        each.indicator.code: each.indicator.name
        for each in run.selections.select_related("indicator")
    }
    return [
        Told(
            _place(each.path, names, words_of(run)),
            _value(each.path, each.then),
            _value(each.path, each.today),
        )
        for each in changes
    ]


def _place(path: tuple[str, ...], names: Mapping[str, str], unit_words: Words) -> str:
    words = {
        "total": str(unit_words.total),
        "indicator_share": _("Indicator share"),
        "units": str(unit_words.units),
        "previous_outflow": _("Spending of the previous year"),
        "floor_percent": _("At least (per cent)"),
        "cap_percent": _("At most (per cent)"),
        "reference": _("Amount the bounds are measured against"),
        "weight": _("Weight"),
        "method": _("Method"),
        "direction": _("Direction"),
        "values": "",
        "base_values": _("Count that is weighted"),
    }
    steps = path[1:] if path[0] == "indicators" else path
    found = [words.get(step, names.get(step, step)) for step in steps]
    return ", ".join(text for text in found if text) or _("Indicators")


def _value(path: tuple[str, ...], value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and path[0] in _MONEY:
        return money(decimal_from_cents(value))
    if isinstance(value, Mapping):
        return _("present")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    try:
        exact = Fraction(str(value))
    except ValueError:
        return str(value)
    plain = Decimal(exact.numerator) / Decimal(exact.denominator)
    return percent(plain, None) if path[0] == "indicator_share" else number(round(plain, 6))
