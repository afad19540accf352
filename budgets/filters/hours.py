"""Filters of hours."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.models import ENTRY_STATES, HoursEntry, HoursKind
from networks.models import Provider
from sro.periods import next_month


class MonthFilter(django_filters.FilterSet):
    """Lines of a month by kind and state."""

    art = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="kind", choices=HoursKind, empty_label=_("all")
    )
    stand = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=ENTRY_STATES, empty_label=_("all")
    )

    class Meta:
        model = HoursEntry
        fields: list[str] = []


def _providers(request: Any) -> QuerySet[Provider]:
    waiting = HoursEntry.objects.allowing(request.user, "approve").filter(state="submitted")
    rows = Provider.objects.visible_to(request.user).filter(
        pk__in=waiting.order_by().values("provider_id")
    )
    return rows.defer("search_vector").order_by("sort_key", "pk")


class ApprovalFilter(django_filters.FilterSet):
    """Submitted lines by provider, kind and month."""

    traeger = django_filters.ModelChoiceFilter(
        label=_("Provider"), field_name="provider", queryset=_providers
    )
    art = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="kind", choices=HoursKind, empty_label=_("all")
    )
    monat = django_filters.CharFilter(
        label=_("Month (such as 2018-02)"), method="of_month", max_length=7
    )

    class Meta:
        model = HoursEntry
        fields: list[str] = []

    def of_month(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the lines of a month; what is no month finds nothing."""
        try:
            month = date.fromisoformat(f"{value}-01")
        except ValueError:
            return queryset.none()
        return queryset.filter(day__gte=month, day__lt=next_month(month))
