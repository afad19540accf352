"""What a support should have cost between two days, where its rates say so."""

from __future__ import annotations

from datetime import date

from budgets.models import CommitmentSchedule
from budgets.rules.pricing import Price, Quota, Unpriced, amount_between
from budgets.services.terms import Series, package_quotas, prices_of, series_of, terms_of
from cases.models import HoursPeriod, Support


class ExpectedCosts:
    """The cents of the days from one up to another; every support and price is read once."""

    def __init__(self) -> None:
        self._supports: dict[int, Support | None] = {}
        self._prices: dict[Series, list[Price]] = {}
        self._packages: dict[int, list[Quota]] = {}
        self._units: dict[int, int | None] = {}

    def __call__(self, support: int, first: date, until: date) -> int | None:
        """Return the cents, or None where a rate or the hours are missing."""
        if support not in self._supports:
            self._read(support)
        row = self._supports[support]
        if row is None:
            return None
        known = row.end or row.planned_end
        terms = terms_of(
            row,
            # Without an end the last day asked about will do: sums are counted from the beginning.
            end=max(known or until, row.start),
            packages=self._packages[support],
            unit=self._units[support],
            # Hours in all cannot be spread over days that are not known.
            granted_hours=known is not None or row.minutes_per != HoursPeriod.TOTAL,
        )
        try:
            return amount_between(terms, self._prices[series_of(row)], first, until)
        except Unpriced:
            return None

    def _read(self, support: int) -> None:
        row = Support.objects.filter(pk=support).first()
        self._supports[support] = row
        if row is None:
            return
        self._packages[support] = package_quotas([row]).get(support, [])
        schedules = CommitmentSchedule.objects.filter(support=row)
        self._units[support] = schedules.values_list("unit", flat=True).first()
        if series_of(row) not in self._prices:
            self._prices[series_of(row)] = prices_of([row]).get(series_of(row), [])
