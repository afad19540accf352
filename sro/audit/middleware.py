"""Puts the acting person beside every change, and every refusal into the trail."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from sro.audit.trail import record_denial


class HistoryMiddleware:
    """Change history written during a request names its user and the page's route.

    The route, not the address: addresses may carry what somebody searched for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        user = getattr(request, "user", None)
        with pghistory.context(user=getattr(user, "pk", None), source="page"):
            return self.get_response(request)


class DenialMiddleware:
    """Logs refused access (403) of people who are logged in; the page shows no details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Write the line before Django turns the exception into the error page."""
        if isinstance(exception, PermissionDenied):
            match = request.resolver_match
            # "<action> <model> <more for developers>"
            action, label, *_more = [*str(exception).split(" "), ""]
            record_denial(
                request.user,
                action or "access",
                object_type=label[:80],
                route=match.view_name if match else "",
                method=request.method,
            )
