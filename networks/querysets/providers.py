"""Providers and the rates agreed with them."""

from __future__ import annotations

from typing import Any, Self

from networks.querysets.periods import PeriodQuerySet
from networks.querysets.search import SearchableQuerySet


class ProviderQuerySet(SearchableQuerySet, PeriodQuerySet):
    """Providers in time, always alphabetical."""

    def in_order(self) -> Self:
        """Return them as a German list has them: by name. There is no other order."""
        return self.order_by("sort_key", "pk")


class RateQuerySet(PeriodQuerySet):
    """Rates in time."""

    def series(self, provider: Any, support_type: Any, unit: int) -> Self:
        """Return the rates that follow each other for this provider, support type and unit."""
        return self.filter(provider=provider, support_type=support_type, unit=unit).order_by(
            "valid_from"
        )
