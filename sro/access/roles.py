"""What people are, and what they hold today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in the office or at a provider."""

    CASEWORKER = "caseworker", _("Caseworker (ASD)")
    TEAM_LEAD = "team_lead", _("Team lead")
    CONTROLLER = "controller", _("Controller")
    PLANNER = "planner", _("Youth-welfare planner")
    PROVIDER_STAFF = "provider_staff", _("Provider staff")
    PROVIDER_LEAD = "provider_lead", _("Provider lead")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Data-protection auditor")


OFFICE = (Role.CASEWORKER, Role.TEAM_LEAD, Role.CONTROLLER, Role.PLANNER)
PROVIDER_ROLES = (Role.PROVIDER_STAFF, Role.PROVIDER_LEAD)
DISTRICT_ROLES = (Role.CASEWORKER, Role.TEAM_LEAD)
EVERYONE = tuple(Role)


@dataclass(frozen=True)
class Grants:
    """The roles a user holds today, each with the districts or providers it reaches."""

    user_id: int | None
    roles: frozenset[Role]
    districts: dict[Role, frozenset[int]]
    providers: dict[Role, frozenset[int]]
    #: What was already put into SQL of these rights; lives no longer than they do.
    questions: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def none(cls) -> Grants:
        """Return the grants of nobody."""
        return cls(None, frozenset(), {}, {})
