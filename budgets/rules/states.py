"""What may happen to a budget year, to hours and to an allocation run, one table each.

See :mod:`sro.states` for how a table is read; the database enforces the same pairs, so that no
other way around exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sro.states import Transition, line


class YearState(StrEnum):
    """How binding a budget year is."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    CLOSING = "closing"
    CLOSED = "closed"


class ClosingState(StrEnum):
    """What became of the proposal to close a budget year."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RunState(StrEnum):
    """Where an allocation run stands between first idea and decision."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class TransferState(StrEnum):
    """What became of moving money."""

    PROPOSED = "proposed"
    EXECUTED = "executed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class GrantState(StrEnum):
    """Where a small grant stands between application and checked proof of use.

    Paid means that money has gone out, wholly or in part.
    """

    APPLIED = "applied"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    PROVEN = "proven"
    CLOSED = "closed"


class EntryState(StrEnum):
    """Where a line of hours stands between the person who worked and the office."""

    ENTERED = "entered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CLOSED = "closed"


class MonthState(StrEnum):
    """Where a month of hours stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


ENTRY_TRANSITIONS: Mapping[str, Transition] = {
    "submit": line(EntryState.ENTERED, EntryState.RETURNED, to=EntryState.SUBMITTED),
    "approve": line(EntryState.SUBMITTED, to=EntryState.APPROVED),
    # An approval can be taken back until the month is closed.
    "return": line(
        EntryState.SUBMITTED, EntryState.APPROVED, to=EntryState.RETURNED, needs_reason=True
    ),
    # Hours of the office's own people are closed by the team lead without being approved.
    "close": line(EntryState.ENTERED, EntryState.APPROVED, to=EntryState.CLOSED),
}

MONTH_TRANSITIONS: Mapping[str, Transition] = {
    "submit": line(MonthState.OPEN, to=MonthState.SUBMITTED),
    "close": line(MonthState.OPEN, MonthState.SUBMITTED, to=MonthState.CLOSED),
}

WRITABLE_ENTRY = frozenset({EntryState.ENTERED, EntryState.RETURNED})
"""The person who worked may still change the line."""

DELIVERED = frozenset({EntryState.SUBMITTED, EntryState.APPROVED, EntryState.CLOSED})
"""Told to the office: these lines count against a base budget."""


class MatchState(StrEnum):
    """Whether somebody knows what a booking was paid for."""

    OPEN = "open"
    SUPPORT = "support"
    BASE_BUDGET = "base_budget"
    NO_SUPPORT = "no_support"


YEAR_TRANSITIONS: Mapping[str, Transition] = {
    "adopt": line(YearState.DRAFT, to=YearState.ADOPTED, needs_reason=True),
    "propose_close": line(YearState.ADOPTED, to=YearState.CLOSING, needs_reason=True),
    # Until a second person has confirmed it, everything can be taken back.
    "take_back_close": line(YearState.CLOSING, to=YearState.ADOPTED),
    "refuse_close": line(YearState.CLOSING, to=YearState.ADOPTED, needs_reason=True),
    "confirm_close": line(YearState.CLOSING, to=YearState.CLOSED),
}

CLOSING_TRANSITIONS: Mapping[str, Transition] = {
    "take_back_close": line(ClosingState.PROPOSED, to=ClosingState.WITHDRAWN),
    "refuse_close": line(ClosingState.PROPOSED, to=ClosingState.REFUSED, needs_reason=True),
    "confirm_close": line(ClosingState.PROPOSED, to=ClosingState.CONFIRMED),
}

RUN_TRANSITIONS: Mapping[str, Transition] = {
    # Whoever changes the parameters throws the old result away.
    "revise": line(
        RunState.DRAFT,
        RunState.COMPLETE,
        RunState.FAILED,
        RunState.CANCELLED,
        to=RunState.DRAFT,
    ),
    "start": line(
        RunState.DRAFT,
        RunState.COMPLETE,
        RunState.FAILED,
        RunState.CANCELLED,
        to=RunState.QUEUED,
    ),
    "begin": line(RunState.QUEUED, to=RunState.RUNNING),
    "finish": line(RunState.RUNNING, to=RunState.COMPLETE),
    "fail": line(RunState.QUEUED, RunState.RUNNING, to=RunState.FAILED, needs_reason=True),
    "cancel": line(RunState.QUEUED, RunState.RUNNING, to=RunState.CANCELLED),
    "propose": line(RunState.COMPLETE, to=RunState.PROPOSED),
    "withdraw": line(RunState.PROPOSED, to=RunState.COMPLETE),
    "approve": line(RunState.PROPOSED, to=RunState.APPROVED),
    "reject": line(RunState.PROPOSED, to=RunState.REJECTED, needs_reason=True),
    "supersede": line(RunState.APPROVED, to=RunState.SUPERSEDED),
}

TRANSFER_TRANSITIONS: Mapping[str, Transition] = {
    "approve": line(TransferState.PROPOSED, to=TransferState.EXECUTED),
    "reject": line(TransferState.PROPOSED, to=TransferState.REJECTED, needs_reason=True),
    "withdraw": line(TransferState.PROPOSED, to=TransferState.WITHDRAWN),
}

GRANT_TRANSITIONS: Mapping[str, Transition] = {
    "grant": line(GrantState.APPLIED, to=GrantState.GRANTED),
    "reject": line(GrantState.APPLIED, to=GrantState.REJECTED, needs_reason=True),
    # Also what was granted may come to nothing, as long as no money has gone out.
    "withdraw": line(
        GrantState.APPLIED, GrantState.GRANTED, to=GrantState.WITHDRAWN, needs_reason=True
    ),
    "pay": line(GrantState.GRANTED, GrantState.PAID, to=GrantState.PAID),
    # A payment was taken back: the only one, or one of several. It can be paid anew, and the proof
    # of its use is to be looked at again.
    "reverse_all": line(
        GrantState.PAID, GrantState.PROVEN, GrantState.CLOSED, to=GrantState.GRANTED
    ),
    "reverse": line(GrantState.PAID, GrantState.PROVEN, GrantState.CLOSED, to=GrantState.PAID),
    "prove": line(GrantState.PAID, to=GrantState.PROVEN),
    "return": line(GrantState.PROVEN, to=GrantState.PAID, needs_reason=True),
    "close": line(GrantState.PROVEN, to=GrantState.CLOSED),
}

BINDING_GRANT = frozenset({GrantState.GRANTED, GrantState.PAID, GrantState.PROVEN})
"""What was granted and not paid yet binds money of its line; a closed grant binds nothing more."""

REPAYABLE_GRANT = frozenset({GrantState.PAID, GrantState.PROVEN, GrantState.CLOSED})
"""Money has gone out, so some of it can come back."""

PROOF_EXPECTED = frozenset({GrantState.GRANTED, GrantState.PAID})
"""The day up to which the proof of use is expected can still be moved."""

MATCH_TRANSITIONS: Mapping[str, Transition] = {
    "assign": line(MatchState.OPEN, to=MatchState.SUPPORT),
    "charge": line(MatchState.OPEN, to=MatchState.BASE_BUDGET),
    "set_aside": line(MatchState.OPEN, to=MatchState.NO_SUPPORT, needs_reason=True),
    "take_back": line(
        MatchState.SUPPORT, MatchState.BASE_BUDGET, MatchState.NO_SUPPORT, to=MatchState.OPEN
    ),
}

ACTIVE = frozenset({RunState.QUEUED, RunState.RUNNING})
"""A calculation is under way; at most one per fund and, inside a district, per district."""

FROZEN = frozenset({RunState.PROPOSED, RunState.APPROVED, RunState.REJECTED, RunState.SUPERSEDED})
"""Parameters and results can no longer change: somebody decides or has decided about them."""

REVISABLE = RUN_TRANSITIONS["revise"].sources
"""Parameters may be changed."""

WITH_RESULT = FROZEN | {RunState.COMPLETE}
"""There are amounts to look at."""
