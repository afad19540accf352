"""Allocation runs: parameters, amounts with their explanation, and decisions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.base import ScopedViewSet
from budgets.models import Allocation, AllocationPart, AllocationRun, IndicatorSelection
from budgets.services import proposals
from sro.records import RecordQuerySet, StaleRecord
from sro.ui.api.writing import check_if_match


class SelectionSerializer(serializers.ModelSerializer):
    """One indicator as the run uses it."""

    indicator = serializers.SlugRelatedField("code", read_only=True)
    base = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = IndicatorSelection
        fields = ["indicator", "weight", "method", "direction", "base", "reference_date"]


class RunSerializer(serializers.ModelSerializer):
    """A run with its parameters; amounts come from `allocations`, the snapshot from `snapshot`.

    With a `district` it divides `amount` of that district's money among its social spaces, without
    one the whole fund among the districts.
    """

    budget_year = serializers.IntegerField(source="fund.budget_year.year")
    fund_kind = serializers.CharField(source="fund.kind")
    district = serializers.SlugRelatedField("key", read_only=True)
    selections = SelectionSerializer(many=True)
    problem = serializers.CharField(source="problem_text")
    proposed_by = serializers.SlugRelatedField("display_name", read_only=True)
    approved_by = serializers.SlugRelatedField("display_name", read_only=True)
    rejected_by = serializers.SlugRelatedField("display_name", read_only=True)

    class Meta:
        model = AllocationRun
        fields = [
            "id",
            "version",
            "budget_year",
            "fund",
            "fund_kind",
            "district",
            "amount",
            "name",
            "note",
            "state",
            "indicator_share",
            "outflow_year",
            "floor_percent",
            "cap_percent",
            "reference_kind",
            "reference_run",
            "selections",
            "formula_version",
            "calculated_at",
            "problem",
            "checksum",
            "proposed_by",
            "proposed_at",
            "approved_by",
            "approved_at",
            "rejected_by",
            "rejected_at",
            "decision_reason",
            "superseded_by",
            "superseded_at",
        ]


class PartSerializer(serializers.ModelSerializer):
    """One summand of an amount; `value` of outflow and bounds is in euro."""

    class Meta:
        model = AllocationPart
        fields = [
            "component",
            "method",
            "value",
            "base_value",
            "value_date",
            "source",
            "is_manual",
            "share",
            "share_exact",
            "weight",
            "weight_exact",
            "amount",
        ]


class AllocationSerializer(serializers.ModelSerializer):
    """What a district or social space gets (euro), and the parts that add up to it.

    `social_space` is null where the run divides among districts.
    """

    district = serializers.CharField(source="district.key")
    district_name = serializers.CharField(source="district.name")
    social_space = serializers.SlugRelatedField("key", read_only=True)
    social_space_name = serializers.SlugRelatedField("name", source="social_space", read_only=True)
    parts = PartSerializer(many=True)

    class Meta:
        model = Allocation
        fields = [
            "district",
            "district_name",
            "social_space",
            "social_space_name",
            "amount",
            "parts",
        ]


class DecisionSerializer(serializers.Serializer):
    """The version the decision is about; without it, the run as it is now."""

    version = serializers.IntegerField(required=False, min_value=1)


class ReasonSerializer(DecisionSerializer):
    """Why a proposal is declined."""

    reason = serializers.CharField(max_length=5000)


class SnapshotSerializer(serializers.Serializer):
    """The frozen calculation and its SHA-256."""

    checksum = serializers.CharField()
    snapshot = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_snapshot(self, run: AllocationRun) -> Any:
        """Inputs, parameters, formula version and result."""
        return run.snapshot


class AllocationRunViewSet(ScopedViewSet):
    """Runs in reach: all for controllers, approved ones for planners and team leads."""

    model = AllocationRun
    serializer_class = RunSerializer
    filterset_fields = {
        "fund__budget_year__year": ["exact"],
        "fund": ["exact"],
        "district__key": ["exact"],
        "district": ["isnull"],
        "state": ["exact"],
    }

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return (
            rows.with_people()
            .prefetch_related("selections__indicator", "selections__base")
            .defer("snapshot")
        )

    @extend_schema(responses=AllocationSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def allocations(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """The amounts of all units with their explanation, to the cent."""
        rows = (
            Allocation.objects.visible_to(request.user)
            .filter(run=self.get_object())
            .with_units()
            .prefetch_related("parts")
        )
        return Response(AllocationSerializer(rows, many=True).data)

    @extend_schema(responses=SnapshotSerializer)
    @action(detail=True)
    def snapshot(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """The snapshot with its checksum; null before the calculation."""
        return Response(SnapshotSerializer(self.get_object()).data)

    @extend_schema(request=DecisionSerializer, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """Lay a calculated run before a second person."""
        return self._decided(proposals.propose)

    @extend_schema(request=DecisionSerializer, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """Take back one's own proposal."""
        return self._decided(proposals.withdraw)

    @extend_schema(request=DecisionSerializer, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """Put a run in force that somebody else has proposed."""
        return self._decided(proposals.approve)

    @extend_schema(request=ReasonSerializer, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str | None = None, **_suffix: Any) -> Response:
        """Decline a run that somebody else has proposed."""
        return self._decided(proposals.reject, ReasonSerializer)

    def _decided(self, service: Any, given: type[DecisionSerializer] = DecisionSerializer) -> Any:
        """Decide about the run, if it is still the one that the caller has read."""
        wanted = given(data=self.request.data)
        wanted.is_valid(raise_exception=True)
        details = dict(wanted.validated_data)
        run = self.get_object()
        if details.pop("version", run.version) != run.version:
            raise StaleRecord(run)
        check_if_match(self.request, run.version)
        service(actor=self.request.user, run=run, now=timezone.now(), **details)
        return Response(RunSerializer(self.get_object()).data)
