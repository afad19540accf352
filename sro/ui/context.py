"""What every page's frame needs."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from sro import access
from sro.ui.models import ImportJob
from sro.ui.navigation import entries_for

NAME_KEY = "site-name"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the office's name, the navigation and whether this is the demo."""
    user = getattr(request, "user", None)
    return {
        "site_name": site_name(),
        "navigation": entries_for(user, request.path),
        "may_import": access.can(user, "add", ImportJob),
        "is_demo": settings.DEMO,
    }


def site_name() -> str:
    """Return the municipality's name, kept for a minute; the product's name before it is set up."""
    name = cache.get(NAME_KEY)
    if name is None:
        municipality = apps.get_model("networks", "Municipality").objects.first()
        name = municipality.name if municipality else settings.SITE_NAME
        cache.set(NAME_KEY, name, 60)
    return name
