"""The search over everything: a page of its own, and suggestions while typing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.search import finding
from networks.views.pages import crumbs

#: Hits of each group: on the page, when only one group is asked for, and in suggestions.
SHOWN, SHOWN_ALONE, SUGGESTED = 10, 50, 4
#: Longer texts are not looked for; a pasted letter is no search.
LONGEST = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search everything the person may see; words and group stay in the address."""
    text = _text(request)
    groups = finding.groups()
    only = request.GET.get("art", "")
    if only not in {group.key for group in groups}:
        only = ""
    found = finding.search(request.user, text, limit=SHOWN_ALONE if only else SHOWN, only=only)
    context: dict[str, Any] = {
        "title": _("Search"),
        "breadcrumbs": crumbs(),
        "text": text,
        "groups": groups,
        "only": only,
        "found": found,
        "count": sum(len(each.hits) + len(each.alike) for each in found),
        "steps": finding.steps(request.user) if text else [],
        "too_short": bool(text) and not finding.long_enough(text),
    }
    partial = request.htmx and not request.htmx.boosted
    return render(
        request, "networks/search_hits.html" if partial else "networks/search.html", context
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the first hits of each group, for the search field of every page."""
    text = _text(request)
    found = finding.search(request.user, text, limit=SUGGESTED)
    context = {
        "text": text,
        "found": found,
        "count": sum(len(each.hits) + len(each.alike) for each in found),
        "asked": finding.long_enough(text),
    }
    return render(request, "networks/suggestions.html", context)


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]
