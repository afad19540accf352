"""Who finds parts of the budget on pages of the registry; those parts ask for rights themselves."""

from __future__ import annotations

from sro.access import Role

#: Who sees the money of a project, and who the hours of a project or network.
MONEY = (Role.CONTROLLER, Role.PLANNER, Role.TEAM_LEAD)
HOURS = (*MONEY, Role.PROVIDER_LEAD)
