"""The table's lines for family group conferences.

Those who work on the case see and answer them. A coordinator, of the office or of a provider, sees
that one conference while it runs in an open case, and nothing else of the case; a provider's lead
sees which are coordinated there and names who does it. Nobody of a provider ever answers a plan
(§ 36a).
"""

from __future__ import annotations

from django.db.models import Q

from sro.access.case_scopes import CLOSED, working_on
from sro.access.roles import DISTRICT_ROLES, PROVIDER_ROLES, Grants, Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import Scope, both, own, provider, where

# While it runs; before the family has said yes the coordinator may already visit it.
RUNNING = (
    *("referred", "accepted_by_family", "preparing", "held"),
    *("plan_accepted", "plan_not_accepted", "follow_up"),
)


def _running(path: str = "") -> Scope:
    def scope(grants: Grants, role: Role) -> Q:
        return Q(**{f"{path}state__in": RUNNING}) & ~Q(**{f"{path}case__state": CLOSED})

    return scope


def _coordinated(actions: str, path: str = "") -> list[Rule]:
    """Return the rules for the coordinator; `path` leads to the conference."""
    mine = both(own(f"{path}coordinator_id"), _running(path))
    here = both(mine, provider(f"{path}provider_id"))
    return [
        # A colleague coordinates as a person, not for a provider.
        allow(DISTRICT_ROLES, actions, both(mine, where(**{f"{path}provider__isnull": True}))),
        allow(PROVIDER_ROLES, actions, here),
    ]


def _part(path: str = "council__") -> list[Rule]:
    return [
        allow(DISTRICT_ROLES, EDIT, working_on(f"{path}case__")),
        *_coordinated(EDIT, path),
    ]


COUNCILS: dict[str, list[Rule]] = {
    "cases.FamilyGroupConference": [
        allow(
            DISTRICT_ROLES,
            "view add change coordinate read_all answer take_over name_coordinator",
            working_on("case__"),
        ),
        *_coordinated("view coordinate"),
        allow(
            [Role.PROVIDER_LEAD],
            "view name_person",
            both(provider("provider_id"), _running()),
        ),
    ],
    "cases.CouncilGuest": _part(),
    "cases.PreparationTalk": _part(),
    "cases.CouncilPoint": _part(),
    "cases.CouncilMeeting": _part(),
    "cases.PointOutcome": _part("meeting__council__"),
}
