"""Municipality, districts, social spaces and their boundaries."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import Boundary, District, Municipality, SocialSpace
from sro.records import RecordQuerySet

AREA = ["id", "version", "key", "name", "area_m2", "valid_from", "valid_until"]


class AreaFilter(django_filters.FilterSet):
    """By key, words of the name, and a day on which the area exists."""

    q = django_filters.CharFilter(method="search", label="Words of the name")
    valid_on = django_filters.DateFilter(method="on_day", label="Exists on this day")

    def search(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the areas in which each word begins a word."""
        return rows.matching(value)

    def on_day(self, rows: models.QuerySet, name: str, value: object) -> models.QuerySet:
        """Keep the areas that exist on the day (`valid_until` is the first day off)."""
        return rows.valid_on(value)


class MunicipalitySerializer(serializers.ModelSerializer):
    """The municipality."""

    class Meta:
        model = Municipality
        fields = ["id", "version", "key", "name", "area_m2"]


class MunicipalityViewSet(ScopedViewSet):
    """The municipality of this installation."""

    model = Municipality
    topic = "areas"
    serializer_class = MunicipalitySerializer

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return it without its search columns."""
        return rows.defer("search_vector").order_by("pk")


class DistrictSerializer(serializers.ModelSerializer):
    """A district; `predecessors` are the ids of those it replaced."""

    class Meta:
        model = District
        fields = [*AREA, "predecessors"]


class DistrictFilter(AreaFilter):
    """By key, name and day."""

    class Meta:
        model = District
        fields = ["key", "q", "valid_on"]


class DistrictViewSet(ScopedViewSet):
    """Districts of all times; `valid_on` keeps those of a day."""

    model = District
    topic = "areas"
    serializer_class = DistrictSerializer
    filterset_class = DistrictFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by key."""
        return rows.defer("search_vector").prefetch_related("predecessors")


class SocialSpaceSerializer(serializers.ModelSerializer):
    """A social space with the key of its district."""

    district = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = SocialSpace
        fields = [*AREA, "district", "predecessors"]


class SocialSpaceFilter(AreaFilter):
    """By key, district, name and day."""

    district = django_filters.CharFilter("district__key")

    class Meta:
        model = SocialSpace
        fields = ["key", "district", "q", "valid_on"]


class SocialSpaceViewSet(ScopedViewSet):
    """Social spaces of all times; `valid_on` keeps those of a day."""

    model = SocialSpace
    topic = "areas"
    serializer_class = SocialSpaceSerializer
    filterset_class = SocialSpaceFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by key, with their district."""
        return (
            rows.select_related("district")
            .defer("search_vector", "district__search_vector")
            .prefetch_related("predecessors")
        )


class BoundarySerializer(serializers.ModelSerializer):
    """A boundary as GeoJSON, with the key of its area, its source and licence."""

    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    geometry = serializers.SerializerMethodField()

    class Meta:
        model = Boundary
        fields = [
            "id",
            "version",
            "district",
            "social_space",
            "geometry",
            "valid_from",
            "valid_until",
            "source",
            "licence",
        ]

    def get_geometry(self, boundary: Boundary) -> dict[str, Any]:
        """GeoJSON MultiPolygon, longitude before latitude, WGS 84."""
        return boundary.geometry


class BoundaryFilter(django_filters.FilterSet):
    """By the key of the area, its level, and a day."""

    district = django_filters.CharFilter("district__key")
    social_space = django_filters.CharFilter("social_space__key")
    level = django_filters.ChoiceFilter(
        choices=[("district", "district"), ("social_space", "social space")], method="of_level"
    )
    valid_on = django_filters.DateFilter(method="on_day", label="In force on this day")

    class Meta:
        model = Boundary
        fields = ["district", "social_space", "level", "valid_on"]

    def of_level(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the boundaries of districts, or of social spaces."""
        return rows.filter(**{f"{value}__isnull": False})

    def on_day(self, rows: models.QuerySet, name: str, value: object) -> models.QuerySet:
        """Keep the boundaries in force on the day."""
        return rows.valid_on(value)


class BoundaryViewSet(ScopedViewSet):
    """Boundaries of districts and social spaces."""

    model = Boundary
    topic = "areas"
    serializer_class = BoundarySerializer
    filterset_class = BoundaryFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with the keys of their areas."""
        return rows.select_related("district", "social_space").defer(
            "district__search_vector", "social_space__search_vector"
        )


def register_areas(router: BaseRouter) -> None:
    """Add the routes of areas and boundaries."""
    router.register("municipality", MunicipalityViewSet, basename="municipality")
    router.register("districts", DistrictViewSet, basename="district")
    router.register("social-spaces", SocialSpaceViewSet, basename="social-space")
    router.register("boundaries", BoundaryViewSet, basename="boundary")
