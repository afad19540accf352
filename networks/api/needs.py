"""Needs of places: what is missing and what became of it. Nobody is named."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import Need, NeedOrigin, NeedPriority
from networks.models.choices import TargetGroup
from networks.models.needs import NEED_STATES
from sro import access
from sro.records import RecordQuerySet

#: What stays inside the office; a link tells of things that a provider may not know.
INSIDE_WORDS = ("priority", "assessment", "budget_line")
INSIDE_LINKS = ("project", "network")


class NeedSerializer(serializers.ModelSerializer):
    """A need with the keys of its areas; `merged_into` is the need that stands for it."""

    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    category = serializers.SlugRelatedField("code", read_only=True)
    priority = serializers.ChoiceField(
        choices=NeedPriority.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = Need
        fields = [
            "id",
            "version",
            "title",
            "category",
            "target_group",
            "district",
            "social_space",
            "origin",
            "state",
            "priority",
            "assessment",
            "reason",
            "reported_on",
            "decided_on",
            "merged_into",
            "project",
            "offer",
            "network",
            "budget_line",
        ]

    def to_representation(self, instance: Need) -> dict[str, Any]:
        """Leave out for providers what the office thinks of a need, as its page does."""
        found = super().to_representation(instance)
        if not access.has_role(self.context["request"].user, *access.OFFICE):
            found |= dict.fromkeys(INSIDE_WORDS, "") | dict.fromkeys(INSIDE_LINKS)
        return found


class NeedApiFilter(django_filters.FilterSet):
    """By place, kind, group, origin, state and how pressing it is."""

    district = django_filters.CharFilter("district__key", max_length=12)
    social_space = django_filters.CharFilter("social_space__key", max_length=12)
    category = django_filters.CharFilter("category__code", max_length=60)
    target_group = django_filters.ChoiceFilter(choices=TargetGroup.choices)
    origin = django_filters.ChoiceFilter(choices=NeedOrigin.choices)
    state = django_filters.ChoiceFilter(choices=[*NEED_STATES.items()])
    priority = django_filters.ChoiceFilter(choices=NeedPriority.choices)
    reported_from = django_filters.DateFilter("reported_on", lookup_expr="gte")
    reported_until = django_filters.DateFilter("reported_on", lookup_expr="lt")

    class Meta:
        model = Need
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Refuse to tell by filtering what the answer leaves out for providers."""
        asked = self.form.cleaned_data.get("priority")
        if asked and not access.has_role(self.request.user, *access.OFFICE):
            raise PermissionDenied("filter by priority networks.Need")
        found: QuerySet = super().filter_queryset(queryset)
        return found


class NeedViewSet(ScopedViewSet):
    """Needs, the latest first."""

    model = Need
    topic = "needs"
    serializer_class = NeedSerializer
    filterset_class = NeedApiFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their places and kinds."""
        return rows.select_related("district", "social_space", "category").defer(
            "district__search_vector", "social_space__search_vector", "category__search_vector"
        )


def register_needs(router: BaseRouter) -> None:
    """Add the routes of needs."""
    router.register("needs", NeedViewSet, basename="need")
