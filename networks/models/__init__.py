"""The registry of the social space."""

from networks.models.agreements import Agreement, AgreementKind, Rate, Unit
from networks.models.areas import District, Municipality, SocialSpace
from networks.models.boundaries import Boundary
from networks.models.catalogue import Setting, SupportType
from networks.models.institutions import Institution, InstitutionCategory, Offer
from networks.models.proposals import ProposalState, ResourceProposal
from networks.models.providers import (
    FocusProvider,
    LegalForm,
    Provider,
    ProviderTeam,
    Recognition,
    TeamPlace,
)

__all__ = [
    "Agreement",
    "AgreementKind",
    "Boundary",
    "District",
    "FocusProvider",
    "Institution",
    "InstitutionCategory",
    "LegalForm",
    "Municipality",
    "Offer",
    "ProposalState",
    "Provider",
    "ProviderTeam",
    "Rate",
    "Recognition",
    "ResourceProposal",
    "Setting",
    "SocialSpace",
    "SupportType",
    "TeamPlace",
    "Unit",
]
