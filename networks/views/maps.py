"""Maps: all districts, and a place with its layers."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import District, Institution, SocialSpace
from networks.pictures import district_overview
from networks.place_maps import LAYERS, boundaries_of, map_of, possible_layers
from networks.places import Place, address_of
from networks.views.pages import crumbs
from networks.views.places import load_area, place_page


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show all districts by the number of their institutions."""
    user, today = request.user, timezone.localdate()
    shown = list(
        District.objects.visible_to(user).valid_on(today).only("key", "name").order_by("key")
    )
    institutions = Institution.objects.visible_to(user).active_on(today)
    numbers = dict(
        institutions.order_by().values_list("social_space__district").annotate(Count("pk"))
    )
    picture = district_overview(
        shown,
        boundaries_of(user, today, district__in=shown),
        {each.pk: numbers.get(each.pk, 0) for each in shown},
        institutions.order_by().values_list("source", flat=True).distinct(),
        today,
    )
    return render(
        request,
        "networks/map.html",
        {
            "title": _("Map of the districts"),
            "breadcrumbs": crumbs(),
            "actions": [],
            "picture": picture,
            "links": [(each.name, address_of(each, "karte")) for each in shown],
        },
    )


@require_safe
def district_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a district with its layers and social spaces."""
    return _map_page(request, load_area(request, "district", pk))


@require_safe
def space_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a social space with its layers."""
    return _map_page(request, load_area(request, "space", pk))


def _map_page(request: HttpRequest, area: District | SocialSpace) -> HttpResponse:
    place = Place(area, request.user, timezone.localdate())
    possible = possible_layers(place)
    asked = [each for each in request.GET.getlist("ebene") if each in possible]
    # Without any layer the form has been sent empty: then the bare map is what was asked for.
    layers = asked or ([] if "zeigen" in request.GET else ["einrichtungen"])
    inner = []
    if place.is_district:
        inner = list(
            place.rows(SocialSpace)
            .filter(district=area, valid_from__lte=place.today)
            .exclude(valid_until__lte=place.today)
            .order_by("sort_key", "pk")
            .only("name", "district_id")
        )
    return place_page(
        request,
        area,
        "karte",
        template="networks/place_map.html",
        picture=map_of(place, layers),
        layers=[(key, LAYERS[key], key in layers) for key in possible],
        links=[(each.name, address_of(each, "karte")) for each in inner],
    )
