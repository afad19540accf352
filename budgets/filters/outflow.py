"""Filters of the ledger."""

from __future__ import annotations

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import FundKind, Outflow
from budgets.rules.states import MatchState
from networks.models import District
from sro.ui.forms import DateInput


class Standing(models.TextChoices):
    """Bookings by what became of them."""

    VALID = "gueltig", _("without reversals")
    REVERSED = "storniert", _("reversals and what they reverse")


class Assignment(models.TextChoices):
    """Bookings by whether it is known what they were paid for."""

    OPEN = "offen", _("without a support yet")
    SUPPORT = "hilfe", _("with a support")
    BASE_BUDGET = "grundbudget", _("with a base budget")
    NONE = "keine", _("belongs to no support")


_STATES = {
    Assignment.OPEN: MatchState.OPEN,
    Assignment.SUPPORT: MatchState.SUPPORT,
    Assignment.BASE_BUDGET: MatchState.BASE_BUDGET,
    Assignment.NONE: MatchState.NO_SUPPORT,
}


class OutflowFilter(django_filters.FilterSet):
    """Bookings of one fund, year, district or span of days; search in text, source and number."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    topf = django_filters.ChoiceFilter(label=_("Fund"), field_name="fund_kind", choices=FundKind)
    jahr = django_filters.TypedChoiceFilter(label=_("Budget year"), field_name="year", coerce=int)
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="district",
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
    )
    von = django_filters.DateFilter(
        label=_("Booked from"), field_name="booked_on", lookup_expr="gte", widget=DateInput
    )
    bis = django_filters.DateFilter(
        label=_("Booked until"), field_name="booked_on", lookup_expr="lte", widget=DateInput
    )
    stand = django_filters.ChoiceFilter(
        label=_("Reversals"), choices=Standing, method="standing", empty_label=_("all bookings")
    )
    zuordnung = django_filters.ChoiceFilter(
        label=_("Support"), choices=Assignment, method="assignment", empty_label=_("all bookings")
    )

    class Meta:
        model = Outflow
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        """The form with the years for which there are bookings."""
        if not hasattr(self, "_form"):
            rows = Outflow.objects.visible_to(self.request.user).order_by("-year")
            years = rows.values_list("year", flat=True).distinct()
            field = super().form.fields["jahr"]
            field.choices = [("", "---------"), *((year, str(year)) for year in years)]
        return super().form

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep bookings in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(text__icontains=word)
                | Q(source__icontains=word)
                | Q(external_id__icontains=word)
                | Q(file_reference__icontains=word)
                | Q(provider_name__icontains=word)
            )
        return queryset

    def standing(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep bookings that stand alone, or pairs that cancel each other out."""
        if value == Standing.VALID:
            return queryset.open_to_reversal()
        return queryset.exclude(reversal_of__isnull=True, reversed_by__isnull=True)

    def assignment(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep bookings whose support is open, known, or none."""
        if value == Assignment.OPEN:
            queryset = queryset.filter(reversed_by__isnull=True)
        return queryset.filter(match__state=_STATES[Assignment(value)])
