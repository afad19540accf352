"""Rules about memberships in time. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sro.periods import DateRange


def first_day_uncovered(spans: Iterable[DateRange], today: date) -> date | None:
    """Return the first day from `today` on that no span holds; None when all are held.

    Asked of the administrators' memberships: is there a day on which nobody could help?
    """
    day = today
    for span in sorted(spans, key=lambda s: s.start):
        if span.start > day:
            return day
        if span.end is None:
            return None
        day = max(day, span.end)
    return day


def got_worse(before: date | None, after: date | None) -> bool:
    """Return whether a gap now begins earlier than before (None: there was, or is, no gap)."""
    return after is not None and (before is None or after < before)
