"""THE table: which role may do what with which rows.

Every queryset starts at :func:`rows`, every service at :func:`require`. Whoever is not named here
gets nothing: an unknown role, an unknown model or an inactive user ends in an empty queryset.

Three notions:

* **role**: what a person is (several at once are possible), given by valid memberships;
* **scope**: which rows a role reaches (all, own district, own provider, own rows, adopted ones);
* **action**: what may be done with them (`view`, `add`, `change`, `delete` or a verb of the noun).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sro.access.roles import DISTRICT_ROLES, EVERYONE, OFFICE, PROVIDER_ROLES, Grants, Role
from sro.access.table import TABLE

if TYPE_CHECKING:
    from sro.accounts.models import User

__all__ = [
    "DISTRICT_ROLES",
    "EVERYONE",
    "OFFICE",
    "PROVIDER_ROLES",
    "TABLE",
    "Grants",
    "Role",
    "can",
    "has_role",
    "require",
    "roles_of",
    "rows",
]


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
