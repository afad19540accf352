"""Who may do what with the reports."""

from __future__ import annotations

from sro.access.roles import Role
from sro.access.rules import Rule, allow
from sro.access.scopes import district, where

OPEN = ("draft", "commentary", "discussed")
#: Publishing releases a report to the whole office. One that was superseded before stays inside.
RELEASED = where(state__in=("published", "superseded"), published_at__isnull=False)

REPORTS: dict[str, list[Rule]] = {
    # --- the quarterly report of a district -------------------------------------------------------
    "reporting.DistrictReport": [
        allow(
            [Role.TEAM_LEAD],
            "view read_inside change calculate check discuss sign export",
            district("district_id"),
        ),
        allow([Role.TEAM_LEAD], "view export", RELEASED),
        allow(
            [Role.CONTROLLER],
            "view read_inside add change calculate return freeze publish correct check export",
        ),
        allow([Role.CONTROLLER], "delete", where(corrects__isnull=False, state__in=OPEN)),
        allow([Role.PLANNER], "view read_inside export"),
        allow([Role.CASEWORKER], "view export", RELEASED),
    ],
    "reporting.ReportSection": [
        allow([Role.TEAM_LEAD], "view change", district("report__district_id")),
        allow([Role.CONTROLLER], "view change"),
        allow([Role.PLANNER], "view"),
    ],
    "reporting.ReportSettings": [allow([Role.CONTROLLER], "view add change")],
    "reporting.Preparation": [allow([Role.CONTROLLER], "view")],
}
