"""Hours for other systems: lines in reach, without the name of who worked."""

from __future__ import annotations

from rest_framework import serializers

from budgets.api.base import ExportedViewSet
from budgets.models import HoursEntry
from sro.records import RecordQuerySet


class HoursSerializer(serializers.ModelSerializer):
    """A line of hours; work in minutes. Whose it is stays in the product."""

    activity = serializers.SlugRelatedField("name", read_only=True)
    district = serializers.SlugRelatedField("key", read_only=True)
    team = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = HoursEntry
        fields = [
            "id",
            "version",
            "day",
            "minutes",
            "kind",
            "activity",
            "provider",
            "team",
            "district",
            "social_space",
            "support",
            "offer",
            "network",
            "project",
            "state",
            "external_id",
        ]


class HoursViewSet(ExportedViewSet):
    """One's own lines; for provider leads those of the provider, for team leads those submitted."""

    model = HoursEntry
    topic = "hours"
    serializer_class = HoursSerializer
    filterset_fields = {
        "day": ["gte", "lt"],
        "kind": ["exact"],
        "state": ["exact"],
        "district__key": ["exact"],
        "network": ["exact"],
        "project": ["exact"],
        "external_id": ["exact"],
    }

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("activity", "district", "team", "social_space").order_by(
            "day", "pk"
        )
