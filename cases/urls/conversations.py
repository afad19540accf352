"""Pages for the laptop turned to the family."""

from __future__ import annotations

from django.urls import path

from cases.views import plan_parts, resource_maps, statements

urlpatterns = [
    path(
        "<int:pk>/gespraech/ressourcenkarte/<int:map_pk>/",
        resource_maps.talk_map,
        name="talk_map",
    ),
    path(
        "<int:pk>/gespraech/hilfeplan/<int:plan_pk>/",
        plan_parts.talk_plan,
        name="talk_plan",
    ),
    path("<int:pk>/gespraech/wille/<int:person_pk>/", statements.talk_will, name="talk_will"),
]
