"""Institutions and offers."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Q

from networks.querysets.search import SearchableQuerySet
from networks.rules.verification import due_since


def existing(day: date, path: str = "") -> Q:
    """Return the condition that an entry exists on `day`; `path` leads from the row to the entry.

    Half-open; an unknown beginning counts as long ago.
    """
    begun = Q(**{f"{path}active_from__isnull": True}) | Q(**{f"{path}active_from__lte": day})
    lasts = Q(**{f"{path}active_until__isnull": True}) | Q(**{f"{path}active_until__gt": day})
    return begun & lasts


class EntryQuerySet(SearchableQuerySet):
    """Entries in time."""

    def active_on(self, day: date) -> Self:
        """Return the entries that exist on `day` (half-open; an unknown beginning counts)."""
        return self.filter(existing(day))

    def closed_on(self, day: date) -> Self:
        """Return the entries that have ended by `day`."""
        return self.filter(active_until__lte=day)

    def due_for_verification(self, today: date) -> Self:
        """Return the active entries nobody has verified for a year (or ever)."""
        return self.active_on(today).filter(
            Q(last_verified__isnull=True) | Q(last_verified__lte=due_since(today))
        )

    def for_age(self, age: int) -> Self:
        """Return the entries meant for people of this age in years; an unknown limit is open."""
        return self.filter(
            Q(age_from__isnull=True) | Q(age_from__lte=age),
            Q(age_to__isnull=True) | Q(age_to__gte=age),
        )
