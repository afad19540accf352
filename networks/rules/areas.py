"""Areas in time: what may follow what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def outlives(end: date | None, limit: date | None) -> bool:
    """Return whether a period with this end (None: open) goes on after `limit` (None: open)."""
    return limit is not None and (end is None or end > limit)


def too_young(starts: Iterable[date], successor_start: date) -> bool:
    """Return whether an area would be replaced before it has existed for a single day."""
    return any(start >= successor_start for start in starts)


def ends_elsewhere(ends: Iterable[date | None], successor_start: date) -> bool:
    """Return whether an area to be replaced has already ended on another day."""
    return any(end is not None and end != successor_start for end in ends)
