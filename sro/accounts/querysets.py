"""Users and memberships as lists ask for them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sro.access import Role
from sro.names import sort_key
from sro.records import RecordQuerySet


class MembershipQuerySet(RecordQuerySet):
    """Memberships in time."""

    def valid_on(self, day: date) -> Self:
        """Return the memberships in force on `day` (valid_until is the first day off)."""
        return self.current_or_coming(day).filter(valid_from__lte=day)

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

    def with_membership_on(self, day: date, **conditions: Any) -> Self:
        """Return those with a membership in force on `day` that fulfils the conditions."""
        return self.filter(Exists(self._memberships_on(day).filter(**conditions)))

    def without_membership_on(self, day: date) -> Self:
        """Return those with no membership in force on `day`."""
        return self.exclude(Exists(self._memberships_on(day)))

    def administrators_on(self, day: date) -> Self:
        """Return the active administrators of `day`."""
        return self.active().with_membership_on(day, role=Role.ADMINISTRATOR)

    def with_roles_of(self, day: date) -> Self:
        """Load the memberships of `day` as `memberships_today`, two queries for any number."""
        memberships = self.model.memberships.rel.related_model.objects.valid_on(day)
        rows = memberships.select_related("district", "provider")
        return self.prefetch_related(Prefetch("memberships", rows, to_attr="memberships_today"))

    def _memberships_on(self, day: date) -> QuerySet:
        memberships = self.model.memberships.rel.related_model.objects.valid_on(day)
        return memberships.filter(user=OuterRef("pk"))
