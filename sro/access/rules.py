"""How a line of the table is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sro.access.roles import Role
from sro.access.scopes import Scope, everything


@dataclass(frozen=True)
class Rule:
    """One line of the table: these roles may do these actions with the rows in scope."""

    roles: tuple[Role, ...]
    actions: frozenset[str]
    scope: Scope = everything


def allow(roles: Iterable[Role], actions: str, scope: Scope = everything) -> Rule:
    """Write one line of the table; `actions` is a list of words."""
    return Rule(tuple(roles), frozenset(actions.split()), scope)


EDIT = "view add change delete"
