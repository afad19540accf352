"""Cases and what belongs to them, as lists ask for them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Q

from cases.rules.states import CaseState
from networks.querysets.search import SearchableQuerySet


class CaseQuerySet(SearchableQuerySet):
    """Rows of a case, or cases themselves."""

    def still_open(self) -> Self:
        """Return the cases somebody still works on."""
        return self.exclude(state=CaseState.CLOSED)

    def in_charge(self, user: Any) -> Self:
        """Return the cases a colleague is responsible for or deputises in."""
        return self.filter(Q(responsible=user) | Q(deputy=user))

    def valid_on(self, day: date) -> Self:
        """Return the rows that hold on `day` (valid_until is the first day off)."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        )
