"""What the routes of budgets share: rows in reach, refusals as answers."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions, status, viewsets

from sro import access
from sro.records import Record, RecordQuerySet
from sro.refusals import NotPossible


class Conflict(exceptions.APIException):
    """The state of things does not allow it now; nothing was changed."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "not_possible"


class ScopedViewSet(viewsets.ReadOnlyModelViewSet):
    """Rows the user may see; 403 for those who may see none of the kind, 404 for other rows."""

    model: type[Record]

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """The rows with all that is shown of them."""
        return rows

    def get_queryset(self) -> RecordQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        access.require(self.request.user, "view", self.model)
        return self.shown(self.model.objects.visible_to(self.request.user))

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotPossible):
            exc = Conflict(" ".join(exc.messages))
        return super().handle_exception(exc)
