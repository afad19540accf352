"""Budget years, funds, indicators and their values."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.base import ScopedViewSet
from budgets.api.money import LineSerializer
from budgets.models import BudgetLine, BudgetYear, CoverGroup, Fund, Indicator, IndicatorValue
from budgets.services.lines import standing
from sro import access
from sro.records import RecordQuerySet


class FundSerializer(serializers.ModelSerializer):
    """A fund; `amount` is null while it is not planned."""

    budget_year = serializers.IntegerField(source="budget_year.year")

    class Meta:
        model = Fund
        fields = [
            "id",
            "version",
            "budget_year",
            "kind",
            "name",
            "slug",
            "amount",
            "cover_group",
            "carry_over",
            "carry_over_percent",
            "note",
        ]


class CoverGroupSerializer(serializers.ModelSerializer):
    """Funds that cover each other."""

    class Meta:
        model = CoverGroup
        fields = ["id", "name"]


class BudgetYearSerializer(serializers.ModelSerializer):
    """A budget year with its funds."""

    funds = FundSerializer(many=True)
    cover_groups = CoverGroupSerializer(many=True)

    class Meta:
        model = BudgetYear
        fields = [
            "id",
            "version",
            "year",
            "state",
            "state_reason",
            "state_changed_at",
            "funds",
            "cover_groups",
        ]


class BudgetYearViewSet(ScopedViewSet):
    """Budget years with their funds and cover groups."""

    model = BudgetYear
    serializer_class = BudgetYearSerializer
    filterset_fields = ["year", "state"]

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.prefetch_related("funds__budget_year", "cover_groups")

    @extend_schema(responses=LineSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def lines(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """How each line of the year stands today: the rest of a fund, districts, social spaces."""
        year = self.get_object()
        access.require(request.user, "view", BudgetLine)
        lines = [line for fund in standing(year=year) for line in fund.lines]
        return Response(LineSerializer(lines, many=True).data)


class FundViewSet(ScopedViewSet):
    """Funds of all budget years."""

    model = Fund
    serializer_class = FundSerializer
    filterset_fields = {"budget_year__year": ["exact"], "kind": ["exact"]}

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("budget_year")


class IndicatorSerializer(serializers.ModelSerializer):
    """An entry of the catalogue with source and licence."""

    default_base = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Indicator
        fields = [
            "id",
            "version",
            "code",
            "name",
            "unit",
            "kind",
            "module",
            "description",
            "default_method",
            "default_direction",
            "default_base",
            "source",
            "licence",
            "url",
            "stale_after_months",
            "jump_percent",
        ]


class IndicatorViewSet(ScopedViewSet):
    """The indicator catalogue."""

    model = Indicator
    topic = "indicators"
    serializer_class = IndicatorSerializer
    filterset_fields = ["code", "kind", "module"]

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("default_base")


class IndicatorValueSerializer(serializers.ModelSerializer):
    """A value with the official key of its district or social space (one of the two)."""

    indicator = serializers.SlugRelatedField("code", read_only=True)
    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    source = serializers.SerializerMethodField()

    class Meta:
        model = IndicatorValue
        fields = [
            "id",
            "version",
            "indicator",
            "district",
            "social_space",
            "reference_date",
            "value",
            "source",
        ]

    def get_source(self, value: IndicatorValue) -> str:
        """The value's own source, or that of the indicator."""
        return value.source or value.indicator.source


class IndicatorValueFilter(django_filters.FilterSet):
    """By indicator, place and day."""

    indicator = django_filters.CharFilter("indicator__code")
    district = django_filters.CharFilter("district__key")
    social_space = django_filters.CharFilter("social_space__key")
    level = django_filters.ChoiceFilter(
        method="of_level",
        choices=[("district", "district"), ("social_space", "social space")],
    )

    class Meta:
        model = IndicatorValue
        fields = ["indicator", "district", "social_space", "level", "reference_date"]

    def of_level(self, rows: RecordQuerySet, _name: str, level: str) -> RecordQuerySet:
        """Values of districts or of social spaces only."""
        return rows.filter(**{f"{level}__isnull": False})


class IndicatorValueViewSet(ScopedViewSet):
    """Values of districts and social spaces with their dates and sources."""

    model = IndicatorValue
    topic = "indicators"
    serializer_class = IndicatorValueSerializer
    filterset_class = IndicatorValueFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("indicator", "district", "social_space")
