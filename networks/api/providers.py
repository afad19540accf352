"""Providers, their teams and focuses, support types; agreements and rates for those who may."""

from __future__ import annotations

import django_filters
from django.db import models
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import (
    Agreement,
    FocusProvider,
    Provider,
    ProviderTeam,
    Rate,
    SupportType,
    Unit,
)
from sro.records import RecordQuerySet

PERIOD = ["valid_from", "valid_until"]


class PeriodFilter(django_filters.FilterSet):
    """By a day on which the row applies."""

    valid_on = django_filters.DateFilter(method="on_day", label="Applies on this day")

    def on_day(self, rows: models.QuerySet, name: str, value: object) -> models.QuerySet:
        """Keep the rows in force on the day."""
        return rows.valid_on(value)


class SupportTypeSerializer(serializers.ModelSerializer):
    """A kind of support with its place in the law."""

    class Meta:
        model = SupportType
        fields = ["id", "version", "code", "name", "legal_basis", "setting", "is_active"]


class SupportTypeViewSet(ScopedViewSet):
    """The catalogue of support types."""

    model = SupportType
    topic = "providers"
    serializer_class = SupportTypeSerializer
    filterset_fields = ["code", "setting", "is_active"]


class TeamSerializer(serializers.ModelSerializer):
    """A team with the keys of the social spaces it works in."""

    social_spaces = serializers.SlugRelatedField("key", many=True, read_only=True)

    class Meta:
        model = ProviderTeam
        fields = ["id", "version", "name", "contact_person", "phone", "email", "social_spaces"]


class ProviderSerializer(serializers.ModelSerializer):
    """A provider with its teams; `valid_until` is the first day without it."""

    teams = TeamSerializer(many=True, read_only=True)

    class Meta:
        model = Provider
        fields = [
            "id",
            "version",
            "name",
            "short_name",
            "legal_form",
            "umbrella",
            "recognition",
            "recognised_on",
            "contact_person",
            "street",
            "postal_code",
            "city",
            "phone",
            "email",
            "website",
            "description",
            *PERIOD,
            "teams",
        ]


class ProviderFilter(PeriodFilter):
    """By words of the name and by what a provider is."""

    q = django_filters.CharFilter(method="search", label="Words of name, association or place")

    class Meta:
        model = Provider
        fields = ["q", "legal_form", "recognition", "valid_on"]

    def search(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the providers in which each word begins a word."""
        return rows.matching(value)


class ProviderViewSet(ScopedViewSet):
    """Providers, always by name: no order by price or size (§ 5 SGB VIII)."""

    model = Provider
    topic = "providers"
    serializer_class = ProviderSerializer
    filterset_class = ProviderFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their teams."""
        return rows.defer("search_vector").prefetch_related("teams__social_spaces")


class FocusProviderSerializer(serializers.ModelSerializer):
    """A focus with the key of its social space."""

    social_space = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = FocusProvider
        fields = ["id", "version", "social_space", "provider", *PERIOD, "note"]


class FocusProviderFilter(PeriodFilter):
    """By social space, district and provider."""

    social_space = django_filters.CharFilter("social_space__key")
    district = django_filters.CharFilter("social_space__district__key")

    class Meta:
        model = FocusProvider
        fields = ["social_space", "district", "provider", "valid_on"]


class FocusProviderViewSet(ScopedViewSet):
    """Which provider has the focus on which social space."""

    model = FocusProvider
    topic = "providers"
    serializer_class = FocusProviderSerializer
    filterset_class = FocusProviderFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their social space."""
        return rows.select_related("social_space")


class RateSerializer(serializers.ModelSerializer):
    """An amount in euro for one unit; `valid_until` is the first day without it."""

    support_type = serializers.SlugRelatedField("code", read_only=True)
    unit = serializers.SerializerMethodField()

    class Meta:
        model = Rate
        fields = ["id", "version", "agreement", "provider", "support_type", "unit", "amount"]
        fields += PERIOD

    def get_unit(self, rate: Rate) -> str:
        """The unit's code: hour, day, month or lump_sum."""
        return Unit(rate.unit).code


class AgreementSerializer(serializers.ModelSerializer):
    """An agreement with its rates."""

    rates = RateSerializer(many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = ["id", "version", "provider", "reference", "kind", "signed_on", *PERIOD, "rates"]


class AgreementFilter(PeriodFilter):
    """By provider, reference and day."""

    class Meta:
        model = Agreement
        fields = ["provider", "reference", "kind", "valid_on"]


class AgreementViewSet(ScopedViewSet):
    """Agreements with their rates, for those who may see them."""

    model = Agreement
    topic = "providers"
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their rates."""
        return rows.prefetch_related("rates__support_type")


class RateFilter(PeriodFilter):
    """By provider, support type, unit and day."""

    support_type = django_filters.CharFilter("support_type__code")

    class Meta:
        model = Rate
        fields = ["provider", "support_type", "unit", "valid_on"]


class RateViewSet(ScopedViewSet):
    """Rates, for those who may see them."""

    model = Rate
    topic = "providers"
    serializer_class = RateSerializer
    filterset_class = RateFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their support type."""
        return rows.select_related("support_type")


def register_providers(router: BaseRouter) -> None:
    """Add the routes of providers, agreements and the catalogue."""
    router.register("support-types", SupportTypeViewSet, basename="support-type")
    router.register("providers", ProviderViewSet, basename="provider")
    router.register("focus-providers", FocusProviderViewSet, basename="focus-provider")
    router.register("agreements", AgreementViewSet, basename="agreement")
    router.register("rates", RateViewSet, basename="rate")
