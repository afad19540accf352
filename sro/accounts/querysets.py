"""Users and memberships as lists ask for them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from sro.access import Role
from sro.names import sort_key
from sro.records import RecordQuerySet


class MembershipQuerySet(RecordQuerySet):
    """Memberships in time."""

    def valid_on(self, day: date) -> Self:
        """Return the memberships in force on `day` (half-open: valid_until is the first day off)."""
        return self.filter(
            Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )

    def current_or_coming(self, day: date) -> Self:
        """Return the memberships that are in force on `day` or begin later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class UserQuerySet(RecordQuerySet):
    """People with an account."""

    def active(self) -> Self:
        """Return those who may log in."""
        return self.filter(is_active=True)

    def matching(self, text: str) -> Self:
        """Return those whose name or address holds `text`; umlauts and accents do not matter."""
        found = Q(email__icontains=text.strip())
        key = sort_key(text)
        if key:
            found |= Q(sort_key__contains=key)
        return self.filter(found)

    def with_membership_on(self, day: date, **conditions) -> Self:
        """Return those with a membership in force on `day` that fulfils the conditions."""
        memberships = self.model.memberships.rel.related_model.objects.valid_on(day)
        return self.filter(Exists(memberships.filter(user=OuterRef("pk"), **conditions)))

    def administrators_on(self, day: date) -> Self:
        """Return the active administrators of `day`."""
        return self.active().with_membership_on(day, role=Role.ADMINISTRATOR)
