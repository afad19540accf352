"""What a support should have cost between two days, where its rates say so."""

from __future__ import annotations

from datetime import date

from budgets.rules.pricing import Price, PriceUnit, Quota, QuotaPer, Terms, Unpriced, amount_between
from cases.models import Support
from networks.models import Rate, Unit
from sro.money import cents_from_decimal

_PER = {"week": QuotaPer.WEEK, "month": QuotaPer.MONTH, "total": QuotaPer.TOTAL}


class ExpectedCosts:
    """The cents of the days from one up to another; every support and price is read once."""

    def __init__(self) -> None:
        self._supports: dict[int, Support | None] = {}
        self._prices: dict[tuple[int | None, int], list[Price]] = {}

    def __call__(self, support: int, first: date, until: date) -> int | None:
        """Return the cents, or None where a rate or the hours are missing."""
        if support not in self._supports:
            self._supports[support] = (
                Support.objects.select_related("provider").filter(pk=support).first()
            )
        row = self._supports[support]
        if row is None:
            return None
        terms = _terms(row, until)
        try:
            return amount_between(terms, self._prices_of(row), first, until)
        except Unpriced:
            return None

    def _prices_of(self, support: Support) -> list[Price]:
        key = (support.provider_id, support.support_type_id)
        if key not in self._prices:
            rates = Rate.objects.filter(provider=support.provider, support_type_id=key[1])
            self._prices[key] = [
                Price(
                    PriceUnit(Unit(rate.unit).code),
                    cents_from_decimal(rate.amount),
                    rate.valid_from,
                    rate.valid_until,
                )
                for rate in rates
            ]
        return self._prices[key]


def _terms(support: Support, until: date) -> Terms:
    known = support.end or support.planned_end
    # Without an end the last day asked about will do: sums are counted from the beginning.
    end = max(known or until, support.start)
    quotas: tuple[Quota, ...] = ()
    # Hours in all cannot be spread over days that are not known.
    spread = known is not None or support.minutes_per != "total"
    if support.minutes and spread and end > support.start:
        quotas = (Quota(support.start, end, support.minutes, _PER[support.minutes_per]),)
    return Terms(support.start, end, quotas)
