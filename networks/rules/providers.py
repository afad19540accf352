"""A provider, an agreement, a focus in time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from networks.rules.rates import holds


class Phase(StrEnum):
    """Where a half-open period stands on a day."""

    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


def phase(start: date, end: date | None, day: date) -> Phase:
    """Return whether `[start, end)` lies ahead of `day`, holds it or is over."""
    if holds(start, end, day):
        return Phase.RUNNING
    return Phase.COMING if day < start else Phase.ENDED
