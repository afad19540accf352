"""Maps: all districts, and one area with its institutions."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import Boundary, District, Institution, SocialSpace
from networks.pictures import area_map, district_overview
from networks.views import districts, spaces
from networks.views.pages import crumbs, load
from sro.ui.crumbs import crumb
from sro.ui.tables import Action


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
        _boundaries(user, today, district__in=shown),
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
            "links": [(each.name, districts.map_address(each)) for each in shown],
        },
    )


@require_safe
def district_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a district with its institutions and social spaces."""
    user, today = request.user, timezone.localdate()
    district = load(request, District.objects.visible_to(request.user).only("key", "name"), pk)
    own = _boundaries(user, today, district=district)
    parts = _boundaries(user, today, social_space__district=district)
    institutions = _institutions(user, today).filter(social_space__district=district)
    inner = district.social_spaces.visible_to(user).valid_on(today).order_by("sort_key", "pk")
    return render(
        request,
        "networks/map.html",
        {
            "title": _("%(name)s: map") % {"name": district.name},
            "breadcrumbs": [
                *districts.to_list(),
                crumb(district.name, "networks:district_detail", pk),
            ],
            "actions": [Action(_("To the district"), districts.address_of(district))],
            "picture": area_map(
                district, own[0] if own else None, parts, list(institutions), today
            ),
            "links": [
                (each.name, spaces.map_address(each)) for each in inner.only("name", "district_id")
            ],
        },
    )


@require_safe
def space_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a social space with its institutions."""
    user, today = request.user, timezone.localdate()
    space = load(
        request, SocialSpace.objects.visible_to(request.user).select_related("district"), pk
    )
    own = _boundaries(user, today, social_space=space)
    institutions = _institutions(user, today).filter(social_space=space)
    return render(
        request,
        "networks/map.html",
        {
            "title": _("%(name)s: map") % {"name": space.name},
            "breadcrumbs": [
                *districts.to_list(),
                crumb(space.district.name, "networks:district_detail", space.district_id),
                crumb(space.name, "networks:space_detail", pk),
            ],
            "actions": [Action(_("To the social space"), spaces.address_of(space))],
            "picture": area_map(space, own[0] if own else None, [], list(institutions), today),
            "links": [],
        },
    )


def _boundaries(user: object, today: date, **of: object) -> list[Boundary]:
    """Return the boundaries of today, in the order of the areas' keys."""
    rows = Boundary.objects.visible_to(user).valid_on(today).filter(**of)
    rows = rows.select_related("district", "social_space").defer(
        "district__search_vector", "social_space__search_vector"
    )
    return sorted(rows, key=lambda each: each.area.key)


def _institutions(user: object, today: date):
    return (
        Institution.objects.visible_to(user)
        .active_on(today)
        .select_related("category")
        .only(
            "name",
            "street",
            "latitude",
            "longitude",
            "source",
            "category__code",
            "category__name",
            "category__sort_key",
        )
        .order_by("sort_key", "pk")
    )
