"""Cases, persons, supports, plans, goals and notes for the office's own systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from cases.api.base import CaseContentViewSet
from cases.api.filters import by_numbers
from cases.models import Case, CaseNote, Goal, Person, Support, SupportPlan
from sro.records import RecordQuerySet


class CaseSerializer(serializers.ModelSerializer):
    """A case; its concern only for those who work on it, otherwise null."""

    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    state = serializers.CharField(read_only=True)
    concern = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = [
            "id",
            "version",
            "reference",
            "name",
            "district",
            "social_space",
            "state",
            "opened_on",
            "closed_on",
            "responsible",
            "deputy",
            "concern",
        ]

    def get_concern(self, case: Any) -> str | None:
        """Tell what it is about to those who work on the case."""
        return case.concern if case.worked_on else None


class CaseViewSet(CaseContentViewSet):
    """Cases of the own district, by name."""

    model = Case
    serializer_class = CaseSerializer
    filterset_fields = ["reference", "state", "district__key"]

    def looked_at(self, row: Case) -> Case:
        """Return the case itself."""
        return row

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with whether the user works on each."""
        own = Case.objects.allowing(self.request.user, "work").filter(pk=OuterRef("pk"))
        return (
            rows.select_related("district", "social_space")
            .defer("search_vector", "district__search_vector", "social_space__search_vector")
            .annotate(worked_on=Exists(own))
            .order_by("sort_key", "pk")
        )


class PersonSerializer(serializers.ModelSerializer):
    """A person of a family. Addresses and telephone numbers do not leave the product this way."""

    gender = serializers.CharField(read_only=True)
    interpreter = serializers.CharField(read_only=True)
    plain_language = serializers.CharField(read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Person
        fields = [
            "id",
            "version",
            "given_name",
            "family_name",
            "legal_name",
            "gender",
            "pronoun",
            "birth_date",
            "birth_year",
            "died_on",
            "languages",
            "interpreter",
            "plain_language",
            "participation",
        ]


class PersonViewSet(CaseContentViewSet):
    """People of the cases one works on, by name."""

    model = Person
    serializer_class = PersonSerializer
    needed = "work"

    def looked_at(self, row: Person) -> Person:
        """Return the person; it may belong to several cases."""
        return row

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them by name."""
        return rows.defer("search_vector").order_by("sort_key", "pk")


class SupportSerializer(serializers.ModelSerializer):
    """A support; `minutes` are meant per `minutes_per`, `end` is the first day without it."""

    support_type = serializers.SlugRelatedField("code", read_only=True)
    state = serializers.CharField(read_only=True)
    setting = serializers.CharField(read_only=True)
    end_reason = serializers.CharField(read_only=True)
    minutes_per = serializers.CharField(read_only=True)

    class Meta:
        model = Support
        fields = [
            "id",
            "version",
            "case",
            "person",
            "support_type",
            "legal_basis",
            "setting",
            "provider",
            "plan",
            "state",
            "start",
            "planned_end",
            "end",
            "end_reason",
            "minutes",
            "minutes_per",
            "combined_with",
            "outside_district",
        ]


class SupportViewSet(CaseContentViewSet):
    """Supports of the cases one works on, the latest first."""

    model = Support
    serializer_class = SupportSerializer
    # Seeing a support is a provider's right as well; it has routes of its own, with less in them.
    needed = "change"
    filterset_class = by_numbers(Support, "case", "person", "state")

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their kind."""
        return rows.select_related("support_type", "case").defer("case__search_vector")


class SupportPlanSerializer(serializers.ModelSerializer):
    """A version of a support plan."""

    state = serializers.CharField(read_only=True)

    class Meta:
        model = SupportPlan
        fields = [
            "id",
            "version",
            "case",
            "young_person",
            "number",
            "previous",
            "state",
            "need",
            "kind_of_support",
            "necessary_services",
            "period_from",
            "period_until",
            "agreed_at",
            "in_force_at",
            "superseded_at",
        ]


class SupportPlanViewSet(CaseContentViewSet):
    """Support plans of the cases one works on, the newest version first."""

    model = SupportPlan
    serializer_class = SupportPlanSerializer
    filterset_class = by_numbers(SupportPlan, "case", "young_person", "state")

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their case."""
        return rows.select_related("case").defer("case__search_vector")


class GoalSerializer(serializers.ModelSerializer):
    """A goal; `origin` is the same in all versions of the plan."""

    level = serializers.CharField(read_only=True)

    class Meta:
        model = Goal
        fields = [
            "id",
            "version",
            "plan",
            "parent",
            "level",
            "position",
            "origin",
            "text",
            "owner",
            "owner_name",
            "indicator",
            "own_contribution",
            "due_on",
        ]


class GoalViewSet(CaseContentViewSet):
    """Goals of the plans of the cases one works on."""

    model = Goal
    serializer_class = GoalSerializer
    needed = "change"
    filterset_class = by_numbers(Goal, "plan", "origin")

    def looked_at(self, row: Goal) -> Case:
        """Return the case of the plan."""
        return row.plan.case

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them in the order of their plan."""
        return (
            rows.select_related("plan__case")
            .defer("plan__case__search_vector")
            .order_by("plan_id", "position", "pk")
        )


class NoteSerializer(serializers.ModelSerializer):
    """A note. What was entrusted to somebody comes to its author only."""

    kind = serializers.CharField(read_only=True)

    class Meta:
        model = CaseNote
        fields = [
            "id",
            "version",
            "case",
            "kind",
            "noted_on",
            "subject",
            "text",
            "author",
            "entrusted",
        ]


class NoteViewSet(CaseContentViewSet):
    """Notes of the cases one works on, the newest first."""

    model = CaseNote
    serializer_class = NoteSerializer
    filterset_class = by_numbers(CaseNote, "case")

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with their case."""
        return rows.select_related("case").defer("case__search_vector")


def register_cases(router: BaseRouter) -> None:
    """Add the office's routes."""
    router.register("cases", CaseViewSet, basename="case")
    router.register("persons", PersonViewSet, basename="person")
    router.register("supports", SupportViewSet, basename="support")
    router.register("support-plans", SupportPlanViewSet, basename="support-plan")
    router.register("goals", GoalViewSet, basename="goal")
    router.register("notes", NoteViewSet, basename="note")
