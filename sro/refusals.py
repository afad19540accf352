"""What every service refuses in the same way, in words for the person in front of the screen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotPossible(ValidationError):
    """The state of things does not allow it now; nothing was changed."""


def required_reason(reason: str) -> str:
    """The reason without outer spaces. Raises ValidationError when there is none."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    return reason.strip()


def only_known(changes: Any, allowed: frozenset[str]) -> None:
    """Refuse fields that are not the caller's to write. Raises TypeError (a programming error)."""
    if unknown := set(changes) - allowed:
        raise TypeError(f"not to be changed here: {', '.join(sorted(unknown))}")
