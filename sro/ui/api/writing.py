"""Writes from outside: about the version that the other program has read."""

from __future__ import annotations

from rest_framework.request import Request

from sro.ui.api.middleware import versions_named
from sro.ui.api.problems import PreconditionFailed


def check_if_match(request: Request, version: int) -> None:
    """Refuse a write whose If-Match names other versions of the row; without one, let it pass."""
    named = versions_named(request.headers.get("If-Match", ""))
    if named is not None and version not in named:
        raise PreconditionFailed
