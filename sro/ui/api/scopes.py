"""What an access for another program can be limited to. A scope narrows; it never adds a right.

The scopes with their words are in sro.accounts.models.accesses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from sro import access

#: `topic` of a route that any access may read.
ANY = "*"


class WithinScope(BasePermission):
    """A person who logged in may what their roles say; an access only what its scopes leave of it.

    A route without a topic is closed to accesses.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the request lies within the scopes of its access."""
        if request.auth is None:
            return True
        topic = getattr(view, "topic", "")
        reads = request.method in SAFE_METHODS
        return (topic == ANY and reads) or scope_of(topic, reads=reads) in request.auth.scopes


def scope_of(topic: str, *, reads: bool) -> str:
    """Return the scope that reading or writing a topic needs."""
    return f"{topic}:{'read' if reads else 'write'}"


def route_classes() -> Iterator[type]:
    """Yield the classes behind all routes of the interface, each once."""
    found: set[type] = set()
    waiting: list[Any] = [get_resolver()]
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "url_patterns", [])
        kind = getattr(getattr(each, "callback", None), "cls", None)
        if kind is not None and hasattr(kind, "topic") and kind not in found:
            found.add(kind)
            yield kind


def scopes_for(user: Any) -> set[str]:
    """Return the codes of the scopes with which this person could do something today."""
    usable: set[str] = set()
    for kind in route_classes():
        model = getattr(kind, "model", None)
        if model is None:
            continue
        if access.can(user, kind.needed, model):  # type: ignore[attr-defined]
            usable.add(scope_of(kind.topic, reads=True))  # type: ignore[attr-defined]
        writes = getattr(kind, "needed_to_write", "")
        if writes and access.can(user, writes, model):
            usable.add(scope_of(kind.topic, reads=False))  # type: ignore[attr-defined]
    return usable
