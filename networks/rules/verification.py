"""Is an entry of the registry still true? After a year somebody should ask again."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: After so many whole months an entry should be verified again. Our choice: a phone number or
#: opening hours that nobody has looked at for a year are as often wrong as right.
VERIFY_AFTER_MONTHS = 12


class Freshness(StrEnum):
    """How far an entry can be trusted."""

    NEVER = "never"
    DUE = "due"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Verification:
    """State of an entry and the whole months since it was verified (None: never)."""

    state: Freshness
    months: int | None

    @property
    def is_due(self) -> bool:
        """Whether somebody should verify the entry."""
        return self.state is not Freshness.FRESH


def verification(last_verified: date | None, today: date) -> Verification:
    """Return how fresh an entry is on `today`."""
    if last_verified is None:
        return Verification(Freshness.NEVER, None)
    months = whole_months(last_verified, today)
    state = Freshness.DUE if months >= VERIFY_AFTER_MONTHS else Freshness.FRESH
    return Verification(state, months)


def whole_months(start: date, end: date) -> int:
    """Return the whole months from `start` to `end`; 0 when `end` lies before."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if months_before(end, months) >= start else months - 1)


def months_before(day: date, months: int) -> date:
    """Return the day that many months earlier; the last of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_since(today: date) -> date:
    """Return the latest day of verification that counts as due on `today`."""
    return months_before(today, VERIFY_AFTER_MONTHS)


def fresh_from(today: date) -> date:
    """Return the first day of verification that is not due yet on `today`.

    Those verified before it are just those who are due.
    """
    return due_since(today) + timedelta(days=1)
