"""Who may do what in the family information system."""

from __future__ import annotations

from sro.access.roles import Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import own, where

# Who sees the values of indicators.
READERS = (
    Role.CONTROLLER,
    Role.PLANNER,
    Role.ADMINISTRATOR,
    Role.TEAM_LEAD,
    Role.CASEWORKER,
)

INFORMATION: dict[str, list[Rule]] = {
    # One's own selections, and those that colleagues share: these can be opened, not changed.
    "reporting.SavedSelection": [
        allow(READERS, EDIT, own("owner_id")),
        allow(READERS, "view", where(shared=True)),
    ],
}
