"""Who may compare areas: planners keep the groups, those who steer look at them."""

from __future__ import annotations

from sro.access.roles import Role
from sro.access.rules import EDIT, Rule, allow

_SEE = (Role.CONTROLLER, Role.TEAM_LEAD)

# Who sees the groups may compare all areas: what is shown holds no small counts.
COMPARISON: dict[str, list[Rule]] = {
    "reporting.AreaGroup": [
        allow([Role.PLANNER], EDIT + " export"),
        allow(_SEE, "view export"),
    ],
    "reporting.AreaGroupMember": [
        allow([Role.PLANNER], EDIT + " export"),
        allow(_SEE, "view export"),
    ],
}
