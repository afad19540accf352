"""THE table: which role may do what with which rows.

Every queryset starts at :func:`rows`, every service at :func:`require`. Whoever is not named here
gets nothing: an unknown role, an unknown model or an inactive user ends in an empty queryset.

Three notions:

* **role**: what a person is (several at once are possible), given by valid memberships;
* **scope**: which rows a role reaches (all, own district, own provider, own rows, adopted ones);
* **action**: what may be done with them (`view`, `add`, `change`, `delete` or a verb of the noun).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connections, models
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
    "can_all",
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
        roles = _grants(user).roles
        lines = TABLE.get(target._meta.label, ())
        return any(action in rule.actions and not roles.isdisjoint(rule.roles) for rule in lines)
    return can_all(user, (action,), [target])


def can_all(user: User | Any, actions: Iterable[str], targets: Sequence[models.Model]) -> bool:
    """Return whether `user` may do each of the actions with each of these rows of one kind.

    Asked of the database like :func:`can`, with one question for each action; an action that the
    table gives wherever it gives another one of them is not asked for again.
    """
    model = type(targets[0])
    asked: list[str] = []
    for action in actions:
        if not any(_entails(user, model, earlier, action) for earlier in asked):
            asked.append(action)
    return all(_reaches(user, action, targets) for action in asked)


def _entails(user: User | Any, model: type[models.Model], given: str, action: str) -> bool:
    """Return whether every line that gives the user one action gives the other one with it."""
    roles = _grants(user).roles
    lines = TABLE.get(model._meta.label, ())
    return all(
        action in rule.actions
        for rule in lines
        if given in rule.actions and not roles.isdisjoint(rule.roles)
    )


def _reaches(user: User | Any, action: str, targets: Sequence[models.Model]) -> bool:
    model = type(targets[0])
    question = _question(user, model, action)
    if not question:
        return question is not None
    keys = {target.pk for target in targets}
    if None in keys:
        return False
    statement, values = question
    with connections[model._default_manager.db].cursor() as cursor:
        cursor.execute(statement, (*values, list(keys)))
        return cursor.fetchone()[0] == len(keys)


def _question(
    user: User | Any, model: type[models.Model], action: str
) -> tuple[str, tuple[Any, ...]] | tuple[()] | None:
    """Return what to ask the database about rows: a statement and its values; () for every row.

    None when there is no right at all. A statement is written once for a person's rights on a day:
    services ask about many rows, and writing it takes longer than answering it.
    """
    known = _grants(user).questions
    if (model, action) not in known:
        condition = _condition(user, model, action)
        if not condition:
            known[model, action] = None if condition is None else ()
        else:
            known[model, action] = _in_sql(model, condition)
    return known[model, action]


def _in_sql(model: type[models.Model], condition: Q) -> tuple[str, tuple[Any, ...]] | None:
    manager = model._default_manager
    rows_in_reach = manager.filter(condition).order_by().values("pk")
    try:
        reach, values = rows_in_reach.query.sql_with_params()
    except EmptyResultSet:
        return None
    # Only the statement of the queryset goes into it; all values are handed over apart.
    count = f"SELECT COUNT(DISTINCT pk) FROM ({reach}) AS reach(pk) WHERE pk = ANY(%s)"  # noqa: S608
    return count, values


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
