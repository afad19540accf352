"""Budgets for other systems: read years, funds, indicators and allocations, decide about runs."""

from rest_framework.routers import BaseRouter

from budgets.api.catalogue import (
    BudgetYearViewSet,
    FundViewSet,
    IndicatorValueViewSet,
    IndicatorViewSet,
)
from budgets.api.runs import AllocationRunViewSet


def register(router: BaseRouter) -> None:
    """Add the routes of this app."""
    router.register("budget-years", BudgetYearViewSet, basename="budget-year")
    router.register("funds", FundViewSet, basename="fund")
    router.register("indicators", IndicatorViewSet, basename="indicator")
    router.register("indicator-values", IndicatorValueViewSet, basename="indicator-value")
    router.register("allocation-runs", AllocationRunViewSet, basename="allocation-run")
