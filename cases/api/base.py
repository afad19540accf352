"""What the routes of help planning share: rows in reach, and a line in the trail for each look."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from networks.api.base import ScopedViewSet
from sro.audit import trail
from sro.ui.api import LoggedList


class CaseContentViewSet(LoggedList, ScopedViewSet):
    """Rows with which the user may do `needed`; every look leaves a line in the trail."""

    topic = "cases"

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
