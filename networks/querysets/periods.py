"""Rows that hold for a span of days."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Q

from sro.records import RecordQuerySet


class PeriodQuerySet(RecordQuerySet):
    """Rows with `valid_from` and `valid_until`, half-open."""

    def valid_on(self, day: date) -> Self:
        """Return the rows that hold on `day` (valid_until is the first day off)."""
        return self.filter(
            Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )
