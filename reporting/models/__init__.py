"""Rows of the reports."""

from reporting.models.area_groups import AreaGroup, AreaGroupMember, AreaLevel
from reporting.models.plausibility import RULE_NAMES, Finding, PlausibilityNote
from reporting.models.reports import (
    STATE_NAMES,
    DistrictReport,
    Preparation,
    QuarterFigures,
    ReportSection,
    ReportSettings,
)
from reporting.models.selections import LEVEL_NAMES, SavedSelection

__all__ = [
    "LEVEL_NAMES",
    "RULE_NAMES",
    "STATE_NAMES",
    "AreaGroup",
    "AreaGroupMember",
    "AreaLevel",
    "DistrictReport",
    "Finding",
    "PlausibilityNote",
    "Preparation",
    "QuarterFigures",
    "ReportSection",
    "ReportSettings",
    "SavedSelection",
]
