"""The router of the interface; every app registers its routes with it."""

from __future__ import annotations

from rest_framework.routers import APIRootView, DefaultRouter

from sro.ui.api.scopes import ANY


class Root(APIRootView):
    """All routes of the interface."""

    topic = ANY


class Router(DefaultRouter):
    """The routes of all apps."""

    APIRootView = Root
