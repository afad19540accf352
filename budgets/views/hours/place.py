"""Hours in the field for a district or social space; shown on the page of the place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE
from budgets.services.hours_of_place import hours_of_place
from networks.models import District, SocialSpace
from networks.places import address_of
from sro import access
from sro.periods import Quarter
from sro.ui.crumbs import Crumb
from sro.ui.quarters import quarter_name

#: The quarter that is running and those before it.
QUARTERS = 3


@require_safe
def of_place(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the hours of the last quarters; as a fragment for the page of the place."""
    user = request.user
    if kind == "bezirk":
        area: District | SocialSpace = get_object_or_404(
            District.objects.visible_to(user).defer("search_vector"), pk=pk
        )
    else:
        area = get_object_or_404(SocialSpace.objects.visible_to(user).defer("search_vector"), pk=pk)
    access.require(user, "sum", HoursEntry)
    quarter, rows = Quarter.of(timezone.localdate()), []
    for _number in range(QUARTERS):
        rows.append((quarter_name(quarter), hours_of_place(actor=user, area=area, quarter=quarter)))
        quarter = quarter.previous
    partial = request.htmx and not request.htmx.boosted
    return render(
        request,
        f"budgets/hours/place{'_part' if partial else ''}.html",
        {
            "title": _("Hours in the field: %(name)s") % {"name": area.name},
            "breadcrumbs": [Crumb(area.name, address_of(area, "was-laeuft"))],
            "rows": rows,
            "hidden": any(each.hidden for _words, each in rows),
            "fewest": FEWEST_PEOPLE,
        },
    )
