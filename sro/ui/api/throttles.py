"""How often one may ask; the limits are in the settings."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class PersonThrottle(UserRateThrottle):
    """Each access counts for itself, beside the person who is logged in."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return what is counted; strangers are counted elsewhere."""
        if not request.user.is_authenticated:
            return None
        ident = f"access{request.auth.pk}" if request.auth is not None else request.user.pk
        return self.cache_format % {"scope": self.scope, "ident": ident}


class StrangerThrottle(AnonRateThrottle):
    """Requests without a valid login, by the address they come from."""
