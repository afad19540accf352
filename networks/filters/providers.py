"""Finding providers and focuses. Nothing here sorts or leaves out by price."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.filters.areas import DistrictChoiceFilter
from networks.models import (
    District,
    FocusProvider,
    LegalForm,
    Provider,
    Recognition,
    SocialSpace,
)


class Standing(models.TextChoices):
    """Which rows in time; without a choice those that apply today."""

    COMING = "kommend", _("coming")
    ENDED = "beendet", _("ended")
    ALL = "alle", _("all")


class StandingFilter(django_filters.ChoiceFilter):
    """By where the half-open period of a row stands today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Valid"), choices=Standing, empty_label=_("today"), **kwargs)

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        today = timezone.localdate()
        match value:
            case Standing.COMING:
                return qs.filter(valid_from__gt=today)
            case Standing.ENDED:
                return qs.filter(valid_until__lte=today)
            case Standing.ALL:
                return qs
        return qs.valid_on(today)


class ProviderFilter(django_filters.FilterSet):
    """By name and by what a provider is."""

    q = django_filters.CharFilter(
        label=_("Name, association or place"), method="search", widget=forms.SearchInput
    )
    stand = StandingFilter()
    rechtsform = django_filters.ChoiceFilter(
        field_name="legal_form",
        label=_("Legal form"),
        choices=LegalForm.choices,
        empty_label=_("all"),
    )
    anerkennung = django_filters.ChoiceFilter(
        field_name="recognition",
        label=_("Recognition"),
        choices=Recognition.choices,
        empty_label=_("all"),
    )

    class Meta:
        model = Provider
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the providers in which each word typed begins a word."""
        return queryset.matching(value)


class FocusFilter(django_filters.FilterSet):
    """By provider, social space and district."""

    q = django_filters.CharFilter(
        label=_("Provider or social space"), method="search", widget=forms.SearchInput
    )
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="social_space__district",
        queryset=lambda request: District.objects.visible_to(request.user).order_by("key"),
        empty_label=_("all"),
    )
    stand = StandingFilter()

    class Meta:
        model = FocusProvider
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find focuses by the name of the provider or of the social space."""
        return queryset.filter(
            Q(provider__in=Provider.objects.matching(value))
            | Q(social_space__in=SocialSpace.objects.matching(value))
        )
