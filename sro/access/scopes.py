"""Which rows a role reaches: every scope is a database condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Q

from sro.access.roles import Grants, Role

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


def through(model: str, column: str, scope: Scope, field: str = "id") -> Scope:
    """Reach the rows whose `field` is the `column` of a row of `model` in `scope`."""

    def reach(grants: Grants, role: Role) -> Q:
        rows = apps.get_model(model)._default_manager.filter(scope(grants, role))
        return Q(**{f"{field}__in": rows.order_by().values(column)})

    return reach


def both(*scopes: Scope) -> Scope:
    """Reach the rows that lie in all of the scopes."""

    def scope(grants: Grants, role: Role) -> Q:
        found = Q()
        for each in scopes:
            found &= each(grants, role)
        return found

    return scope


def where(**conditions: Any) -> Scope:
    """Reach the rows that fulfil fixed conditions (adopted, published …)."""

    def scope(grants: Grants, role: Role) -> Q:
        return Q(**conditions)

    return scope
