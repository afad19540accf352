"""The table's lines for what hangs on places: catchments, and one's own bookmarks."""

from __future__ import annotations

from sro.access.bodies import among_own_networks
from sro.access.roles import EVERYONE, OFFICE, PROVIDER_ROLES, Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import own, where

PLACES: dict[str, list[Rule]] = {
    "networks.Catchment": [
        allow(OFFICE, "view"),
        allow([Role.PLANNER], EDIT),
        # That of an institution is common knowledge like the institution itself; that of a network
        # goes with the network.
        allow(PROVIDER_ROLES, "view", where(network=None)),
        allow(PROVIDER_ROLES, "view", among_own_networks("network_id")),
    ],
    "networks.PlaceVisit": [allow(EVERYONE, "view add change", own("user_id"))],
}
