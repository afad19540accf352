"""Which sign stands for which support, wherever people see money and not families."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings

from budgets.rules.pseudonyms import sign_for


def pseudonym_of(support_id: int) -> str:
    """Return the sign of a support; it stays the same as long as the installation's secret does."""
    return sign_for(_key(settings.SECRET_KEY), support_id)


@cache
def _key(secret: str) -> bytes:
    # A key of its own: what is derived here says nothing about sessions or tokens.
    return hashlib.sha256(f"budgets.pseudonyms:{secret}".encode()).digest()
