"""Reports for other systems: what pages show, with the same dashes."""

from rest_framework.routers import BaseRouter

from reporting.api.reports import DistrictReportViewSet


def register(router: BaseRouter) -> None:
    """Add the routes of this app."""
    router.register("reports", DistrictReportViewSet, basename="report")
