"""Invented people for tests: one call, one person with the roles asked for."""

from __future__ import annotations

from datetime import date
from itertools import count

from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.accounts.models import Membership, User

PASSWORD = "vier-erfundene-woerter"
LONG_AGO = date(2010, 1, 1)
_numbers = count(1)


def person(*roles: Role, district=None, provider=None, email: str = "", **fields) -> User:
    """Create a person with valid memberships; district and provider where the role needs them."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"person{number}@sro.example",
        PASSWORD,
        display_name=fields.pop("display_name", f"Ada Beispiel {number}"),
        **fields,
    )
    for role in roles:
        Membership.objects.create(
            user=user,
            role=role,
            district=district if role in DISTRICT_ROLES else None,
            provider=provider if role in PROVIDER_ROLES else None,
            valid_from=LONG_AGO,
        )
    return user
