"""Filters of the catalogue and of the values."""

from __future__ import annotations

import django_filters
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import Indicator, IndicatorKind, IndicatorValue
from networks.models import District
from sro.ui.forms import DateInput


class IndicatorFilter(django_filters.FilterSet):
    """Search by words of name, code or source."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    art = django_filters.ChoiceFilter(label=_("Kind"), field_name="kind", choices=IndicatorKind)

    class Meta:
        model = Indicator
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep indicators in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word) | Q(code__icontains=word) | Q(source__icontains=word)
            )
        return queryset


class Levels(models.TextChoices):
    """Whose values."""

    DISTRICTS = "bezirke", _("Districts")
    SOCIAL_SPACES = "sozialraeume", _("Social spaces")


class ValueFilter(django_filters.FilterSet):
    """Values of one indicator, day, level or district."""

    kennzahl = django_filters.ModelChoiceFilter(
        label=_("Indicator"),
        field_name="indicator",
        queryset=lambda request: Indicator.objects.visible_to(request.user),
        to_field_name="code",
    )
    stichtag = django_filters.DateFilter(
        label=_("Reference date"), field_name="reference_date", widget=DateInput
    )
    ebene = django_filters.ChoiceFilter(label=_("Level"), choices=Levels, method="of_level")
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
        method="in_district",
    )

    class Meta:
        model = IndicatorValue
        fields: list[str] = []

    def of_level(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the values of districts or those of social spaces."""
        return queryset.filter(district__isnull=value == Levels.SOCIAL_SPACES)

    def in_district(self, queryset: models.QuerySet, name: str, value: District) -> models.QuerySet:
        """Keep the values of a district and of its social spaces."""
        return queryset.filter(Q(district=value) | Q(social_space__district=value))
