"""What went wrong, as an answer: problem details (RFC 9457) in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status, views
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle

from sro.audit.trail import record_denial
from sro.records import StaleRecord

MEDIA_TYPE = "application/problem+json"
#: All addresses of the interface begin so.
ROOT = "/api/"
#: `type` of a problem: what a program can tell apart, with the status that belongs to it.
_TYPE = "urn:sro:problem:"

#: Status → (kind, title, what to do).
_KNOWN: dict[int, tuple[str, Callable[[], str], Callable[[], str]]] = {
    400: (
        "bad-request",
        lambda: _("The request cannot be understood"),
        lambda: _("Please check address, filters and body."),
    ),
    401: (
        "not-logged-in",
        lambda: _("No valid login"),
        lambda: _("Please send a personal access that is valid, or log in."),
    ),
    403: (
        "not-allowed",
        lambda: _("Not allowed"),
        lambda: _("Your roles, or the scope of the access, do not allow this."),
    ),
    404: (
        "not-found",
        lambda: _("Not found"),
        lambda: _("There is nothing here, or nothing that you may see."),
    ),
    405: (
        "method-not-allowed",
        lambda: _("Not possible with this address"),
        lambda: _("The header “Allow” names what is possible."),
    ),
    406: (
        "not-acceptable",
        lambda: _("This format does not exist"),
        lambda: _("Answers are JSON. Please accept application/json."),
    ),
    409: (
        "conflict",
        lambda: _("Not possible now"),
        lambda: _("Nothing was changed. Please look at it again first."),
    ),
    412: (
        "changed-meanwhile",
        lambda: _("Changed meanwhile"),
        lambda: _("Somebody has changed this meanwhile. Please look at it again first."),
    ),
    413: (
        "too-large",
        lambda: _("Too large"),
        lambda: _("Please send less at once."),
    ),
    415: (
        "unsupported-format",
        lambda: _("This format cannot be read"),
        lambda: _("Please send JSON, with the content type application/json."),
    ),
    429: (
        "too-many-requests",
        lambda: _("Too many requests"),
        lambda: _("Please wait; the header “Retry-After” says how many seconds."),
    ),
    500: (
        "server-error",
        lambda: _("Something went wrong here"),
        lambda: _("The error is noted. Please try again later."),
    ),
}


class PreconditionFailed(exceptions.APIException):
    """The row is no longer the one named in If-Match; nothing was changed."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"


def problem(code: int, detail: str = "", kind: str = "", **more: Any) -> dict[str, Any]:
    """Return the body of a problem; `more` are members of this kind of problem."""
    known, title, advice = _KNOWN.get(code, _KNOWN[400 if code < 500 else 500])
    return {
        "type": _TYPE + (kind or known),
        "title": title(),
        "status": code,
        "detail": detail or advice(),
        **more,
    }


def problem_response(code: int) -> HttpResponse:
    """Return a problem where no view of the interface was reached."""
    return HttpResponse(json.dumps(problem(code)), status=code, content_type=MEDIA_TYPE)


def is_api(request: HttpRequest) -> bool:
    """Return whether the address belongs to the interface."""
    return request.path_info.startswith(ROOT)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn exceptions into answers; refusals reach the trail as on pages."""
    request = context["request"]
    if isinstance(error, PermissionDenied):
        _note_denial(request, error)
        error = exceptions.PermissionDenied()
    elif isinstance(error, StaleRecord):
        text = _("Somebody has changed this meanwhile. Please look at it again first.")
        more = {"version": error.current.version}  # type: ignore[attr-defined]
        return _answer(problem(409, text, "changed-meanwhile", **more))
    elif isinstance(error, ValidationError):
        return _answer(_invalid(_told_by_django(error)))
    elif isinstance(error, exceptions.ValidationError):
        return _answer(_invalid(error.detail))
    elif isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        error = _slowed_down(request, context["view"]) or error
    answer = views.exception_handler(error, context)
    if answer is None:
        return None
    own = isinstance(error, exceptions.APIException) and answer.status_code in (409, 422)
    answer.data = problem(answer.status_code, str(error.detail) if own else "")
    answer.content_type = MEDIA_TYPE
    if isinstance(error, Http404 | exceptions.NotFound):
        answer.status_code = 404
    return answer


def _answer(body: dict[str, Any]) -> Response:
    return Response(body, status=body["status"], content_type=MEDIA_TYPE)


def _note_denial(request: Any, error: PermissionDenied) -> None:
    action, label, *_more = [*str(error).split(" "), ""]
    record_denial(
        request.user,
        action or "access",
        object_type=label[:80],
        route=request.resolver_match.view_name if request.resolver_match else "",
        method=request.method,
    )


def _told_by_django(error: ValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def _invalid(detail: Any) -> dict[str, Any]:
    """Say what is wrong with which field; `errors` maps fields to sentences."""
    found = dict(_by_field("", detail))
    general = [text for name in ("", "__all__", "non_field_errors") for text in found.pop(name, [])]
    texts = " ".join(general) or _("Please check what “errors” names.")
    return problem(400, texts, "invalid", **({"errors": found} if found else {}))


def _by_field(path: str, detail: Any) -> Any:
    """Yield (field, sentences); what lies inside others is named "lines.0.days"."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _by_field(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(detail, list):
        texts = [str(each) for each in detail if not isinstance(each, (dict, list))]
        if texts:
            yield path, texts
        for number, inner in enumerate(detail):
            if isinstance(inner, (dict, list)):
                yield from _by_field(f"{path}.{number}" if path else str(number), inner)
    else:
        yield path, [str(detail)]


def _slowed_down(request: Any, view: Any) -> exceptions.Throttled | None:
    """Count requests without a valid login for their sender, and refuse when they are too many.

    Rights are asked before requests are counted, so that those would never be.
    """
    for kind in api_settings.DEFAULT_THROTTLE_CLASSES:
        if issubclass(kind, AnonRateThrottle):
            throttle = kind()
            if not throttle.allow_request(_Stranger(request), view):
                return exceptions.Throttled(throttle.wait())
    return None


class _Stranger:
    """A request of somebody who is not known; asking it does not authenticate again."""

    user = None

    def __init__(self, request: Any) -> None:
        self.META = request.META
        self.headers = request.headers
