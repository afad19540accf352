"""Money at work: the ledger, transfers, commitments, base budgets, and how each line stands.

Behind bookings and commitments stand families: supports appear by their sign, and the free text of
the finance system is left out.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from budgets.api.base import ExportedViewSet, ScopedViewSet
from budgets.models import (
    BaseBudget,
    Commitment,
    CommitmentSchedule,
    Outflow,
    OutflowMatch,
    Transfer,
)
from budgets.services.lines import LineFigures
from budgets.services.pseudonyms import pseudonym_of
from sro.records import RecordQuerySet


class MatchSerializer(serializers.ModelSerializer):
    """What a booking was paid for; `sign` stands for a support."""

    sign = serializers.SerializerMethodField()

    class Meta:
        model = OutflowMatch
        fields = ["state", "finding", "sign", "base_budget"]

    def get_sign(self, match: OutflowMatch) -> str | None:
        """The sign of the support; null where there is none."""
        return None if match.support_id is None else pseudonym_of(match.support_id)


class OutflowSerializer(serializers.ModelSerializer):
    """A booking in euro; money that came back is negative. `service_until` is not paid for."""

    district = serializers.SlugRelatedField("key", read_only=True)
    match = serializers.SerializerMethodField()

    class Meta:
        model = Outflow
        fields = [
            "id",
            "fund_kind",
            "year",
            "district",
            "amount",
            "booked_on",
            "external_id",
            "source",
            "provider",
            "service_from",
            "service_until",
            "cost_centre",
            "reversal_of",
            "match",
        ]

    @extend_schema_field(MatchSerializer(allow_null=True))
    def get_match(self, booking: Outflow) -> Any:
        """What it was paid for; null where nobody has to say so."""
        match = getattr(booking, "match", None)
        return None if match is None else MatchSerializer(match).data


class OutflowViewSet(ExportedViewSet):
    """The ledger. A booking never changes; one that was wrong has another that reverses it."""

    model = Outflow
    serializer_class = OutflowSerializer
    filterset_fields = {
        "year": ["exact"],
        "fund_kind": ["exact"],
        "district__key": ["exact"],
        "external_id": ["exact"],
        "booked_on": ["gte", "lt"],
    }

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("district", "match").order_by("pk")


class TransferSerializer(serializers.ModelSerializer):
    """Money moved, or the proposal to do so. Null: not divided, or no social space."""

    budget_year = serializers.IntegerField(source="source.fund.budget_year.year")
    source = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField()
    proposed_by = serializers.SlugRelatedField("display_name", read_only=True)
    decided_by = serializers.SlugRelatedField("display_name", read_only=True)

    class Meta:
        model = Transfer
        fields = [
            "id",
            "version",
            "budget_year",
            "source",
            "target",
            "amount",
            "state",
            "rule",
            "reason",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]

    @extend_schema_field(serializers.DictField(child=serializers.CharField(allow_null=True)))
    def get_source(self, transfer: Transfer) -> dict[str, str | None]:
        """The line the money leaves."""
        return _place(transfer.source)

    @extend_schema_field(serializers.DictField(child=serializers.CharField(allow_null=True)))
    def get_target(self, transfer: Transfer) -> dict[str, str | None]:
        """The line the money comes to."""
        return _place(transfer.target)


def _place(line: Any) -> dict[str, str | None]:
    return {
        "fund": line.fund.slug,
        "district": line.district.key if line.district else None,
        "social_space": line.social_space.key if line.social_space else None,
    }


class TransferViewSet(ScopedViewSet):
    """Transfers between budget lines."""

    model = Transfer
    serializer_class = TransferSerializer
    filterset_fields = {"source__fund__budget_year__year": ["exact"], "state": ["exact"]}

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.with_places().select_related("proposed_by", "decided_by")


class MonthSerializer(serializers.ModelSerializer):
    """What a support binds in a month (its first day), in euro."""

    district = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = Commitment
        fields = ["month", "district", "amount"]


class CommitmentSerializer(serializers.ModelSerializer):
    """What a support binds, by its sign. With a `gap` the amount is unknown from `gap_day` on."""

    sign = serializers.CharField(source="pseudonym")
    support_type = serializers.CharField(source="support.support_type.name")
    provider = serializers.IntegerField(source="support.provider_id", allow_null=True)
    months = MonthSerializer(many=True)

    class Meta:
        model = CommitmentSchedule
        fields = [
            "sign",
            "support_type",
            "provider",
            "until",
            "gap",
            "gap_day",
            "changed_at",
            "months",
        ]


class CommitmentViewSet(ExportedViewSet):
    """Commitments of supports month by month; never ordered by price."""

    model = CommitmentSchedule
    serializer_class = CommitmentSerializer
    lookup_field = "pseudonym"
    lookup_url_kwarg = "sign"
    filterset_fields = {"gap": ["exact"], "until": ["gte", "lt"]}

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return (
            rows.select_related("support__support_type")
            .prefetch_related("months__district")
            .order_by("pseudonym")
        )


class BaseBudgetSerializer(serializers.ModelSerializer):
    """What a provider gets for a district and year beside single supports; work in minutes."""

    district = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = BaseBudget
        fields = [
            "id",
            "version",
            "provider",
            "district",
            "year",
            "fund_kind",
            "amount",
            "minutes",
            "field_percent",
        ]


class BaseBudgetViewSet(ScopedViewSet):
    """Base budgets in reach: all for controllers and planners, the own ones for provider leads."""

    model = BaseBudget
    serializer_class = BaseBudgetSerializer
    filterset_fields = {"year": ["exact"], "district__key": ["exact"], "provider": ["exact"]}

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows.select_related("district")


class LineSerializer(serializers.Serializer):
    """How a budget line stands, in euro. Null is unknown; places as in transfers."""

    fund = serializers.CharField(source="fund.slug")
    district = serializers.CharField(source="district.key", default=None, allow_null=True)
    social_space = serializers.CharField(source="social_space.key", default=None, allow_null=True)
    allocated = serializers.DecimalField(14, 2, allow_null=True)
    carried = serializers.DecimalField(14, 2)
    transferred = serializers.DecimalField(14, 2)
    committed = serializers.DecimalField(14, 2)
    supports_without_amount = serializers.IntegerField(source="unknown")
    spent = serializers.DecimalField(14, 2, allow_null=True)
    free = serializers.DecimalField(14, 2, allow_null=True)

    def to_representation(self, line: LineFigures) -> dict[str, Any]:
        """Write a line; nested places may be missing."""
        found = super().to_representation(line)
        return {name: found.get(name) for name in self.fields}
