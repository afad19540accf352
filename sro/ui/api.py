"""What all API routes share: paging, errors, and the line in the trail for what is taken out."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler

from sro.audit.trail import record_denial, record_export
from sro.records import StaleRecord


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
            filters=sorted(name for name, value in request.query_params.items() if value),
        )
        return answer


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn the services' exceptions into answers; refusals reach the trail as on pages."""
    if isinstance(error, PermissionDenied):
        request = context["request"]
        action, label, *_more = [*str(error).split(" "), ""]
        record_denial(
            request.user,
            action or "access",
            object_type=label[:80],
            route=request.resolver_match.view_name if request.resolver_match else "",
            method=request.method,
        )
        error = exceptions.PermissionDenied()
    elif isinstance(error, StaleRecord):
        return Response(
            {
                "detail": _("Somebody has changed this meanwhile. Please look at it again first."),
                "version": error.current.version,
            },
            status=409,
        )
    elif isinstance(error, ValidationError):
        detail = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        return Response(detail, status=400)
    return rest_handler(error, context)
