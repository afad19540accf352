"""The way back inside the reports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reporting.models import DistrictReport
from sro.ui.crumbs import Crumb, crumb


def home_trail() -> list[Crumb]:
    """Berichte ›"""
    return [crumb(_("Reports"), "reporting:home")]


def reports_trail() -> list[Crumb]:
    """Berichte › Quartalsberichte ›"""
    return [*home_trail(), crumb(_("Quarterly reports"), "reporting:reports")]


def report_trail(report: DistrictReport) -> list[Crumb]:
    """Berichte › Quartalsberichte › Mitte, 3. Quartal 2018 ›"""
    return [*reports_trail(), crumb(str(report), "reporting:report", *address(report))]


def address(report: DistrictReport) -> list[object]:
    """Return the parts of a report's address."""
    return [report.year, report.quarter, report.district.key, report.number]
