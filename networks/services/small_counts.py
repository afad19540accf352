"""Up to which count of people a number is not shown; the reports say it, the registry asks.

The reports' app registers where the office's limit stands; until then the smallest one holds.
"""

from __future__ import annotations

from collections.abc import Callable

SMALLEST = 2
_told: list[Callable[[], int]] = []


def register(limit: Callable[[], int]) -> None:
    """Say where the largest count stands that is hidden."""
    _told[:] = [limit]


def limit() -> int:
    """Return the largest count of people that is not shown."""
    return _told[0]() if _told else SMALLEST
