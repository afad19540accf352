"""Filters of the lists of districts and social spaces."""

from __future__ import annotations

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.forms.areas import DistrictChoice
from networks.models import District, SocialSpace


class Standing(models.TextChoices):
    """Which rows in time; without a choice those that exist today."""

    ENDED = "beendet", _("ended")
    ALL = "alle", _("all")


class DistrictChoiceFilter(django_filters.ModelChoiceFilter):
    """Choose a district by key and name."""

    field_class = DistrictChoice


class AreaFilter(django_filters.FilterSet):
    """Search by name or key; without a choice only areas that exist today."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    stand = django_filters.ChoiceFilter(
        label=_("valid"), choices=Standing, empty_label=_("today"), method="leave"
    )

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the words typed, or the beginning of the key."""
        return queryset.matching(value) | queryset.filter(key__startswith=value.strip())

    def leave(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Leave it to :meth:`filter_queryset`, which also knows when nothing was chosen."""
        return queryset

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        found = super().filter_queryset(queryset)
        today = timezone.localdate()
        match self.form.cleaned_data.get("stand"):
            case Standing.ALL:
                return found
            case Standing.ENDED:
                return found.filter(valid_until__lte=today)
        return found.valid_on(today)


class DistrictFilter(AreaFilter):
    """Filters of the list of districts."""

    class Meta:
        model = District
        fields: list[str] = []


class SpaceFilter(AreaFilter):
    """Filters of the list of social spaces."""

    bezirk = DistrictChoiceFilter(
        label=_("district"),
        field_name="district",
        queryset=District.objects.only("key", "name").order_by("key"),
    )

    class Meta:
        model = SocialSpace
        fields: list[str] = []
