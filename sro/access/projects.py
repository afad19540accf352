"""The table's lines for projects of a place.

`note` is what those who do a project write down: sessions, milestones, what changed. `judge` is
about formal supports that became unnecessary: the office's alone. `count` shows single sessions;
everybody else sees sums.
"""

from __future__ import annotations

from sro.access.roles import DISTRICT_ROLES, OFFICE, PROVIDER_ROLES, Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import Scope, district, everything, provider


def _of_project(office: str, others: str = "", path: str = "project__") -> list[Rule]:
    """Let planners and the project's district do `office`, its provider `others`."""
    inside: Scope = district(f"{path}district_id")
    rules = [allow([Role.PLANNER], office, everything), allow(DISTRICT_ROLES, office, inside)]
    return [
        *rules,
        *([allow(PROVIDER_ROLES, others, provider(f"{path}provider_id"))] if others else []),
    ]


PROJECTS: dict[str, list[Rule]] = {
    "networks.Project": [
        allow(OFFICE, "view"),
        allow([Role.CONTROLLER], "export"),
        *_of_project("add change step note judge count export", "view note count", ""),
    ],
    "networks.ProjectPartner": [
        allow(OFFICE, "view"),
        *_of_project("add change delete", "view"),
    ],
    "networks.ProjectMilestone": [
        allow(OFFICE, "view"),
        *_of_project(EDIT, EDIT),
    ],
    "networks.ProjectSession": _of_project(EDIT, EDIT),
    "networks.ProjectOutcome": [
        allow(OFFICE, "view"),
        *_of_project("add change", "view add change"),
    ],
    "networks.AvoidedSupport": [
        allow(OFFICE, "view"),
        allow([Role.CONTROLLER], "export"),
        *_of_project("add change delete export", "view"),
    ],
}
