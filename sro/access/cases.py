"""The table's lines for help planning."""

from __future__ import annotations

from sro.access.case_scopes import (
    COLLEAGUES,
    HANDED_OVER,
    NO_LETTER_WITH_SECRET,
    OF_PERSON,
    OWN_REPORT,
    OWN_SUPPORT,
    SHARED,
    WORKS_TODAY,
    disclosed,
    in_charge_of_person,
    nothing_secret,
    working_on,
)
from sro.access.roles import (
    DISTRICT_ROLES,
    EVERYONE,
    PROVIDER_ROLES,
    Role,
)
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import both, district, own, provider, through, where

# Whoever works on a case writes in it.
_WORK = EDIT


def _content(case: str = "case__") -> list[Rule]:
    """Return the rule of what stands in a case."""
    return [allow(DISTRICT_ROLES, _WORK, working_on(case))]


def _entry(kind: str, others: str = _WORK) -> list[Rule]:
    """Return the rules of entries that may have been entrusted (§ 65 SGB VIII).

    What was not is for all who work on the case; `others` is what those may do who did not write
    it. What was entrusted is its author's alone, also when somebody else has taken the case over
    meanwhile. Whoever an entry was disclosed to reads that one, also without working on the case.
    """
    return [
        allow(DISTRICT_ROLES, others, both(working_on("case__"), where(entrusted=False))),
        allow(DISTRICT_ROLES, _WORK, both(working_on("case__"), own("author_id"))),
        allow(DISTRICT_ROLES, "view", both(own("author_id"), where(entrusted=True))),
        allow(DISTRICT_ROLES, "view", disclosed(kind)),
    ]


CASES: dict[str, list[Rule]] = {
    # --- cases: for those who work on them -------------------------------------------------------
    # The district's colleagues find a case (name, reference, who is in charge); its content is
    # for those who `work` on it. The team lead of another district reads what is handed over.
    "cases.Case": [
        allow(DISTRICT_ROLES, "view add stand_in", district("district_id")),
        allow([Role.TEAM_LEAD], "view", HANDED_OVER),
        allow(DISTRICT_ROLES, "work change transfer export", working_on()),
        allow([Role.TEAM_LEAD], "assign", district("district_id")),
    ],
    "cases.CaseStep": _content(),
    "cases.StandIn": [
        allow(DISTRICT_ROLES, "view", working_on("case__")),
        allow([Role.CASEWORKER], "view add change", own("user_id")),
        allow([Role.TEAM_LEAD], "change", district("case__district_id")),
    ],
    "cases.Absence": [
        allow([Role.CASEWORKER, Role.TEAM_LEAD], EDIT, own("user_id")),
        allow([Role.TEAM_LEAD], "view", COLLEAGUES),
    ],
    "cases.CaseTransfer": [
        allow(DISTRICT_ROLES, "view add withdraw", working_on("case__")),
        # The note is read until the case is accepted (then it is theirs) or stays where it is.
        allow(
            [Role.TEAM_LEAD],
            "view accept decline",
            both(district("to_district_id"), where(state="requested")),
        ),
    ],
    "cases.ReferenceCounter": [],
    # A person is found by the colleagues of the district; what is known about them is case content.
    "cases.Person": [
        allow(
            DISTRICT_ROLES,
            "view",
            through("cases.CaseMember", "person_id", district("case__district_id")),
        ),
        allow(DISTRICT_ROLES, "work add change", OF_PERSON),
        # Taking somebody over into another case opens what is known about them there.
        allow(DISTRICT_ROLES, "link", both(OF_PERSON, nothing_secret("id"))),
        allow(DISTRICT_ROLES, "link", in_charge_of_person("id")),
    ],
    "cases.CaseMember": [
        allow(DISTRICT_ROLES, "view", district("case__district_id")),
        allow(DISTRICT_ROLES, "add change delete", working_on("case__")),
    ],
    "cases.Relation": _content(),
    "cases.Custody": _content(),
    "cases.Household": _content(),
    "cases.HouseholdMember": _content("household__case__"),
    # Whoever must not be found is reached by those in charge alone, not by whoever stands in.
    "cases.Contact": [
        allow(
            DISTRICT_ROLES,
            _WORK,
            both(through("cases.Person", "id", OF_PERSON, "person_id"), nothing_secret()),
        ),
        allow(DISTRICT_ROLES, _WORK, in_charge_of_person()),
    ],
    "cases.Address": [
        allow(
            DISTRICT_ROLES,
            _WORK,
            both(through("cases.Person", "id", OF_PERSON, "person_id"), where(blocked=False)),
        ),
        allow(DISTRICT_ROLES, _WORK, in_charge_of_person()),
    ],
    "cases.Consultation": _content(),
    "cases.OfferHandover": _content(),
    "cases.CaseNote": _entry("casenote", "view add"),
    "cases.WillStatement": _entry("willstatement"),
    "cases.DiagnosisEntry": _entry("diagnosisentry"),
    "cases.Hypothesis": _entry("hypothesis"),
    "cases.Disclosure": [allow(DISTRICT_ROLES, "view add", own("author_id"))],
    "cases.FollowUp": _content(),
    "cases.CalendarFeed": [allow(DISTRICT_ROLES, EDIT, own("user_id"))],
    "cases.ResourceMap": _content(),
    "cases.Resource": _content("resource_map__case__"),
    "cases.SupportPlan": _content(),
    "cases.Goal": [
        *_content("plan__case__"),
        allow(PROVIDER_ROLES, "view", through("cases.GoalShare", "goal_id", OWN_SUPPORT)),
    ],
    "cases.PlanSibling": _content("plan__case__"),
    "cases.PlanSupportType": _content("plan__case__"),
    "cases.GoalResource": _content("goal__plan__case__"),
    "cases.ActionStep": _content("plan__case__"),
    "cases.StepDone": _content("step__plan__case__"),
    "cases.GoalConsent": _content("plan__case__"),
    "cases.SpaceAnswer": _content("plan__case__"),
    "cases.PlanSection": _content("plan__case__"),
    "cases.GoalReview": _content("goal__plan__case__"),
    "cases.PlanConference": _content(),
    "cases.ConferenceParticipant": _content("conference__case__"),
    "cases.TeamConsultation": _content(),
    "cases.ConsultationParticipant": _content("consultation__case__"),
    # Only the office decides, and there the team lead in its name (§ 36a).
    "cases.SupportDecision": [
        allow(DISTRICT_ROLES, "view", working_on("case__")),
        allow([Role.TEAM_LEAD], "add", district("case__district_id")),
    ],
    "cases.Support": [
        *_content(),
        allow(DISTRICT_ROLES, "begin end", working_on("case__")),
        allow(
            [Role.PROVIDER_LEAD],
            "view assign_staff read_shared",
            both(provider("provider_id"), where(state__in=SHARED)),
        ),
        allow(
            [Role.PROVIDER_STAFF],
            "view read_shared",
            both(
                provider("provider_id"),
                where(state__in=SHARED),
                through("cases.SupportStaff", "support_id", WORKS_TODAY),
            ),
        ),
    ],
    "cases.SupportStaff": [
        allow(DISTRICT_ROLES, "view", working_on("support__case__")),
        allow([Role.PROVIDER_LEAD], "view add change", provider("support__provider_id")),
        allow([Role.PROVIDER_STAFF], "view", own("user_id")),
    ],
    "cases.GoalShare": [
        *_content("support__case__"),
        allow(PROVIDER_ROLES, "view", OWN_SUPPORT),
    ],
    # What the provider has not submitted yet is its own.
    "cases.DevelopmentReport": [
        allow(DISTRICT_ROLES, "view add return accept", working_on("support__case__")),
        allow(
            DISTRICT_ROLES,
            "read",
            both(working_on("support__case__"), where(state__in=("submitted", "accepted"))),
        ),
        allow(PROVIDER_ROLES, "view read change submit", OWN_SUPPORT),
    ],
    "cases.ReportedGoal": [
        allow(
            DISTRICT_ROLES,
            "view",
            both(
                working_on("report__support__case__"),
                where(report__state__in=("submitted", "accepted")),
            ),
        ),
        allow(PROVIDER_ROLES, "view add change", OWN_REPORT),
    ],
    # An old letter may bear the address that has to stay secret now; a letter of one's own does
    # not say more than one knew.
    "cases.IssuedDocument": [
        allow(
            DISTRICT_ROLES,
            "view add export",
            both(working_on("case__"), NO_LETTER_WITH_SECRET),
        ),
        allow(
            DISTRICT_ROLES,
            "view add export",
            both(working_on("case__"), in_charge_of_person()),
        ),
        allow(DISTRICT_ROLES, "view add export", both(working_on("case__"), own("issued_by_id"))),
    ],
    "cases.OfficeSettings": [
        allow(EVERYONE, "view"),
        allow([Role.ADMINISTRATOR], "add change"),
    ],
}
