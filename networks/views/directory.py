"""The public directory: places and offers for everybody, without login, cookie or script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from networks import publishing
from networks.forms.directory import DirectoryForm
from networks.search.finding import long_enough
from networks.views.entries import facts_of, marks_of
from sro.ui.limits import sender_of, too_often

PER_PAGE = 20
#: Whoever reads does not ask four times a second; a whole office behind one address may.
ASKED, WITHIN = 300, 60
#: So long, in seconds, browsers and proxies may show what they have.
KEPT = 300


def public(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer everybody while the directory is open; what is closed looks like what is not there."""

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if too_often("directory", sender_of(request), limit=ASKED, seconds=WITHIN):
            response = render(request, "networks/public/busy.html", status=429)
            response["Retry-After"] = str(WITHIN)
            return response
        if not publishing.directory_is_open():
            return nothing_here(request)
        response = page(request, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = f"public, max-age={KEPT}"
        return response

    return login_not_required(require_safe(conditional_page(shown)))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing at this address."""
    response = render(request, "networks/public/nothing.html", status=404)
    response["Cache-Control"] = "no-store"
    return response


@public
def directory(request: HttpRequest) -> HttpResponse:
    """Look something up: words, filters, twenty institutions a page with their offers."""
    today = timezone.localdate()
    form = DirectoryForm(
        request.GET, spaces=publishing.spaces(today), categories=publishing.categories()
    )
    wanted = form.wanted()
    page = Paginator(publishing.keys(wanted, today), PER_PAGE).get_page(request.GET.get("seite"))
    alike = []
    if not page.paginator.count and long_enough(wanted.text):
        alike = publishing.resembling(wanted, today, 6)
    return render(
        request,
        "networks/public/directory.html",
        {
            "form": form,
            "page": page,
            "count": page.paginator.count,
            "lines": [
                (row, marks_of(row), row.shown_offers[: publishing.SHOWN_OFFERS])
                for row in publishing.listed(page.object_list, today)
            ],
            "alike": alike,
            "searched": any(request.GET.values()),
            "email": publishing.directory_email(),
        },
    )


@public
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a place with all its offers, for reading and printing."""
    found = publishing.record(pk, timezone.localdate())
    if found is None:
        return nothing_here(request)
    return render(
        request,
        "networks/public/institution.html",
        {
            "entry": found,
            "marks": marks_of(found),
            "facts": _known(found),
            "offers": [(offer, marks_of(offer), _known(offer)) for offer in found.shown_offers],
            "email": publishing.directory_email(),
        },
    )


def _known(entry: Any) -> list[Any]:
    """Return what is known; of an offer only what is its own, the place stands above."""
    facts = [fact for _title, group in facts_of(entry) for fact in group if fact.value]
    return facts if not hasattr(entry, "institution_id") else facts[_has_address(entry) :]


def _has_address(offer: Any) -> int:
    place = offer.institution
    return 1 if place.street or place.postal_code else 0
