"""Filters of the small grants of a year."""

from __future__ import annotations

import django_filters
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import GRANT_STATES, Fund, SmallGrant
from networks.models import District, SocialSpace


class Proof(models.TextChoices):
    """Grants by how their proof of use stands."""

    OVERDUE = "ueberfaellig", _("overdue")


class Binding(models.TextChoices):
    """Grants that bind money, by the line it belongs to."""

    DISTRICT = "bezirk", _("of the district")
    SPACE = "sozialraum", _("of the social space")


def _funds(request: HttpRequest) -> models.QuerySet:
    """The funds in which the person sees grants of the year in the address."""
    grants = SmallGrant.objects.visible_to(request.user)
    year = request.resolver_match.kwargs["year"]
    used = grants.of_year(year).order_by().values("fund")
    return Fund.objects.filter(pk__in=used).select_related("budget_year")


def _spaces(request: HttpRequest) -> models.QuerySet:
    """The social spaces in which the person sees grants of the year in the address."""
    grants = SmallGrant.objects.visible_to(request.user)
    year = request.resolver_match.kwargs["year"]
    used = grants.of_year(year).order_by().values("social_space")
    return SocialSpace.objects.filter(pk__in=used).defer("search_vector").order_by("sort_key", "pk")


class GrantFilter(django_filters.FilterSet):
    """Grants by fund, place, state and proof; search in title, applicant and purpose."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    topf = django_filters.ModelChoiceFilter(label=_("Fund"), field_name="fund", queryset=_funds)
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="district",
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
    )
    sozialraum = django_filters.ModelChoiceFilter(
        label=_("Social space"),
        field_name="social_space",
        queryset=_spaces,
    )
    zustand = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="state",
        choices=list(GRANT_STATES.items()),
        empty_label=_("all"),
    )
    nachweis = django_filters.ChoiceFilter(
        label=_("Proof of use"), choices=Proof, method="proof", empty_label=_("all")
    )
    bindet = django_filters.ChoiceFilter(
        label=_("Binds money"), choices=Binding, method="binding", empty_label=_("all")
    )

    class Meta:
        model = SmallGrant
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep grants in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(applicant__icontains=word) | Q(purpose__icontains=word)
            )
        return queryset

    def proof(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep grants whose proof of use should have come by now."""
        return queryset.overdue(timezone.localdate())

    def binding(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep grants that still bind money of this kind of line."""
        return queryset.filter(bound__gt=0, from_space=value == Binding.SPACE)
