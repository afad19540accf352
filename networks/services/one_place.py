"""A social space and the district named beside it are one place: forms and services ask alike."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from networks.models import District, SocialSpace


def elsewhere(space: SocialSpace | None, district: District | None) -> str:
    """Say that a social space lies outside the district named beside it; "" where both fit.

    Where one of the two is not named, nothing contradicts it.
    """
    if space is None or district is None or space.district_id == district.pk:
        return ""
    return _("The social space chosen lies in another district.")


def require_one_place(space: SocialSpace | None, district: District | None) -> None:
    """Raise ValidationError at `social_space` when it lies in another district."""
    text = elsewhere(space, district)
    if text:
        raise ValidationError({"social_space": text})
