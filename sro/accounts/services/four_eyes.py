"""What nobody does to their own account."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models

from sro.accounts.models import User


def require_other(actor: User, user: User, action: str, model: type[models.Model] = User) -> None:
    """Raise PermissionDenied when the actor is the person the change is about."""
    if actor.pk == user.pk:
        raise PermissionDenied(f"{action} {model._meta.label}")
