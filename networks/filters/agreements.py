"""Finding agreements and rates."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from networks.filters.providers import StandingFilter
from networks.models import Agreement, AgreementKind, Provider, Rate, SupportType, Unit


class AgreementFilter(django_filters.FilterSet):
    """By provider, reference and time."""

    q = django_filters.CharFilter(
        label=_("Provider or reference"), method="search", widget=forms.SearchInput
    )
    art = django_filters.ChoiceFilter(
        field_name="kind", label=_("Kind"), choices=AgreementKind.choices, empty_label=_("all")
    )
    stand = StandingFilter()

    class Meta:
        model = Agreement
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Find agreements by the provider's name or the beginning of the reference."""
        return queryset.filter(
            Q(provider__in=Provider.objects.matching(value)) | Q(reference__istartswith=value)
        )


class RateFilter(django_filters.FilterSet):
    """By provider, support type, unit and time."""

    q = django_filters.CharFilter(label=_("Provider"), method="search", widget=forms.SearchInput)
    hilfeart = django_filters.ModelChoiceFilter(
        field_name="support_type",
        label=_("Support type"),
        queryset=lambda request: SupportType.objects.visible_to(request.user),
        empty_label=_("all"),
    )
    einheit = django_filters.ChoiceFilter(
        field_name="unit", label=_("Unit"), choices=Unit.choices, empty_label=_("all")
    )
    stand = StandingFilter()

    class Meta:
        model = Rate
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Find rates by the provider's name."""
        return queryset.filter(provider__in=Provider.objects.matching(value))
