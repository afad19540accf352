"""Whether somebody's roles demand a second factor that is not set up yet."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from sro import access

# Recovery codes alone are no second factor: they are the way back to one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_demanded(user: Any) -> bool:
    """Return whether one of the user's roles of today is in settings.MFA_REQUIRED_ROLES."""
    demanded = settings.MFA_REQUIRED_ROLES
    return bool(demanded) and not access.roles_of(user).isdisjoint(demanded)


def is_missing(user: Any) -> bool:
    """Return whether the user must set up a second factor before anything else."""
    return (
        is_demanded(user)
        and not Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()
    )


def is_last(authenticator: Authenticator) -> bool:
    """Return whether without this one the person would have no second factor left."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
    return authenticator.type in FACTORS and not others.exclude(pk=authenticator.pk).exists()
