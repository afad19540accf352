"""The registry of the social space."""

from networks.models.areas import District, Municipality, SocialSpace
from networks.models.boundaries import Boundary
from networks.models.institutions import Institution, InstitutionCategory, Offer

__all__ = [
    "Boundary",
    "District",
    "Institution",
    "InstitutionCategory",
    "Municipality",
    "Offer",
    "SocialSpace",
]
