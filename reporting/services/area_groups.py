"""Keeping the groups of areas with networked work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from networks.models import District, SocialSpace
from reporting.models import AreaGroup, AreaGroupMember
from sro.audit.keeping import created, deleted, updated
from sro.refusals import only_known

_GROUP_FIELDS = frozenset({"name", "description"})
_MEMBER_FIELDS = frozenset({"since", "until"})


def create_group(
    *, actor: Any, name: str, level: str, description: str, now: datetime
) -> AreaGroup:
    """Begin a group of districts or of social spaces. Raises ValidationError."""
    return created(actor, AreaGroup(name=name, level=level, description=description), now)


def update_group(
    *, actor: Any, group: AreaGroup, changes: Mapping[str, Any], version: int, now: datetime
) -> AreaGroup:
    """Change name or text; the level stays. Raises ValidationError, StaleRecord."""
    only_known(changes, _GROUP_FIELDS)
    return updated(actor, group, changes, version, now)


def delete_group(*, actor: Any, group: AreaGroup, version: int, now: datetime) -> None:
    """Remove a group with the dates of its areas; the areas stay. Raises StaleRecord."""
    with transaction.atomic():
        deleted(actor, group, version, now)


def add_member(
    *,
    actor: Any,
    group: AreaGroup,
    area: District | SocialSpace,
    since: date,
    until: date | None = None,
    now: datetime,
) -> AreaGroupMember:
    """Take an area into a group. Raises ValidationError for another level or a second time."""
    place = {"district" if isinstance(area, District) else "social_space": area}
    member = AreaGroupMember(group=group, since=since, until=until, **place)
    return created(actor, member, now, group=group.pk)


def update_member(
    *, actor: Any, member: AreaGroupMember, changes: Mapping[str, Any], version: int, now: datetime
) -> AreaGroupMember:
    """Change since when, or until when, an area works so. Raises ValidationError, StaleRecord."""
    only_known(changes, _MEMBER_FIELDS)
    return updated(actor, member, changes, version, now)


def remove_member(*, actor: Any, member: AreaGroupMember, version: int, now: datetime) -> None:
    """Take an area out that was entered by mistake; whoever ends the work gives its last day."""
    deleted(actor, member, version, now)
