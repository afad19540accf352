"""Filters of the family information system."""

from __future__ import annotations

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models import Indicator, IndicatorModule
from reporting.models import SavedSelection


class InformationFilter(django_filters.FilterSet):
    """Indicators by module and by words of what they are."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    # Chosen by the ways above the list; a search stays inside the module.
    modul = django_filters.ChoiceFilter(
        label=_("Module"),
        field_name="module",
        choices=IndicatorModule,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep indicators in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word) | Q(description__icontains=word) | Q(source__icontains=word)
            )
        return queryset


class SelectionFilter(django_filters.FilterSet):
    """Selections by name."""

    q = django_filters.CharFilter(label=_("Search"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = SavedSelection
        fields: list[str] = []
