"""The technical administration of budgets: looking only.

Pages and services of the product are the way to change anything; here they could be passed by.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from budgets import models


class LookingOnly(admin.ModelAdmin):
    """Shows rows, changes none."""

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(models.BudgetYear)
class BudgetYearAdmin(LookingOnly):
    """Budget years."""

    list_display = ["year", "state", "state_changed_at"]


@admin.register(models.Fund)
class FundAdmin(LookingOnly):
    """Funds."""

    list_display = ["budget_year", "kind", "name", "amount"]
    list_select_related = ["budget_year"]


@admin.register(models.Indicator)
class IndicatorAdmin(LookingOnly):
    """The catalogue."""

    list_display = ["code", "name", "unit", "kind"]


@admin.register(models.AllocationRun)
class AllocationRunAdmin(LookingOnly):
    """Runs."""

    list_display = ["fund", "name", "state", "calculated_at"]
    list_select_related = ["fund__budget_year"]
