"""The table's lines for keeping the registry true: planning asks, institutions answer."""

from __future__ import annotations

from sro.access.roles import Role
from sro.access.rules import Rule, allow

ENTRIES: dict[str, list[Rule]] = {
    "networks.VerificationRound": [allow([Role.PLANNER], "view add change")],
    "networks.EntryRequest": [allow([Role.PLANNER], "view")],
    "networks.EntrySuggestion": [allow([Role.PLANNER], "view decide")],
}
