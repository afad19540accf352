"""What may happen to a budget year and to an allocation run, one table each.

A table maps the name of an action to the states it starts from, the state it leads to and whether
it needs a reason. Services ask :func:`next_state`; the database enforces the same pairs
(:func:`pairs`), so that no other way around exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class YearState(StrEnum):
    """How binding a budget year is."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    CLOSED = "closed"


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


@dataclass(frozen=True)
class Transition:
    """One line of a table: from any of `sources` to `target`, with a reason where demanded."""

    sources: frozenset[StrEnum]
    target: StrEnum
    needs_reason: bool = False


def _line(*sources: StrEnum, to: StrEnum, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(sources), to, needs_reason)


YEAR_TRANSITIONS: Mapping[str, Transition] = {
    "adopt": _line(YearState.DRAFT, to=YearState.ADOPTED, needs_reason=True),
    "close": _line(YearState.ADOPTED, to=YearState.CLOSED, needs_reason=True),
}

RUN_TRANSITIONS: Mapping[str, Transition] = {
    # Whoever changes the parameters throws the old result away.
    "revise": _line(
        RunState.DRAFT,
        RunState.COMPLETE,
        RunState.FAILED,
        RunState.CANCELLED,
        to=RunState.DRAFT,
    ),
    "start": _line(
        RunState.DRAFT,
        RunState.COMPLETE,
        RunState.FAILED,
        RunState.CANCELLED,
        to=RunState.QUEUED,
    ),
    "begin": _line(RunState.QUEUED, to=RunState.RUNNING),
    "finish": _line(RunState.RUNNING, to=RunState.COMPLETE),
    "fail": _line(RunState.QUEUED, RunState.RUNNING, to=RunState.FAILED, needs_reason=True),
    "cancel": _line(RunState.QUEUED, RunState.RUNNING, to=RunState.CANCELLED),
    "propose": _line(RunState.COMPLETE, to=RunState.PROPOSED),
    "withdraw": _line(RunState.PROPOSED, to=RunState.COMPLETE),
    "approve": _line(RunState.PROPOSED, to=RunState.APPROVED),
    "reject": _line(RunState.PROPOSED, to=RunState.REJECTED, needs_reason=True),
    "supersede": _line(RunState.APPROVED, to=RunState.SUPERSEDED),
}

ACTIVE = frozenset({RunState.QUEUED, RunState.RUNNING})
"""A calculation is under way; at most one per fund and budget year."""

FROZEN = frozenset({RunState.PROPOSED, RunState.APPROVED, RunState.REJECTED, RunState.SUPERSEDED})
"""Parameters and results can no longer change: somebody decides or has decided about them."""

REVISABLE = RUN_TRANSITIONS["revise"].sources
"""Parameters may be changed."""

WITH_RESULT = FROZEN | {RunState.COMPLETE}
"""There are amounts to look at."""


class TransitionRefused(Exception):
    """The action is not possible in this state, or its reason is missing.

    `code` is ``state`` or ``reason``.
    """

    def __init__(self, code: str, action: str, state: str) -> None:
        super().__init__(f"{action} from {state}: {code}")
        self.code = code
        self.action = action
        self.state = state


def next_state(
    table: Mapping[str, Transition], action: str, state: str, reason: str = ""
) -> StrEnum:
    """The state that `action` leads to from `state`.

    Raises TransitionRefused if it does not start there or lacks its reason, KeyError for an action
    nobody knows.
    """
    transition = table[action]
    if state not in transition.sources:
        raise TransitionRefused("state", action, state)
    if transition.needs_reason and not reason.strip():
        raise TransitionRefused("reason", action, state)
    return transition.target


def possible_actions(table: Mapping[str, Transition], state: str) -> tuple[str, ...]:
    """The actions that start from `state`, in the order of the table."""
    return tuple(action for action, line in table.items() if state in line.sources)


def pairs(table: Mapping[str, Transition]) -> list[tuple[str, str]]:
    """Every allowed (from, to), sorted, for the trigger that enforces them."""
    return sorted(
        {
            (str(source), str(line.target))
            for line in table.values()
            for source in line.sources
            if source != line.target
        }
    )
