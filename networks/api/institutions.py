"""Institutions, their categories and offers."""

from __future__ import annotations

import django_filters
from django.db import models
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import Institution, InstitutionCategory, Offer
from networks.models.choices import Language, TargetGroup
from sro.records import RecordQuerySet

ENTRY = [
    "id",
    "version",
    "key",
    "name",
    "description",
    "target_groups",
    "age_from",
    "age_to",
    "direct_access",
    "languages",
    "opening_hours",
    "phone",
    "email",
    "website",
    "basic_offer",
    "early_help",
    "active_from",
    "active_until",
    "last_verified",
    "source",
]
FILTERS = [
    "key",
    "q",
    "active_on",
    "age",
    "language",
    "target_group",
    "direct_access",
    "basic_offer",
    "early_help",
]


class EntryFilter(django_filters.FilterSet):
    """What institutions and offers can both be filtered by."""

    q = django_filters.CharFilter(method="search", label="Words of name, place or kind")
    active_on = django_filters.DateFilter(method="on_day", label="Exists on this day")
    age = django_filters.NumberFilter(
        method="for_age", label="Meant for this age in years", min_value=0, decimal_places=0
    )
    language = django_filters.ChoiceFilter(
        choices=Language, field_name="languages", method="spoken", label="Language spoken"
    )
    target_group = django_filters.ChoiceFilter(
        choices=TargetGroup, field_name="target_groups", method="spoken", label="For whom"
    )

    def search(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the entries in which each word begins a word."""
        return rows.matching(value)

    def on_day(self, rows: models.QuerySet, name: str, value: object) -> models.QuerySet:
        """Keep the entries that exist on the day."""
        return rows.active_on(value)

    def for_age(self, rows: models.QuerySet, name: str, value: int) -> models.QuerySet:
        """Keep what is for this age, or for no age in particular."""
        return rows.for_age(int(value))

    def spoken(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the entries that name this word."""
        return rows.filter(**{f"{name}__contains": [value]})


class CategorySerializer(serializers.ModelSerializer):
    """A kind of institution."""

    class Meta:
        model = InstitutionCategory
        fields = ["id", "version", "code", "name"]


class CategoryViewSet(ScopedViewSet):
    """Kinds of institutions, as the office keeps them."""

    model = InstitutionCategory
    topic = "institutions"
    serializer_class = CategorySerializer
    filterset_fields = ["code"]

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by name."""
        return rows.defer("search_vector")


class InstitutionSerializer(serializers.ModelSerializer):
    """An institution with the code of its category and the keys of its areas."""

    category = serializers.SlugRelatedField("code", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    district = serializers.SlugRelatedField("key", source="social_space.district", read_only=True)

    class Meta:
        model = Institution
        fields = [
            *ENTRY,
            "category",
            "social_space",
            "district",
            "provider",
            "street",
            "postal_code",
            "latitude",
            "longitude",
            "wheelchair",
            "accessibility_note",
            "family_centre",
        ]


class InstitutionFilter(EntryFilter):
    """By category, place, words and what people need."""

    category = django_filters.CharFilter("category__code")
    social_space = django_filters.CharFilter("social_space__key")
    district = django_filters.CharFilter("social_space__district__key")

    class Meta:
        model = Institution
        fields = [
            *FILTERS,
            "category",
            "social_space",
            "district",
            "provider",
            "wheelchair",
            "family_centre",
        ]


class InstitutionViewSet(ScopedViewSet):
    """Institutions of all times; `active_on` keeps those of a day."""

    model = Institution
    topic = "institutions"
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by name, with category and place."""
        return (
            rows.select_related("category", "social_space__district")
            .defer(
                "search_vector",
                "category__search_vector",
                "social_space__search_vector",
                "social_space__district__search_vector",
            )
            .order_by("sort_key", "pk")
        )


class OfferSerializer(serializers.ModelSerializer):
    """An offer with the identifier of its institution."""

    institution = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = Offer
        fields = [*ENTRY, "institution", "kind"]


class OfferFilter(EntryFilter):
    """By institution, kind, place, words and what people need."""

    institution = django_filters.CharFilter("institution__key")
    social_space = django_filters.CharFilter("institution__social_space__key")
    district = django_filters.CharFilter("institution__social_space__district__key")

    class Meta:
        model = Offer
        fields = [*FILTERS, "institution", "kind", "social_space", "district"]


class OfferViewSet(ScopedViewSet):
    """Offers of all times; `active_on` keeps those of a day."""

    model = Offer
    topic = "institutions"
    serializer_class = OfferSerializer
    filterset_class = OfferFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by name, with their institution."""
        return (
            rows.select_related("institution")
            .defer("search_vector", "institution__search_vector")
            .order_by("sort_key", "pk")
        )


def register_institutions(router: BaseRouter) -> None:
    """Add the routes of institutions, categories and offers."""
    router.register("institution-categories", CategoryViewSet, basename="institution-category")
    router.register("institutions", InstitutionViewSet, basename="institution")
    router.register("offers", OfferViewSet, basename="offer")
