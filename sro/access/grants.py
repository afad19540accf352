"""The table's lines for small grants: organisations and projects, no private people."""

from __future__ import annotations

from sro.access.roles import Role
from sro.access.rules import Rule, allow
from sro.access.scopes import both, district, own, where

#: As long as nobody has decided, whoever recorded an application corrects it and takes it back.
_OPEN_AND_OWN = both(own("recorded_by_id"), where(state__in=("applied", "withdrawn")))
_STEPS = "grant reject withdraw pay repay prove return extend close"
_ALL = (Role.CONTROLLER, Role.PLANNER)

GRANTS: dict[str, list[Rule]] = {
    "budgets.SmallGrant": [
        allow([Role.CONTROLLER], f"view add change export {_STEPS}"),
        allow([Role.PLANNER], "view add export"),
        allow([Role.PLANNER], "change withdraw", _OPEN_AND_OWN),
        allow([Role.TEAM_LEAD], "view add", district("district_id")),
        allow([Role.TEAM_LEAD], "change withdraw", both(district("district_id"), _OPEN_AND_OWN)),
    ],
    "budgets.GrantPartner": [
        allow(_ALL, "view add"),
        allow([Role.TEAM_LEAD], "view add", district("grant__district_id")),
    ],
    "budgets.GrantStep": [
        allow(_ALL, "view add"),
        allow([Role.TEAM_LEAD], "view add", district("grant__district_id")),
    ],
    "budgets.GrantPayment": [
        allow([Role.CONTROLLER], "view add"),
        allow([Role.PLANNER], "view"),
        allow([Role.TEAM_LEAD], "view", district("grant__district_id")),
    ],
}
