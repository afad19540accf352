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
from sro.ui.api import LoggedList


class CaseContentViewSet(LoggedList, ScopedViewSet):
    """Rows with which the user may do `needed`; every look leaves a line in the trail."""

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
