"""Finding people among many."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sro.access import Role
from sro.accounts.models import Membership, User


def _all(name: str) -> Any:
    related = Membership._meta.get_field(name).related_model
    return related._default_manager.order_by("sort_key", "pk")


class UserFilter(django_filters.FilterSet):
    """By name or address, and by what the person is today."""

    q = django_filters.CharFilter(label=_("Name or e-mail address"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices)
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=lambda request: _all("district")
    )
    provider = django_filters.ModelChoiceFilter(
        label=_("Provider"), queryset=lambda request: _all("provider")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("active", pgettext_lazy("account", "active")),
            ("closed", pgettext_lazy("account", "closed")),
            ("no_role", _("active, without a role")),
        ],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Role, district and provider speak of the same membership, in force today."""
        wanted = self.form.cleaned_data
        today = timezone.localdate()
        held = {k: wanted[k] for k in ("role", "district", "provider") if wanted.get(k)}
        if wanted.get("q"):
            queryset = queryset.matching(wanted["q"])
        if held:
            queryset = queryset.with_membership_on(today, **held)
        match wanted.get("state"):
            case "active":
                return queryset.active()
            case "closed":
                return queryset.filter(is_active=False)
            case "no_role":
                return queryset.active().without_membership_on(today)
        return queryset
