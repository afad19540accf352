"""Everything that happened in a case, by day."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.services.timeline import KINDS, Line, lines, timeline_of
from cases.views.pages import open_case, to_case

PER_PAGE = 50


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened in a case, the newest first, filtered by kind."""
    case = open_case(request, pk)
    chosen = [key for key in request.GET.getlist("art") if key in KINDS]
    paginator = Paginator(timeline_of(request.user, case, chosen), PER_PAGE)
    page = paginator.get_page(request.GET.get("seite"))
    found = lines(request.user, page.object_list)
    return render(
        request,
        "cases/timeline.html",
        {
            "title": _("Course of the case"),
            "breadcrumbs": to_case(case),
            "case": case,
            "kinds": [(kind.key, kind.title, kind.key in chosen) for kind in KINDS.values()],
            "chosen": chosen,
            "entries": [(line, url_of(line)) for line in found],
            "count": paginator.count,
            "page": page,
            "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        },
    )


#: Pages of single entries: the address's name and what its second argument is taken from.
PAGES: dict[str, tuple[str, str]] = {
    "notiz": ("cases:note", "pk"),
    "hilfeplan": ("cases:plan", "pk"),
    "gespraech": ("cases:conference", "pk"),
    "hilfe": ("cases:support", "pk"),
}


def url_of(line: Line) -> str:
    """Return where an entry is read: its own page, or its part of the case's page."""
    case = line.row.case_id
    if line.kind.key in PAGES:
        name, field = PAGES[line.kind.key]
        try:
            return reverse(name, args=[case, getattr(line.row, field)])
        except NoReverseMatch:
            pass
    base = reverse("cases:case", args=[case])
    return f"{base}#{line.kind.section}" if line.kind.section else ""
