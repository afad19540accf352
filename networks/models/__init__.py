"""The registry of the social space."""

from networks.models.agreements import Agreement, AgreementKind, Rate, Unit
from networks.models.areas import District, Municipality, SocialSpace
from networks.models.bodies import MemberKind, MemberRole, Network, NetworkKind, NetworkMember
from networks.models.boundaries import Boundary
from networks.models.catalogue import Setting, SupportType
from networks.models.catchments import Catchment, CatchmentSpace
from networks.models.dialogues import (
    DialoguePoint,
    DialogueRhythm,
    DialogueState,
    QualityDialogue,
)
from networks.models.documents import NetworkDocument
from networks.models.institutions import Institution, InstitutionCategory, Offer
from networks.models.meetings import NetworkMeeting
from networks.models.minutes import (
    AgendaItem,
    MeetingInvitation,
    NetworkDecision,
    NetworkTask,
)
from networks.models.need_reports import NeedAnswer, NeedReport
from networks.models.needs import Need, NeedOrigin, NeedPriority
from networks.models.project_parts import (
    AvoidedSupport,
    ProjectMilestone,
    ProjectOutcome,
    ProjectPartner,
    ProjectSession,
)
from networks.models.projects import Project
from networks.models.proposals import ProposalState, ResourceProposal
from networks.models.providers import (
    FocusProvider,
    LegalForm,
    Provider,
    ProviderTeam,
    Recognition,
    TeamPlace,
)
from networks.models.rounds import Answer, EntryRequest, VerificationRound
from networks.models.suggestions import EntrySuggestion, SuggestionKind, SuggestionState
from networks.models.visits import PlaceVisit

__all__ = [
    "AgendaItem",
    "Agreement",
    "AgreementKind",
    "Answer",
    "AvoidedSupport",
    "Boundary",
    "Catchment",
    "CatchmentSpace",
    "DialoguePoint",
    "DialogueRhythm",
    "DialogueState",
    "District",
    "EntryRequest",
    "EntrySuggestion",
    "FocusProvider",
    "Institution",
    "InstitutionCategory",
    "LegalForm",
    "MeetingInvitation",
    "MemberKind",
    "MemberRole",
    "Municipality",
    "Need",
    "NeedAnswer",
    "NeedOrigin",
    "NeedPriority",
    "NeedReport",
    "Network",
    "NetworkDecision",
    "NetworkDocument",
    "NetworkKind",
    "NetworkMeeting",
    "NetworkMember",
    "NetworkTask",
    "Offer",
    "PlaceVisit",
    "Project",
    "ProjectMilestone",
    "ProjectOutcome",
    "ProjectPartner",
    "ProjectSession",
    "ProposalState",
    "Provider",
    "ProviderTeam",
    "QualityDialogue",
    "Rate",
    "Recognition",
    "ResourceProposal",
    "Setting",
    "SocialSpace",
    "SuggestionKind",
    "SuggestionState",
    "SupportType",
    "TeamPlace",
    "Unit",
    "VerificationRound",
]
