"""THE table: which role may do what with which rows."""

from __future__ import annotations

from sro.access.bodies import BODIES
from sro.access.cases import CASES
from sro.access.comparison import COMPARISON
from sro.access.councils import COUNCILS
from sro.access.entries import ENTRIES
from sro.access.grants import GRANTS
from sro.access.hours import HOURS
from sro.access.information import INFORMATION
from sro.access.needs import NEEDS
from sro.access.places import PLACES
from sro.access.plausibility import PLAUSIBILITY
from sro.access.projects import PROJECTS
from sro.access.reports import REPORTS
from sro.access.roles import (
    DISTRICT_ROLES,
    EVERYONE,
    PROVIDER_ROLES,
    Role,
)
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import both, district, own, provider, where

# Allocations in force, and those that were: what was decided stays readable.
DECIDED = ("approved", "superseded")


def decided(actions: str, run: str = "") -> list[Rule]:
    """Let planners see all decided allocations, team leads those among and inside their districts.

    `run` leads to the allocation run.
    """
    state = where(**{f"{run}state__in": DECIDED})
    among = where(**{f"{run}district__isnull": True})
    return [
        allow([Role.PLANNER], actions, state),
        allow([Role.TEAM_LEAD], actions, both(state, among)),
        allow([Role.TEAM_LEAD], actions, both(state, district(f"{run}district_id"))),
    ]


TABLE: dict[str, list[Rule]] = {
    # --- accounts and trail -------------------------------------------------------------------
    "accounts.User": [
        allow([Role.ADMINISTRATOR], "view add change export"),
        allow([Role.AUDITOR], "view"),
    ],
    "accounts.Membership": [
        allow([Role.ADMINISTRATOR], EDIT),
        allow([Role.AUDITOR], "view"),
    ],
    # One's own accesses for other programs; what they open is what this table says of the person.
    "accounts.PersonalToken": [allow(EVERYONE, "view add revoke", own("owner_id"))],
    "audit.Entry": [allow([Role.AUDITOR], "view export")],
    # --- interface kit: everyone has drafts, imports and jobs of their own ------------------------
    "ui.Draft": [allow(EVERYONE, EDIT, own("owner_id"))],
    "ui.Job": [
        allow(EVERYONE, "view cancel", own("created_by_id")),
        allow(
            [Role.CONTROLLER, Role.ADMINISTRATOR], "view cancel", where(kind__startswith="budgets.")
        ),
    ],
    "ui.ImportJob": [
        allow(
            [Role.PLANNER, Role.CONTROLLER, Role.ADMINISTRATOR, *PROVIDER_ROLES],
            EDIT,
            own("created_by_id"),
        ),
        allow([Role.ADMINISTRATOR], "view"),
    ],
    # --- networks: the registry is common knowledge ----------------------------------------------
    "networks.Municipality": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR], "change"),
    ],
    "networks.District": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR], "add change delete import"),
        allow([Role.PLANNER], "change import"),
        # What families miss there: counted, without families.
        allow([Role.CONTROLLER, Role.PLANNER], "read_needs"),
        allow([Role.TEAM_LEAD], "read_needs", district("id")),
    ],
    "networks.SocialSpace": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR, Role.PLANNER], "add change delete import"),
    ],
    "networks.Boundary": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR, Role.PLANNER], "add change delete import"),
    ],
    "networks.Institution": [
        allow(EVERYONE, "view"),
        allow([Role.PLANNER], "add change delete verify import export"),
        allow([Role.ADMINISTRATOR], "export"),
    ],
    "networks.Offer": [
        allow(EVERYONE, "view"),
        allow([Role.PLANNER], "add change delete verify import export"),
        allow([Role.ADMINISTRATOR], "export"),
    ],
    "networks.InstitutionCategory": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR, Role.PLANNER], "add change delete"),
    ],
    "networks.SupportType": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR], "add change"),
    ],
    "networks.Provider": [
        allow(EVERYONE, "view"),
        allow([Role.PLANNER], "add change delete import export"),
        allow([Role.CONTROLLER], "change export"),
    ],
    "networks.ProviderTeam": [
        allow(EVERYONE, "view"),
        allow([Role.PLANNER], "add change delete"),
    ],
    "networks.FocusProvider": [
        allow(EVERYONE, "view"),
        allow([Role.PLANNER], "add change delete"),
    ],
    # What a family has found, without the family: caseworkers propose, planners look at it.
    "networks.ResourceProposal": [
        allow(DISTRICT_ROLES, "view add read", own("proposed_by_id")),
        allow([Role.PLANNER], "view decide"),
    ],
    # Rates are money between office and provider: caseworkers choose without seeing prices.
    "networks.Agreement": [
        allow([Role.CONTROLLER], EDIT + " import export"),
        allow([Role.PLANNER], "view"),
        allow(PROVIDER_ROLES, "view", provider("provider_id")),
    ],
    "networks.Rate": [
        allow([Role.CONTROLLER], EDIT + " import export"),
        allow([Role.PLANNER], "view"),
        allow(PROVIDER_ROLES, "view", provider("agreement__provider_id")),
    ],
    **BODIES,
    **NEEDS,
    **PROJECTS,
    **ENTRIES,
    **PLACES,
    **CASES,
    **COUNCILS,
    # --- budgets: how money was divided is no secret inside the office ----------------------------
    "budgets.BudgetYear": [
        allow([Role.CONTROLLER], "view add change adopt propose_close confirm_close"),
        allow([Role.ADMINISTRATOR], "view add change"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    # The check list is for those who close a year; what a closed year left is no secret.
    "budgets.YearClosing": [
        allow([Role.CONTROLLER], "view add export"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view export", where(state="confirmed")),
    ],
    "budgets.CarryOver": [
        allow([Role.CONTROLLER], "view add"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.CoverGroup": [
        allow([Role.CONTROLLER, Role.ADMINISTRATOR], EDIT),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Fund": [
        allow([Role.CONTROLLER, Role.ADMINISTRATOR], EDIT),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Indicator": [
        allow([Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR], EDIT + " export"),
        allow([Role.TEAM_LEAD, Role.CASEWORKER], "view"),
    ],
    "budgets.IndicatorValue": [
        allow([Role.CONTROLLER, Role.PLANNER], EDIT + " import export"),
        allow([Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.CASEWORKER], "view"),
    ],
    "budgets.Outflow": [
        allow([Role.CONTROLLER], "view add reverse import export"),
    ],
    # Behind a commitment stands a family: who sees the amounts sees a sign and no name.
    "budgets.CommitmentSchedule": [allow([Role.CONTROLLER], "view change calculate export")],
    "budgets.Commitment": [allow([Role.CONTROLLER], "view export")],
    "budgets.BudgetLine": [allow([Role.CONTROLLER, Role.PLANNER, Role.TEAM_LEAD], "view")],
    "budgets.Transfer": [
        allow([Role.CONTROLLER], "view add approve reject withdraw export"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Threshold": [
        allow([Role.CONTROLLER], EDIT),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Alert": [
        allow([Role.CONTROLLER], "view"),
        allow([Role.TEAM_LEAD], "view", district("district_id")),
    ],
    # What a booking was paid for: the support stands there with a sign, never with a name.
    "budgets.OutflowMatch": [allow([Role.CONTROLLER], "view add match export")],
    "budgets.FinanceLayout": [allow([Role.CONTROLLER], EDIT)],
    "budgets.PreviousOutflow": [
        allow([Role.CONTROLLER], EDIT),
        allow([Role.PLANNER], "view"),
    ],
    "budgets.AllocationRun": [
        allow([Role.CONTROLLER], "view add change delete calculate propose approve reject export"),
        *decided("view export"),
    ],
    "budgets.IndicatorSelection": [
        allow([Role.CONTROLLER], "view"),
        *decided("view", "run__"),
    ],
    "budgets.Allocation": [
        allow([Role.CONTROLLER], "view"),
        *decided("view", "run__"),
    ],
    "budgets.AllocationPart": [
        allow([Role.CONTROLLER], "view"),
        *decided("view", "allocation__run__"),
    ],
    "budgets.TransitionPath": [allow([Role.CONTROLLER], EDIT)],
    "budgets.TransitionStep": [allow([Role.CONTROLLER], EDIT)],
    **HOURS,
    **GRANTS,
    **REPORTS,
    **INFORMATION,
    **COMPARISON,
    **PLAUSIBILITY,
}
