"""Users and what they are."""

from sro.accounts.models.accesses import PersonalToken
from sro.accounts.models.memberships import Membership
from sro.accounts.models.users import User

__all__ = ["Membership", "PersonalToken", "User"]
