"""Quarterly reports: list, and one report with its figures and texts."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.base import ExportedViewSet
from reporting.models import STATE_NAMES, DistrictReport
from reporting.services.documents import document_for
from sro.audit.trail import record_export
from sro.records import RecordQuerySet

_HEAVY = ("sheet", "frozen_sheet", "public_sheet")


class ReportSerializer(serializers.ModelSerializer):
    """A report without its figures; those come with the report itself.

    `checksum` is SHA-256 over the frozen figures, texts and definitions; empty before.
    """

    district = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = DistrictReport
        fields = [
            "id",
            "district",
            "year",
            "quarter",
            "number",
            "state",
            "reason",
            "calculated_at",
            "discussed_on",
            "signed_at",
            "frozen_at",
            "published_at",
            "checksum",
        ]


class WholeReportSerializer(ReportSerializer):
    """A report with its figures.

    In `document` a value is a number as text; "–" is hidden because it would show small counts of
    people, null is not known. Values are of the quarter, the one before, and a year before; money
    in cents, hours in minutes, shares in per cent. Whoever may not read the version of the office
    gets the published one (`public`).
    """

    document = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "document"]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_document(self, report: DistrictReport) -> dict[str, Any] | None:
        """Return the report as it stands; frozen, letter by letter."""
        document = document_for(self.context["request"].user, report)
        return document.as_json() if document else None


class ReportFilter(django_filters.FilterSet):
    """By quarter, district and state."""

    year = django_filters.NumberFilter(min_value=2000, max_value=2200)
    quarter = django_filters.NumberFilter(min_value=1, max_value=4)
    district = django_filters.CharFilter(field_name="district__key", max_length=12)
    state = django_filters.ChoiceFilter(choices=[*STATE_NAMES.items()])

    class Meta:
        model = DistrictReport
        fields: tuple[str, ...] = ()


class DistrictReportViewSet(ExportedViewSet):
    """Quarterly reports of districts. Each one that is read is logged as an export."""

    model = DistrictReport
    topic = "reports"
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return the rows with what is printed of them."""
        # With the number, since a report and its correction share the rest: pages never overlap.
        order = ("-year", "-quarter", "district__key", "-number")
        found = rows.select_related("district").order_by(*order)
        return found if self.detail else found.defer(*_HEAVY)

    def get_serializer_class(self) -> type[serializers.ModelSerializer]:
        """One report comes with its figures."""
        return WholeReportSerializer if self.detail else ReportSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one report with its figures."""
        report = self.get_object()
        record_export(request.user, "districtreport.exported", report, format="api", rows=1)
        return Response(self.get_serializer(report).data)
