"""The technical administration of the reports: looking only.

Pages and services of the product are the way to change anything; here they could be passed by.
"""

from __future__ import annotations

from django.contrib import admin

from reporting import models
from sro.accounts.admin import ReadOnly


@admin.register(models.DistrictReport)
class DistrictReportAdmin(ReadOnly):
    """District reports."""

    list_display = ["district", "year", "quarter", "number", "state"]
    list_select_related = ["district"]


@admin.register(models.Preparation)
class PreparationAdmin(ReadOnly):
    """When drafts were made, or failed to be."""

    list_display = ["year", "quarter", "done_at", "failed_at", "attempts"]


@admin.register(models.ReportSettings)
class ReportSettingsAdmin(ReadOnly):
    """What holds for all reports."""

    list_display = ["base", "limit"]
    list_select_related = ["base"]


@admin.register(models.AreaGroup)
class AreaGroupAdmin(ReadOnly):
    """Groups of areas that are compared."""

    list_display = ["name"]
