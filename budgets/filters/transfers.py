"""Filters of the transfers of a year."""

from __future__ import annotations

import django_filters
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import Transfer
from budgets.models.lines import TRANSFER_STATES
from networks.models import District


class TransferFilter(django_filters.FilterSet):
    """Transfers by state and by a district at either end."""

    zustand = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=list(TRANSFER_STATES.items())
    )
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
        method="at_either_end",
    )

    class Meta:
        model = Transfer
        fields: list[str] = []

    def at_either_end(
        self, queryset: models.QuerySet, name: str, value: District
    ) -> models.QuerySet:
        """Keep transfers from or to the district."""
        return queryset.filter(Q(source__district=value) | Q(target__district=value))
