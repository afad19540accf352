"""Budgets for other systems: read what pages show, decide about runs."""

from rest_framework.routers import BaseRouter

from budgets.api.catalogue import (
    BudgetYearViewSet,
    FundViewSet,
    IndicatorValueViewSet,
    IndicatorViewSet,
)
from budgets.api.hours import HoursViewSet
from budgets.api.money import (
    BaseBudgetViewSet,
    CommitmentViewSet,
    OutflowViewSet,
    TransferViewSet,
)
from budgets.api.runs import AllocationRunViewSet
from budgets.api.weeks import ActivityViewSet, HoursWeekViewSet


def register(router: BaseRouter) -> None:
    """Add the routes of this app."""
    router.register("budget-years", BudgetYearViewSet, basename="budget-year")
    router.register("funds", FundViewSet, basename="fund")
    router.register("indicators", IndicatorViewSet, basename="indicator")
    router.register("indicator-values", IndicatorValueViewSet, basename="indicator-value")
    router.register("allocation-runs", AllocationRunViewSet, basename="allocation-run")
    router.register("outflows", OutflowViewSet, basename="outflow")
    router.register("transfers", TransferViewSet, basename="transfer")
    router.register("commitments", CommitmentViewSet, basename="commitment")
    router.register("base-budgets", BaseBudgetViewSet, basename="base-budget")
    router.register("hours", HoursViewSet, basename="hours")
    router.register("hours-weeks", HoursWeekViewSet, basename="hours-week")
    router.register("activities", ActivityViewSet, basename="activity")
