"""Filters of the supports' commitments. There is none by price, and no order by it."""

from __future__ import annotations

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import CommitmentSchedule
from networks.models import District, Provider, SupportType


class Known(models.TextChoices):
    """Commitments by whether all their months are known."""

    YES = "ja", _("amount known")
    NO = "nein", _("something is missing")


class CommitmentFilter(django_filters.FilterSet):
    """Commitments by district, provider and kind of support; search by sign."""

    q = django_filters.CharFilter(label=_("Sign"), field_name="pseudonym", lookup_expr="icontains")
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="support__case__district",
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
    )
    traeger = django_filters.ModelChoiceFilter(
        label=_("Provider"),
        field_name="support__provider",
        queryset=lambda request: (
            Provider.objects.visible_to(request.user).in_order().defer("search_vector")
        ),
    )
    art = django_filters.ModelChoiceFilter(
        label=_("Kind of support"),
        field_name="support__support_type",
        queryset=lambda request: SupportType.objects.visible_to(request.user),
    )
    betrag = django_filters.ChoiceFilter(
        label=_("Amount"), choices=Known, method="known", empty_label=_("all")
    )

    class Meta:
        model = CommitmentSchedule
        fields: list[str] = []

    def known(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep those with a gap, or those without."""
        return queryset.exclude(gap="") if value == Known.NO else queryset.filter(gap="")
