"""Reports for other systems: the published figures, with the same dashes as on paper."""

from rest_framework.routers import BaseRouter

from reporting.api.reports import DistrictReportViewSet


def register(router: BaseRouter) -> None:
    """Add the routes of this app."""
    router.register("reports", DistrictReportViewSet, basename="report")
