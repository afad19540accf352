"""The table's lines for needs of a place: no family stands in them."""

from __future__ import annotations

from sro.access.roles import DISTRICT_ROLES, OFFICE, PROVIDER_ROLES, Role
from sro.access.rules import Rule, allow
from sro.access.scopes import own

REPORTERS = (*DISTRICT_ROLES, Role.PLANNER, *PROVIDER_ROLES)

NEEDS: dict[str, list[Rule]] = {
    "networks.Need": [
        allow(OFFICE, "view"),
        allow(DISTRICT_ROLES, "add"),
        allow([Role.PLANNER], "add change decide export"),
        allow(PROVIDER_ROLES, "view add", own("reported_by_id")),
    ],
    "networks.NeedReport": [
        allow(OFFICE, "view"),
        allow([*DISTRICT_ROLES, Role.PLANNER], "add"),
        allow(PROVIDER_ROLES, "view add", own("reporter_id")),
    ],
    # An answer is for whoever reported; planning gives it and sees that it was read.
    "networks.NeedAnswer": [
        allow([Role.PLANNER], "view add"),
        allow(REPORTERS, "view read", own("report__reporter_id")),
    ],
}
