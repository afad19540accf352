"""Lists: paging, and the line in the trail for what is taken out."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from sro.audit.trail import record_export


class Pagination(PageNumberPagination):
    """A hundred rows a page; `page_size` up to 1,000."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


class LoggedList:
    """Who takes a list takes it out of the product, so it is logged as an export.

    The line holds the number of rows and the names of the filters, without their values.
    """

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of rows."""
        answer = super().list(request, *args, **kwargs)  # type: ignore[misc]
        record_export(
            request.user,
            "export.api",
            now=timezone.now(),
            model=self.model._meta.label,  # type: ignore[attr-defined]
            rows=len(answer.data["results"]),
            filters=self._filters_used(request),
        )
        return answer

    def _filters_used(self, request: Request) -> list[str]:
        """Name the filters of the route that were set; nothing else of the address is kept."""
        found: set[str] = set()
        for backend in self.filter_backends:  # type: ignore[attr-defined]
            kind = backend().get_filterset_class(self, self.queryset_for_filters())
            known = set(kind.base_filters) if kind else set()
            found |= {name for name, value in request.query_params.items() if value} & known
        return sorted(found)

    def queryset_for_filters(self) -> Any:
        """Return rows of the kind that is filtered; they are not read."""
        return self.model.objects.none()  # type: ignore[attr-defined]
