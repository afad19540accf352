"""What the routes of the registry share: rows in reach."""

from __future__ import annotations

from rest_framework import viewsets

from sro import access
from sro.records import Record, RecordQuerySet


class ScopedViewSet(viewsets.ReadOnlyModelViewSet):
    """Rows the user may see; 403 for those who may see none of the kind, 404 for other rows."""

    model: type[Record]
    #: What the user must be able to do with the rows.
    needed = "view"
    #: What scopes of accesses call it (sro.ui.api.scopes).
    topic: str

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return the rows with all that is shown of them."""
        return rows

    def get_queryset(self) -> RecordQuerySet:
        """Return the rows in the user's reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        access.require(self.request.user, self.needed, self.model)
        return self.shown(self.model.objects.allowing(self.request.user, self.needed))
