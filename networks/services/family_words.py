"""Whether a text that the whole office reads names a family.

The registry knows no families. The room that does says which words of a text are names of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any, str], str]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Let `check(user, text)` return the first word that names a family, or nothing."""
    if check not in _checks:
        _checks.append(check)


def named_family(user: Any, text: str) -> str:
    """Return a word of the text that names a family of this person's, or nothing."""
    return next((word for check in _checks if (word := check(user, text))), "")
