"""Family group conferences for the office's own systems."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.routers import BaseRouter

from cases.api.base import CaseContentViewSet
from cases.api.filters import by_numbers
from cases.models import FamilyGroupConference
from sro.records import RecordQuerySet


class CouncilSerializer(serializers.ModelSerializer):
    """A family group conference. Nothing exists of the time the family has for itself."""

    state = serializers.CharField(read_only=True)
    referral = serializers.CharField(read_only=True)
    refusal_ground = serializers.CharField(read_only=True)

    class Meta:
        model = FamilyGroupConference
        fields = [
            "id",
            "version",
            "case",
            "name",
            "referral",
            "referred_on",
            "concern",
            "state",
            "provider",
            "coordinator",
            "scheduled_at",
            "place",
            "aim",
            "answered_on",
            "refusal_ground",
            "refusal_reason",
            "follow_up_on",
        ]


class CouncilViewSet(CaseContentViewSet):
    """Family group conferences of the cases one works on, the newest first."""

    model = FamilyGroupConference
    serializer_class = CouncilSerializer
    # Seeing one is a coordinator's right as well; this route is for those who work on the case.
    needed = "read_all"
    filterset_class = by_numbers(FamilyGroupConference, "case", "state")

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their case."""
        return rows.select_related("case").defer("case__search_vector")


def register_councils(router: BaseRouter) -> None:
    """Add the route."""
    router.register("family-group-conferences", CouncilViewSet, basename="council")
