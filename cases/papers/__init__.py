"""The papers of a case: support plan, its page for the family, letters, list of offers.

Every function takes plain facts (dataclasses of texts and dates, gathered by cases.services) and
returns the PDF: tagged (PDF/UA-1), fit for archives (PDF/A-2a), in German. What a paper must not
say, an address under protection or an entrusted entry, is not among its facts.
"""

from cases.papers.frame import Contact, Recipient, Sender, Signer, render_paper
from cases.papers.letters import (
    DecidedSupport,
    DecisionFacts,
    InvitationFacts,
    decision_letter,
    invitation,
)
from cases.papers.offers import OfferFacts, OffersFacts, offers_handed_over
from cases.papers.plan import (
    Agreement,
    FamilyFacts,
    FamilyGoal,
    GoalFacts,
    PlanFacts,
    Quote,
    StepFacts,
    family_plan,
    support_plan,
)

__all__ = [
    "Agreement",
    "Contact",
    "DecidedSupport",
    "DecisionFacts",
    "FamilyFacts",
    "FamilyGoal",
    "GoalFacts",
    "InvitationFacts",
    "OfferFacts",
    "OffersFacts",
    "PlanFacts",
    "Quote",
    "Recipient",
    "Sender",
    "Signer",
    "StepFacts",
    "decision_letter",
    "family_plan",
    "invitation",
    "offers_handed_over",
    "render_paper",
    "support_plan",
]
