"""The technical administration of budgets: looking only.

Pages and services of the product are the way to change anything; here they could be passed by.
"""

from __future__ import annotations

from django.contrib import admin

from budgets import models
from sro.accounts.admin import ReadOnly


@admin.register(models.BudgetYear)
class BudgetYearAdmin(ReadOnly):
    """Budget years."""

    list_display = ["year", "state", "state_changed_at"]


@admin.register(models.Fund)
class FundAdmin(ReadOnly):
    """Funds."""

    list_display = ["budget_year", "kind", "name", "amount"]
    list_select_related = ["budget_year"]


@admin.register(models.Indicator)
class IndicatorAdmin(ReadOnly):
    """The catalogue."""

    list_display = ["code", "name", "unit", "kind"]


@admin.register(models.AllocationRun)
class AllocationRunAdmin(ReadOnly):
    """Runs."""

    list_display = ["fund", "name", "state", "calculated_at"]
    list_select_related = ["fund__budget_year"]
