"""Answers of the interface: private, compared with what the other program has already."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import cc_delim_re, get_conditional_response, patch_vary_headers

from sro.ui.api.problems import is_api


class ApiMiddleware:
    """Marks answers of the interface with an ETag, and answers 304 where nothing has changed.

    The mark is a fingerprint of the answer, so that it costs no query. That of a row begins with
    the row's version, which a later write names in If-Match.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_api(request):
            return response
        patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization", "Cookie"))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.method not in {"GET", "HEAD"} or response.status_code != 200:
            return response
        if response.streaming:
            return response
        etag = _mark(response)
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response)


def _mark(response: HttpResponse) -> str:
    fingerprint = sha256(response.content).hexdigest()[:24]
    data = getattr(response, "data", None)
    version = data.get("version") if isinstance(data, dict) else None
    return f'"{version}-{fingerprint}"' if isinstance(version, int) else f'"{fingerprint}"'


def versions_named(header: str) -> set[int] | None:
    """Return the versions that If-Match names; None for one that names any ("*") or is missing."""
    marks = [mark for mark in cc_delim_re.split(header.strip()) if mark]
    if not marks or "*" in marks:
        return None
    # Compression makes a mark weak on its way (W/"…"); the version in it is the same.
    found = (mark.removeprefix("W/").strip('"').partition("-") for mark in marks)
    # Longer numbers are nobody's version, and would be slow to read.
    return {int(number) for number, dash, _rest in found if _is_version(number) and dash}


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
