"""The layers of the map of a place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from networks.models import Boundary, Catchment, Institution, NetworkMeeting, Project
from networks.panels.going_on import GOING
from networks.panels.readings import reaches
from networks.pictures import area_map
from networks.places import Place
from networks.rules.meetings import OPEN_MEETINGS
from sro.ui.charts import MapPoint, Picture

#: Layer → its name; the first is shown without being asked for.
LAYERS = {
    "einrichtungen": gettext_lazy("Institutions"),
    "treffen": gettext_lazy("Meetings to come"),
    "projekte": gettext_lazy("Projects"),
    "einzugsbereiche": gettext_lazy("Catchments"),
}


def possible_layers(place: Place) -> list[str]:
    """Return the layers whose rows the person sees."""
    needed = {"treffen": NetworkMeeting, "projekte": Project, "einzugsbereiche": Catchment}
    return [key for key in LAYERS if key not in needed or place.may_see(needed[key])]


def map_of(place: Place, layers: Collection[str]) -> Picture:
    """Return the map of a place with the layers asked for."""
    user, today, area = place.user, place.today, place.area
    own = boundaries_of(user, today, **{"district" if place.is_district else "social_space": area})
    parts = boundaries_of(user, today, social_space__district=area) if place.is_district else []
    points: list[MapPoint] = []
    also: dict[str, str] = {}
    if "treffen" in layers:
        also["~treffen"] = str(LAYERS["treffen"])
        points += _meetings(place)
    if "projekte" in layers:
        also["~projekte"] = str(LAYERS["projekte"])
        points += _projects(place)
    around: list[Boundary] = []
    if "einzugsbereiche" in layers:
        spaces = {pk for each in reaches(place) for pk in each.spaces}
        drawn = {each.social_space_id for each in [*own, *parts]}
        around = boundaries_of(user, today, social_space__in=spaces - drawn)
    institutions = list(_institutions(place)) if "einrichtungen" in layers else []
    return area_map(
        area,
        own[0] if own else None,
        parts,
        institutions,
        today,
        also=also,
        places=points,
        around=around,
    )


def boundaries_of(user: Any, today: date, **of: object) -> list[Boundary]:
    """Return the boundaries of today, in the order of the areas' keys."""
    rows = Boundary.objects.visible_to(user).valid_on(today).filter(**of)
    rows = rows.select_related("district", "social_space").defer(
        "district__search_vector", "social_space__search_vector"
    )
    return sorted(rows, key=lambda each: each.area.key)


def _institutions(place: Place) -> Any:
    rows: Any = place.rows(Institution)
    return (
        rows.active_on(place.today)
        .filter(**place.inside())
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


def _meetings(place: Place) -> list[MapPoint]:
    """Return the meetings to come; those at a place of the registry stand on the map."""
    rows = place.rows(NetworkMeeting).filter(
        state__in=OPEN_MEETINGS,
        starts_at__date__gte=place.today,
        **place.inside("network__social_space", "network__district"),
    )
    found = list(rows.select_related("network").order_by("starts_at", "pk"))
    named = {each.place.strip().lower(): each for each in found if each.place.strip()}
    known = {
        name.lower(): (longitude, latitude)
        for name, longitude, latitude in _institutions(place).values_list(
            "name", "longitude", "latitude"
        )
        if name.lower() in named
    }
    return [
        _point(each.network.name, "~treffen", known.get(each.place.strip().lower()), each.place)
        for each in found
    ]


def _projects(place: Place) -> list[MapPoint]:
    rows = place.rows(Project).filter(state__in=GOING, **place.inside("social_space", "district"))
    found = rows.select_related("institution").defer("institution__search_vector")
    return [
        _point(
            each.title,
            "~projekte",
            (each.institution.longitude, each.institution.latitude) if each.institution else None,
            each.institution.name if each.institution else "",
        )
        for each in found.order_by("title", "pk")
    ]


def _point(name: str, category: str, at: tuple[Any, Any] | None, detail: str) -> MapPoint:
    longitude, latitude = at or (None, None)
    return MapPoint(
        name,
        category,
        None if longitude is None else float(longitude),
        None if latitude is None else float(latitude),
        detail,
    )
