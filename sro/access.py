"""THE table: which role may do what with which rows.

Every queryset starts at :func:`rows`, every service at :func:`require`. Whoever is not named here
gets nothing: an unknown role, an unknown model or an inactive user ends in an empty queryset.

Three notions:

* **role**: what a person is (several at once are possible), given by valid memberships;
* **scope**: which rows a role reaches (all, own district, own provider, own rows, adopted ones);
* **action**: what may be done with them (`view`, `add`, `change`, `delete` or a verb of the noun).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from sro.accounts.models import User


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

    @classmethod
    def none(cls) -> Grants:
        """Return the grants of nobody."""
        return cls(None, frozenset(), {}, {})


Scope = Callable[[Grants, Role], Q]


def everything(grants: Grants, role: Role) -> Q:
    """Reach every row."""
    return Q()


def district(path: str) -> Scope:
    """Reach the rows of the membership's districts; `path` leads to the district's id."""

    def scope(grants: Grants, role: Role) -> Q:
        return Q(**{f"{path}__in": grants.districts.get(role, frozenset())})

    return scope


def provider(path: str) -> Scope:
    """Reach the rows of the membership's providers; `path` leads to the provider's id."""

    def scope(grants: Grants, role: Role) -> Q:
        return Q(**{f"{path}__in": grants.providers.get(role, frozenset())})

    return scope


def own(path: str) -> Scope:
    """Reach one's own rows; `path` leads to the user's id."""

    def scope(grants: Grants, role: Role) -> Q:
        return Q(**{path: grants.user_id})

    return scope


def where(**conditions: Any) -> Scope:
    """Reach the rows that fulfil fixed conditions (adopted, published …)."""

    def scope(grants: Grants, role: Role) -> Q:
        return Q(**conditions)

    return scope


@dataclass(frozen=True)
class Rule:
    """One line of the table: these roles may do these actions with the rows in scope."""

    roles: tuple[Role, ...]
    actions: frozenset[str]
    scope: Scope = everything


def allow(roles: Iterable[Role], actions: str, scope: Scope = everything) -> Rule:
    """Write one line of the table; `actions` is a list of words."""
    return Rule(tuple(roles), frozenset(actions.split()), scope)


_EDIT = "view add change delete"
# Allocations in force, and those that were: what was decided stays readable.
DECIDED = ("approved", "superseded")

TABLE: dict[str, list[Rule]] = {
    # --- accounts and trail -------------------------------------------------------------------
    "accounts.User": [
        allow([Role.ADMINISTRATOR], "view add change export"),
        allow([Role.AUDITOR], "view"),
    ],
    "accounts.Membership": [
        allow([Role.ADMINISTRATOR], _EDIT),
        allow([Role.AUDITOR], "view"),
    ],
    "audit.Entry": [allow([Role.AUDITOR], "view export")],
    # --- interface kit: everyone has drafts, imports and jobs of their own ------------------------
    "ui.Draft": [allow(EVERYONE, _EDIT, own("owner_id"))],
    "ui.Job": [
        allow(EVERYONE, "view cancel", own("created_by_id")),
        allow(
            [Role.CONTROLLER, Role.ADMINISTRATOR], "view cancel", where(kind__startswith="budgets.")
        ),
    ],
    "ui.ImportJob": [
        allow([Role.PLANNER, Role.CONTROLLER, Role.ADMINISTRATOR], _EDIT, own("created_by_id")),
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
    # Rates are money between office and provider: caseworkers choose without seeing prices.
    "networks.Agreement": [
        allow([Role.CONTROLLER], _EDIT + " import export"),
        allow([Role.PLANNER], "view"),
        allow(PROVIDER_ROLES, "view", provider("provider_id")),
    ],
    "networks.Rate": [
        allow([Role.CONTROLLER], _EDIT + " import export"),
        allow([Role.PLANNER], "view"),
        allow(PROVIDER_ROLES, "view", provider("agreement__provider_id")),
    ],
    # --- budgets: how money was divided is no secret inside the office ----------------------------
    "budgets.BudgetYear": [
        allow([Role.CONTROLLER], "view add change adopt close"),
        allow([Role.ADMINISTRATOR], "view add change"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.CoverGroup": [
        allow([Role.CONTROLLER, Role.ADMINISTRATOR], _EDIT),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Fund": [
        allow([Role.CONTROLLER, Role.ADMINISTRATOR], _EDIT),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view"),
    ],
    "budgets.Indicator": [
        allow([Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR], _EDIT + " export"),
        allow([Role.TEAM_LEAD, Role.CASEWORKER], "view"),
    ],
    "budgets.IndicatorValue": [
        allow([Role.CONTROLLER, Role.PLANNER], _EDIT + " import export"),
        allow([Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.CASEWORKER], "view"),
    ],
    "budgets.Outflow": [
        allow([Role.CONTROLLER], "view add reverse import export"),
    ],
    "budgets.PreviousOutflow": [
        allow([Role.CONTROLLER], _EDIT),
        allow([Role.PLANNER], "view"),
    ],
    "budgets.AllocationRun": [
        allow([Role.CONTROLLER], "view add change delete calculate propose approve reject export"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view export", where(state__in=DECIDED)),
    ],
    "budgets.IndicatorSelection": [
        allow([Role.CONTROLLER], "view"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view", where(run__state__in=DECIDED)),
    ],
    "budgets.Allocation": [
        allow([Role.CONTROLLER], "view"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view", where(run__state__in=DECIDED)),
    ],
    "budgets.AllocationPart": [
        allow([Role.CONTROLLER], "view"),
        allow([Role.PLANNER, Role.TEAM_LEAD], "view", where(allocation__run__state__in=DECIDED)),
    ],
    "budgets.TransitionPath": [allow([Role.CONTROLLER], _EDIT)],
    "budgets.TransitionStep": [allow([Role.CONTROLLER], _EDIT)],
}


def rows(user: User | Any, queryset: models.QuerySet, action: str = "view") -> models.QuerySet:
    """Return the rows of `queryset` with which `user` may do `action`; fails closed."""
    condition = _condition(user, queryset.model, action)
    if condition is None:
        return queryset.none()
    # `has no Q` means every row; filter() with an empty Q adds nothing to the SQL.
    return queryset.filter(condition)


def can(user: User | Any, action: str, target: models.Model | type[models.Model]) -> bool:
    """Return whether `user` may do `action`.

    With a model class: in principle, on some row. With an instance: on this row, asked of the
    database, so that a stale object in memory grants nothing.
    """
    if isinstance(target, type):
        return _condition(user, target, action) is not None
    condition = _condition(user, type(target), action)
    if condition is None:
        return False
    if not condition:
        return True
    return type(target)._default_manager.filter(condition, pk=target.pk).exists()


def require(user: User | Any, action: str, target: models.Model | type[models.Model]) -> None:
    """Raise PermissionDenied unless `user` may do `action` with `target`."""
    if not can(user, action, target):
        label = target._meta.label
        raise PermissionDenied(f"{action} {label}")


def roles_of(user: User | Any) -> frozenset[Role]:
    """Return the roles the user holds today."""
    return _grants(user).roles


def has_role(user: User | Any, *roles: Role) -> bool:
    """Return whether the user holds one of the roles today."""
    return bool(_grants(user).roles & set(roles))


def _grants(user: User | Any) -> Grants:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Grants.none()
    return user.grants_on(timezone.localdate())


def _condition(user: User | Any, model: type[models.Model], action: str) -> Q | None:
    """Return the rows in reach as a condition; None when there is no right at all."""
    grants = _grants(user)
    condition: Q | None = None
    for rule in TABLE.get(model._meta.label, ()):
        if action not in rule.actions:
            continue
        for role in rule.roles:
            if role not in grants.roles:
                continue
            part = rule.scope(grants, role)
            if not part:
                return Q()
            condition = part if condition is None else condition | part
    return condition
