"""Read access to the registry for other systems, within the same rows as the pages."""

from rest_framework.routers import BaseRouter

from networks.api.areas import register_areas
from networks.api.institutions import register_institutions
from networks.api.needs import register_needs
from networks.api.networks import register_networks
from networks.api.projects import register_projects
from networks.api.providers import register_providers


def register(router: BaseRouter) -> None:
    """Put the registry's routes under /api/v1/."""
    register_areas(router)
    register_institutions(router)
    register_providers(router)
    register_networks(router)
    register_needs(router)
    register_projects(router)
