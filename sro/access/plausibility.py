"""Who sees what looks wrong, and who may call it right."""

from __future__ import annotations

from django.db.models import Q

from sro.access.case_scopes import working_on
from sro.access.roles import DISTRICT_ROLES, Grants, Role
from sro.access.rules import Rule, allow
from sro.access.scopes import Scope, both, district, where

#: Rules about money: for the controller, who sees signs and no families.
MONEY_RULES = ("paid_after_end", "no_rate")


def _no_money(grants: Grants, role: Role) -> Q:
    return ~Q(rule__in=MONEY_RULES)


NO_MONEY: Scope = _no_money

PLAUSIBILITY: dict[str, list[Rule]] = {
    # Content is for those who work on the case; how often something occurs, for who plans.
    "reporting.Finding": [
        allow(DISTRICT_ROLES, "view accept export", both(working_on("case__"), NO_MONEY)),
        allow([Role.CONTROLLER], "view accept export", where(rule__in=MONEY_RULES)),
        allow([Role.TEAM_LEAD], "count", district("district_id")),
        allow([Role.CONTROLLER, Role.PLANNER], "count"),
    ],
    "reporting.PlausibilityNote": [
        allow(DISTRICT_ROLES, "view add withdraw", both(working_on("case__"), NO_MONEY)),
        allow([Role.CONTROLLER], "view add withdraw", where(rule__in=MONEY_RULES)),
    ],
}
