"""What a provider's system may read: its supports, the goals shared with it, its reports."""

from __future__ import annotations

from django.db import models
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from cases.api.base import CaseContentViewSet
from cases.api.filters import by_numbers
from cases.models import DevelopmentReport, Goal, ReportedGoal, Support
from sro import access
from sro.records import RecordQuerySet


class SharedSupportSerializer(serializers.ModelSerializer):
    """A support as its provider sees it: for whom, what, until when, how many minutes."""

    person_name = serializers.CharField(source="person.name", read_only=True)
    support_type = serializers.SlugRelatedField("code", read_only=True)
    state = serializers.CharField(read_only=True)
    setting = serializers.CharField(read_only=True)
    minutes_per = serializers.CharField(read_only=True)

    class Meta:
        model = Support
        fields = [
            "id",
            "person_name",
            "support_type",
            "legal_basis",
            "setting",
            "state",
            "start",
            "planned_end",
            "end",
            "minutes",
            "minutes_per",
        ]


class SharedSupportViewSet(CaseContentViewSet):
    """Supports given to the provider in which the user works."""

    model = Support
    serializer_class = SharedSupportSerializer
    needed = "read_shared"

    def looked_at(self, row: Support) -> Support:
        """Return the support; the provider knows of no case."""
        return row

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with person and kind."""
        return rows.select_related("person", "support_type").defer("person__search_vector")


class SharedGoalSerializer(serializers.ModelSerializer):
    """A shared goal: its text, how one notices it, by when."""

    level = serializers.CharField(read_only=True)

    class Meta:
        model = Goal
        fields = ["id", "level", "text", "indicator", "due_on"]


class SharedGoalViewSet(CaseContentViewSet):
    """Goals shared with a support in which the user works."""

    model = Goal
    serializer_class = SharedGoalSerializer

    def get_queryset(self) -> RecordQuerySet:
        """Return the goals of the user's supports; 403 for those who belong to no provider."""
        if getattr(self, "swagger_fake_view", False):
            return Goal.objects.none()
        user = self.request.user
        access.require(user, "read_shared", Support)
        supports = Support.objects.allowing(user, "read_shared")
        goals = Goal.objects.visible_to(user).filter(shares__support__in=supports)
        return goals.distinct().order_by("pk")

    def looked_at(self, row: Goal) -> models.Model:
        """Return the goal; the provider knows of no plan."""
        return row


class ReportedGoalSerializer(serializers.ModelSerializer):
    """What was told about one goal; attainment from −2 to +2."""

    class Meta:
        model = ReportedGoal
        fields = ["goal", "text", "attainment"]


class DevelopmentReportSerializer(serializers.ModelSerializer):
    """A development report with what it tells about each goal."""

    state = serializers.CharField(read_only=True)
    goals = ReportedGoalSerializer(many=True, read_only=True)

    class Meta:
        model = DevelopmentReport
        fields = [
            "id",
            "version",
            "support",
            "due_on",
            "state",
            "development",
            "participation",
            "outlook",
            "submitted_at",
            "goals",
        ]


class DevelopmentReportViewSet(CaseContentViewSet):
    """The provider's reports; to the office those that were submitted."""

    model = DevelopmentReport
    serializer_class = DevelopmentReportSerializer
    needed = "read"
    filterset_class = by_numbers(DevelopmentReport, "support", "state")

    def looked_at(self, row: DevelopmentReport) -> DevelopmentReport:
        """Return the report."""
        return row

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with what they tell about goals."""
        return rows.prefetch_related("goals")


def register_shared(router: BaseRouter) -> None:
    """Add the provider's routes."""
    router.register("shared-supports", SharedSupportViewSet, basename="shared-support")
    router.register("shared-goals", SharedGoalViewSet, basename="shared-goal")
    router.register("development-reports", DevelopmentReportViewSet, basename="development-report")
