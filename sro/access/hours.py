"""The table's lines for hours, packages and base budgets.

Nobody but the person sees hours of a person: the provider's lead and the team lead read single
lines without names, everybody else sums.
"""

from __future__ import annotations

from sro.access.case_scopes import OWN_SUPPORT, working_on
from sro.access.roles import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import both, district, own, provider, where

#: Who works hours that are noted.
ENTERING = (*DISTRICT_ROLES, *PROVIDER_ROLES)
#: What a provider has told the office. Before that, and once returned, it is the provider's.
SENT = ("submitted", "approved", "closed")
_SENT_BY_PROVIDERS = where(team=None, state__in=SENT)

HOURS: dict[str, list[Rule]] = {
    "budgets.Activity": [
        allow([role for role in Role if role != Role.AUDITOR], "view"),
        allow([Role.ADMINISTRATOR, Role.PLANNER], "add change"),
    ],
    "budgets.HoursEntry": [
        allow(ENTERING, EDIT + " export", own("user_id")),
        allow([Role.PROVIDER_STAFF], "import", own("user_id")),
        allow([Role.PROVIDER_LEAD], "view submit import export sum trace", provider("provider_id")),
        allow(
            [Role.TEAM_LEAD],
            "view approve return export",
            both(district("district_id"), _SENT_BY_PROVIDERS),
        ),
        allow([Role.TEAM_LEAD], "sum", both(district("district_id"), _SENT_BY_PROVIDERS)),
        allow([Role.TEAM_LEAD], "sum close", district("team_id")),
        allow([Role.CONTROLLER, Role.PLANNER], "sum"),
        # Who changed a line of one's own, and when.
        allow(ENTERING, "trace", own("user_id")),
    ],
    "budgets.HoursWeek": [allow(ENTERING, "view add change", own("user_id"))],
    "budgets.HoursMonth": [
        allow(PROVIDER_ROLES, "view add", provider("provider_id")),
        allow([Role.PROVIDER_LEAD], "submit", provider("provider_id")),
        allow(DISTRICT_ROLES, "view add", district("team_id")),
        allow([Role.TEAM_LEAD], "close", district("team_id")),
    ],
    # Set and changed by those in charge of the case; the provider sees what it may use.
    "budgets.HoursPackage": [
        allow(DISTRICT_ROLES, "view add change", working_on("support__case__")),
        allow(PROVIDER_ROLES, "view", OWN_SUPPORT),
    ],
    "budgets.BaseBudget": [
        allow([Role.CONTROLLER], EDIT + " export"),
        allow([Role.PLANNER], "view export"),
        allow([Role.PROVIDER_LEAD], "view", provider("provider_id")),
    ],
}
