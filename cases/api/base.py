"""What the routes of help planning share: rows in reach, and a line in the trail for each look."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from networks.api.base import ScopedViewSet
from sro import access
from sro.audit import trail
from sro.records import RecordQuerySet


class CaseContentViewSet(ScopedViewSet):
    """Rows with which the user may do `needed`; every look leaves a line in the trail.

    Who takes a list takes it out of the product, so that is logged as an export, with the number
    of rows and the names of the filters, without their values.
    """

    needed = "view"

    def get_queryset(self) -> RecordQuerySet:
        """Return the rows in the user's reach; 403 for those who have none of the kind."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        access.require(self.request.user, self.needed, self.model)
        return self.shown(self.model.objects.allowing(self.request.user, self.needed))

    def looked_at(self, row: Any) -> models.Model:
        """Return the object whose reading is logged: as a rule the case."""
        return row.case

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of rows."""
        answer = super().list(request, *args, **kwargs)
        trail.record_export(
            request.user,
            "export.api",
            now=timezone.now(),
            model=self.model._meta.label,
            rows=len(answer.data["results"]),
            filters=sorted(name for name, value in request.query_params.items() if value),
        )
        return answer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one row."""
        row = self.get_object()
        match = request.resolver_match
        trail.record_read(
            request.user,
            self.looked_at(row),
            now=timezone.now(),
            page=match.view_name if match else "",
        )
        return Response(self.get_serializer(row).data)
