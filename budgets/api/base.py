"""What the routes of budgets share: rows in reach, refusals as answers."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions, status

from networks.api import base
from sro.refusals import NotPossible
from sro.ui.api import LoggedList


class Conflict(exceptions.APIException):
    """The state of things does not allow it now; nothing was changed."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "not_possible"


class RefusalsAsConflicts:
    """What the state of things does not allow is answered with 409."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotPossible):
            exc = Conflict(" ".join(exc.messages))
        return super().handle_exception(exc)  # type: ignore[misc]


class ScopedViewSet(RefusalsAsConflicts, base.ScopedViewSet):
    """Rows the user may see; 403 for those who may see none of the kind, 404 for other rows."""

    topic = "budgets"


class ExportedViewSet(LoggedList, ScopedViewSet):
    """Rows the user may take out of the product; each list leaves a line in the trail."""

    needed = "export"
