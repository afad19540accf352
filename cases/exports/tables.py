"""Which tables belong to a case, and by which way."""

from __future__ import annotations

# Model → path to the case. In the order of the file that the family receives.
TABLES: dict[str, str] = {
    "Case": "pk",
    "CaseStep": "case",
    "StandIn": "case",
    "CaseTransfer": "case",
    "CaseMember": "case",
    "Person": "memberships__case",
    "Contact": "person__memberships__case",
    "Address": "person__memberships__case",
    "Relation": "case",
    "Custody": "case",
    "Household": "case",
    "HouseholdMember": "household__case",
    "Consultation": "case",
    "OfferHandover": "case",
    "CaseNote": "case",
    "WillStatement": "case",
    "DiagnosisEntry": "case",
    "Hypothesis": "case",
    "Disclosure": "case",
    "FollowUp": "case",
    "ResourceMap": "case",
    "Resource": "resource_map__case",
    "SupportPlan": "case",
    "PlanSibling": "plan__case",
    "PlanSupportType": "plan__case",
    "Goal": "plan__case",
    "GoalResource": "goal__plan__case",
    "ActionStep": "plan__case",
    "StepDone": "step__plan__case",
    "GoalConsent": "plan__case",
    "SpaceAnswer": "plan__case",
    "PlanSection": "plan__case",
    "GoalReview": "goal__plan__case",
    "PlanConference": "case",
    "ConferenceParticipant": "conference__case",
    "FamilyGroupConference": "case",
    "CouncilGuest": "council__case",
    "PreparationTalk": "council__case",
    "CouncilPoint": "council__case",
    "CouncilMeeting": "council__case",
    "PointOutcome": "meeting__council__case",
    "TeamConsultation": "case",
    "ConsultationParticipant": "consultation__case",
    "SupportDecision": "case",
    "Support": "case",
    "SupportStaff": "support__case",
    "GoalShare": "support__case",
    "DevelopmentReport": "support__case",
    "ReportedGoal": "report__support__case",
    "IssuedDocument": "case",
}

# Of the office and its people, not of a family.
ELSEWHERE = frozenset({"Absence", "CalendarFeed", "OfficeSettings", "ReferenceCounter"})

# What only serves searching, sorting or keeping, and bytes that lie in the archive as files.
LEFT_OUT = frozenset({"content", "search_text", "search_vector", "sort_key", "version"})
