"""Projects of social spaces with their numbers, as readers of the pages see them."""

from __future__ import annotations

import django_filters
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import AvoidedSupport, Project, ProjectPartner
from networks.project_numbers import Counts, counts_of
from networks.services.small_counts import limit
from sro.records import RecordQuerySet


class PartnerSerializer(serializers.ModelSerializer):
    """An organisation that takes part."""

    institution = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = ProjectPartner
        fields = ["name", "institution", "provider"]


class AvoidedSerializer(serializers.ModelSerializer):
    """A professional judgement, no measurement. Without a kind of support: none."""

    support_type = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = AvoidedSupport
        fields = ["support_type", "number", "basis", "judged_on"]


class ProjectSerializer(serializers.ModelSerializer):
    """A project. Counts of people are null where nobody counted or so few people came."""

    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    institution = serializers.SlugRelatedField("key", read_only=True)
    partners = PartnerSerializer(many=True, read_only=True)
    volunteers = serializers.SerializerMethodField()
    sessions = serializers.IntegerField(source="session_count", allow_null=True, read_only=True)
    minutes = serializers.IntegerField(source="minutes_sum", allow_null=True, read_only=True)
    children = serializers.SerializerMethodField()
    parents = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()
    avoided_supports = AvoidedSerializer(source="avoided", many=True, read_only=True)

    class Meta:
        model = Project
        fields = [
            "id",
            "version",
            "title",
            "aim",
            "district",
            "social_space",
            "institution",
            "provider",
            "network",
            "state",
            "starts_on",
            "ends_on",
            "partners",
            "volunteers",
            "sessions",
            "minutes",
            "children",
            "parents",
            "others",
            "avoided_supports",
        ]

    def _counts(self, project: Project) -> Counts:
        if "limit" not in self.context:
            self.context["limit"] = limit()
        return counts_of(project, self.context["limit"])

    def get_volunteers(self, project: Project) -> int | None:
        """How many people take part without pay."""
        return self._counts(project).number("volunteers")

    def get_children(self, project: Project) -> int | None:
        """Children at all sessions together."""
        return self._counts(project).number("children")

    def get_parents(self, project: Project) -> int | None:
        """Parents at all sessions together."""
        return self._counts(project).number("parents")

    def get_others(self, project: Project) -> int | None:
        """Others at all sessions together."""
        return self._counts(project).number("others")


class ProjectFilter(django_filters.FilterSet):
    """By place, state, provider and period."""

    district = django_filters.CharFilter("district__key")
    social_space = django_filters.CharFilter("social_space__key")

    class Meta:
        model = Project
        fields = {
            "state": ["exact"],
            "provider": ["exact"],
            "network": ["exact"],
            "starts_on": ["gte", "lt"],
            "ends_on": ["gte", "lt"],
        }


class ProjectViewSet(ScopedViewSet):
    """Projects from the idea to the outcome."""

    model = Project
    topic = "projects"
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by title, with their numbers."""
        return (
            rows.with_numbers()  # type: ignore[attr-defined]
            .with_places()
            .prefetch_related("partners__institution", "avoided__support_type")
            .order_by("title", "pk")
        )


def register_projects(router: BaseRouter) -> None:
    """Add the route of projects."""
    router.register("projects", ProjectViewSet, basename="project")
