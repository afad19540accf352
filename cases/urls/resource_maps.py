"""Resource maps."""

from __future__ import annotations

from django.urls import path

from cases.views import map_resources, resource_maps

_MAP = "<int:pk>/ressourcenkarten/<int:map_pk>/"

urlpatterns = [
    path("<int:pk>/ressourcenkarten/neu/", resource_maps.map_new, name="map_new"),
    path(_MAP, resource_maps.map_detail, name="map"),
    path(f"{_MAP}bearbeiten/", resource_maps.map_edit, name="map_edit"),
    path(f"{_MAP}zeichnung/", resource_maps.map_preview, name="map_preview"),
    path(f"{_MAP}naechste/", resource_maps.map_next, name="map_next"),
    path(f"{_MAP}pdf/", resource_maps.map_pdf, name="map_pdf"),
    path(f"{_MAP}angebote/", map_resources.map_search, name="map_search"),
    path(
        f"{_MAP}ressourcen/<int:resource_pk>/vorschlagen/",
        map_resources.map_propose,
        name="map_propose",
    ),
]
