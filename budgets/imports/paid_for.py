"""What bookings of a file were paid for: days as we store them, providers as we know them."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop

from budgets.services.payees import Payees
from sro.ui.imports import Batch

_DAY = timedelta(days=1)


def half_open(batch: Batch) -> None:
    """Turn the last day that was paid for into the first that was not; both days or none.

    A row with one of the two keeps neither, with a warning.
    """
    if "service_from" not in batch and "service_until" not in batch:
        return
    nothing = [None] * len(batch)
    firsts = list(batch.columns.get("service_from", nothing))
    lasts = batch.columns.get("service_until", nothing)
    untils: list[date | None] = list(nothing)
    for row, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        if first is not None and last is not None:
            untils[row] = last + _DAY
            if last < first:
                batch.error(row, gettext_noop("The last day lies before the first."))
        elif first is not None or last is not None:
            firsts[row] = None
            if not batch.bad[row]:
                batch.warning(
                    row,
                    gettext_noop(
                        "Of the days that were paid for one is missing; both are left out."
                    ),
                )
    batch.add("service_from", firsts)
    batch.add("service_until", untils)


def find_providers(batch: Batch) -> None:
    """Add the providers that numbers and names stand for; whom nobody knows is left open."""
    names = [name for name in ("provider_number", "provider_name") if name in batch]
    if not names:
        return
    payees = Payees()
    empty = [""] * len(batch)
    numbers, texts = (batch.columns.get(n, empty) for n in ("provider_number", "provider_name"))
    pairs = list(zip(numbers, texts, strict=True))
    known = {pair: payees.find(pair[0] or "", pair[1] or "") for pair in set(pairs)}
    batch.add("provider_id", [known[pair] for pair in pairs])
