"""Where data comes from; every app adds what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Source:
    """A source with its licence; `what` says what of it is shown."""

    what: str
    source: str
    licence: str = ""
    url: str = ""


PROVIDERS: list[Callable[[Any], list[Source]]] = []


def register(provider: Callable[[Any], list[Source]]) -> None:
    """Add a function that names an app's sources for a user; called from an app's `start.py`."""
    PROVIDERS.append(provider)


def sources_for(user: Any) -> list[Source]:
    """Return all sources, each once, in the order of registration."""
    found: dict[Source, None] = {}
    for provider in PROVIDERS:
        found.update(dict.fromkeys(provider(user)))
    return list(found)
