"""Filters of the work list of bookings."""

from __future__ import annotations

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import OutflowMatch
from budgets.models.matching import OPEN_FINDINGS
from networks.models import District


class UnmatchedFilter(django_filters.FilterSet):
    """Open bookings by reason, year and district; search in reference, payee, text and number."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    grund = django_filters.ChoiceFilter(
        label=_("Reason"), field_name="finding", choices=OPEN_FINDINGS
    )
    jahr = django_filters.TypedChoiceFilter(
        label=_("Budget year"), field_name="outflow__year", coerce=int
    )
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="outflow__district",
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
    )

    class Meta:
        model = OutflowMatch
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        """The form with the years for which there are open bookings."""
        if not hasattr(self, "_form"):
            rows = OutflowMatch.objects.visible_to(self.request.user).unsettled()
            years = rows.order_by("-outflow__year").values_list("outflow__year", flat=True)
            field = super().form.fields["jahr"]
            field.choices = [("", "---------"), *((year, str(year)) for year in years.distinct())]
        return super().form

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep bookings in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(outflow__file_reference__icontains=word)
                | Q(outflow__provider_name__icontains=word)
                | Q(outflow__provider_number__icontains=word)
                | Q(outflow__text__icontains=word)
                | Q(outflow__external_id__icontains=word)
            )
        return queryset
