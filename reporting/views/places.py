"""What the reports say of a place; shown on its page as fragments."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import District, SocialSpace
from networks.places import Place, address_of
from reporting.place_panels import TITLES
from reporting.place_tables import READINGS
from sro.ui.crumbs import Crumb


@require_safe
def of_place(request: HttpRequest, what: str, kind: str, pk: int) -> HttpResponse:
    """Show one reading of a district or social space."""
    user = request.user
    area: District | SocialSpace
    if kind == "bezirk":
        area = get_object_or_404(District.objects.visible_to(user).defer("search_vector"), pk=pk)
    else:
        spaces = SocialSpace.objects.visible_to(user).select_related("district")
        area = get_object_or_404(spaces.defer("search_vector", "district__search_vector"), pk=pk)
    place = Place(area, user, timezone.localdate())
    may_read, parts = READINGS[what]
    if not may_read(place):
        raise PermissionDenied(f"read {what} of a place")
    partial = request.htmx and not request.htmx.boosted
    title, tab = TITLES[what]
    return render(
        request,
        f"reporting/place{'_part' if partial else ''}.html",
        {
            "title": _("%(title)s: %(name)s") % {"title": title, "name": area.name},
            "breadcrumbs": [Crumb(area.name, address_of(area, tab))],
            "parts": parts(place),
            # Below the heading of its panel, or below the page's own.
            "heading": "h3" if partial else "h2",
        },
    )
