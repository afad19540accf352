"""Who of the office may be named in a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sro.access import DISTRICT_ROLES, Role
from sro.accounts.models import Membership, User


def colleagues(
    today: date, district: Any = None, *, roles: tuple[Role, ...] = DISTRICT_ROLES
) -> QuerySet[User]:
    """Return the active professionals of the office, of one district where it is named, by name."""
    memberships = Membership.objects.valid_on(today).filter(role__in=roles)
    if district is not None:
        memberships = memberships.filter(district_id=getattr(district, "pk", district))
    return User.objects.filter(
        is_active=True, pk__in=memberships.order_by().values("user_id")
    ).order_by("sort_key", "pk")


def require_colleague(user: Any, district: Any, today: date, field: str) -> None:
    """Refuse somebody who does not work in the district on that day."""
    if user is not None and not colleagues(today, district).filter(pk=user.pk).exists():
        raise ValidationError(
            {field: _("%(name)s does not work in this district today.") % {"name": user}}
        )
