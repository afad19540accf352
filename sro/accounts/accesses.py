"""How another program says in whose name it asks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from sro.accounts import second_factor
from sro.accounts.models import PersonalToken, User
from sro.accounts.services.accesses import find_access, note_use

_KEYWORD = "Bearer"


class AccessAuthentication(BaseAuthentication):
    """`Authorization: Bearer sro_…`; rights are those of the person today, within the scopes."""

    def authenticate(self, request: Request) -> tuple[User, PersonalToken] | None:
        """Return the person and the access; None where none was sent."""
        kind, _space, text = get_authorization_header(request).partition(b" ")
        if kind.lower() != _KEYWORD.lower().encode():
            return None
        now = timezone.now()
        token = find_access(
            text=text.strip().decode("ascii", errors="replace"), today=timezone.localdate(now)
        )
        if token is None:
            raise exceptions.AuthenticationFailed
        if second_factor.is_missing(token.owner):
            raise exceptions.PermissionDenied(
                _("Please set up a second factor for your account first.")
            )
        note_use(token=token, now=now)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        """Say how to do it (401)."""
        return _KEYWORD


class AccessScheme(OpenApiAuthenticationExtension):
    """What the description of the interface says about it."""

    target_class = AccessAuthentication
    name = "personalAccess"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal access, made in one’s account under /konto/zugaenge/.",
        }
