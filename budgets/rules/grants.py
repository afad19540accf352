"""What a small grant binds, owes and waits for. Amounts in cents."""

from __future__ import annotations

from datetime import date

from budgets.rules.commitments import still_open
from budgets.rules.states import BINDING_GRANT, GrantState
from budgets.rules.transfers import Verdict, Way, by_limit


def may_decide(*, cents: int, limit: int | None, own: bool) -> Verdict | None:
    """Return by which rule somebody may grant `cents`, or None where a second person has to.

    `limit` is that of the fund; `own` says that this person has recorded or changed the
    application. Raises ValueError unless cents are positive.
    """
    if cents <= 0:
        raise ValueError("a grant is more than zero")
    found = by_limit(cents, limit)
    return None if own and found.way is Way.WITH_APPROVAL else found


def still_bound(state: str, granted: int | None, paid: int) -> int:
    """Return what a grant binds of its line: granted and not paid yet, never below zero.

    `paid` does not count what was paid back: money that came back is free again.
    """
    return still_open(granted or 0, paid) if state in BINDING_GRANT else 0


def to_be_paid_back(*, paid: int, repaid: int, used: int | None) -> int | None:
    """Return what was paid, not used and not paid back; None before it is known what was used."""
    return None if used is None else max(0, paid - repaid - used)


def is_overdue(state: str, due: date | None, today: date) -> bool:
    """Return whether money went out and the day up to which to prove its use is over."""
    return state == GrantState.PAID and due is not None and due < today
