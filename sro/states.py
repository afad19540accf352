"""Transition tables: what may happen to a thing, from which state to which. Standard library only.

A table maps the name of an action to the states it starts from, the state it leads to and whether
it needs a reason. Services ask :func:`next_state`; the database enforces the same pairs
(:func:`pairs`), so that no other way around exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Transition:
    """One line of a table: from any of `sources` to `target`, with a reason where demanded."""

    sources: frozenset[StrEnum]
    target: StrEnum
    needs_reason: bool = False


def line(*sources: StrEnum, to: StrEnum, needs_reason: bool = False) -> Transition:
    """Write one line of a table."""
    return Transition(frozenset(sources), to, needs_reason)


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
