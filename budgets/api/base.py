"""What the routes of budgets share: rows in reach, refusals as answers."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions, status

from networks.api import base
from sro import access
from sro.records import RecordQuerySet
from sro.refusals import NotPossible
from sro.ui.api import LoggedList


class Conflict(exceptions.APIException):
    """The state of things does not allow it now; nothing was changed."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "not_possible"


class ScopedViewSet(base.ScopedViewSet):
    """Rows the user may see; 403 for those who may see none of the kind, 404 for other rows."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotPossible):
            exc = Conflict(" ".join(exc.messages))
        return super().handle_exception(exc)


class ExportedViewSet(LoggedList, ScopedViewSet):
    """Rows the user may take out of the product; each list leaves a line in the trail."""

    def get_queryset(self) -> RecordQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        access.require(self.request.user, "export", self.model)
        return self.shown(self.model.objects.allowing(self.request.user, "export"))
