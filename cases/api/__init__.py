"""Read access to help planning for other systems, within the same rows as the pages."""

from rest_framework.routers import BaseRouter

from cases.api.cases import register_cases
from cases.api.councils import register_councils
from cases.api.shared import register_shared


def register(router: BaseRouter) -> None:
    """Put the routes of help planning under /api/v1/."""
    register_cases(router)
    register_councils(router)
    register_shared(router)
