"""Addresses of the living pages of districts and social spaces, and of catchments."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from networks.places import TABS
from networks.views import catchments, places


class TabConverter:
    """A tab of the page of a place; the first has no name, the map is an address of its own."""

    regex = "|".join(key for key in TABS if key not in ("", "karte"))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TabConverter, "place_tab")


def _of(kind: str, start: str) -> list[URLPattern]:
    same = {"kind": kind}
    return [
        path(f"{start}/<int:pk>/<place_tab:tab>/", places.part, same, name=f"{kind}_part"),
        path(f"{start}/<int:pk>/gesehen/", places.seen, same, name=f"{kind}_seen"),
        path(f"{start}/<int:pk>/steckbrief/", places.profile_paper, same, name=f"{kind}_profile"),
    ]


place_patterns = [
    *_of("district", "bezirke"),
    *_of("space", "sozialraeume"),
    path("einzugsbereiche/", catchments.catchment_list, name="catchment_list"),
    path(
        "einzugsbereiche/<int:pk>/loeschen/", catchments.catchment_delete, name="catchment_delete"
    ),
    path(
        "einrichtungen/<int:pk>/einzugsbereich/",
        catchments.institution_catchment,
        name="institution_catchment",
    ),
    path(
        "netzwerke/<int:pk>/einzugsbereich/",
        catchments.network_catchment,
        name="network_catchment",
    ),
]
