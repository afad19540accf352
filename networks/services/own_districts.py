"""In which districts somebody enters networks and projects: forms and buttons ask alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from sro import access
from sro.access import DISTRICT_ROLES, Role


def own_districts(user: Any, today: date) -> frozenset[int] | None:
    """Return the numbers of the districts a person works for; None for planning: everywhere."""
    if access.has_role(user, Role.PLANNER):
        return None
    known = user.grants_on(today).districts
    return frozenset(pk for role in DISTRICT_ROLES for pk in known.get(role, ()))
