"""The start page: what is due, what changed, where was I. Apps add what they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class StartItem:
    """One line of the start page: a sentence and where it leads."""

    text: str | Promise
    url: str
    hint: str | Promise = ""
    day: date | None = None


@dataclass(frozen=True)
class Section:
    """A group of lines; `items(user, today)` returns them, most urgent first."""

    key: str
    title: str | Promise
    items: Callable[[Any, date], list[StartItem]]
    order: int = 50


SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a group to the start page; called from an app's `start.py`."""
    SECTIONS[section.key] = section


def sections_for(user: Any, today: date) -> list[dict[str, Any]]:
    """Return the groups that have something to say to this person."""
    found = []
    for section in sorted(SECTIONS.values(), key=lambda s: (s.order, s.key)):
        items = section.items(user, today)
        if items:
            found.append({"key": section.key, "title": section.title, "items": items})
    return found
