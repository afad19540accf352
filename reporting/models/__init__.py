"""Rows of the reports."""

from reporting.models.reports import (
    STATE_NAMES,
    DistrictReport,
    Preparation,
    QuarterFigures,
    ReportSection,
    ReportSettings,
)

__all__ = [
    "STATE_NAMES",
    "DistrictReport",
    "Preparation",
    "QuarterFigures",
    "ReportSection",
    "ReportSettings",
]
