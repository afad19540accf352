"""Filters of the list of catchments."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import Catchment, District, SocialSpace


class CatchmentFilter(django_filters.FilterSet):
    """Which place is served, and by what."""

    art = SelectFilter(
        label=_("of"),
        choices=[("netzwerk", _("network")), ("einrichtung", _("institution"))],
        method="of_kind",
    )
    bezirk = SelectFilter(label=_("district"), method="in_district")
    sozialraum = SelectFilter(label=_("social space"), method="in_space")

    class Meta:
        model = Catchment
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.visible_to(self.request.user).order_by("key")
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}") for pk, key, name in districts.values_list("pk", "key", "name")
        )
        spaces = SocialSpace.objects.visible_to(self.request.user).order_by("sort_key", "pk")
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.values_list("pk", "name", "district__name")
        )

    def of_kind(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep those of networks, or of institutions."""
        return queryset.filter(network__isnull=value != "netzwerk")

    def in_district(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep those that reach into a district."""
        return queryset.filter(places__social_space__district=value).distinct()

    def in_space(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep those that reach into a social space."""
        return queryset.filter(places__social_space=value).distinct()
