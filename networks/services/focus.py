"""Which provider has the focus on a social space, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from networks.models import FocusProvider, Provider, SocialSpace
from sro.audit.keeping import created, deleted, updated


def add_focus(
    *,
    actor: Any,
    social_space: SocialSpace,
    provider: Provider,
    valid_from: date,
    now: datetime,
    valid_until: date | None = None,
    note: str = "",
) -> FocusProvider:
    """Give a provider the focus on a social space; others may have it at the same time.

    Raises ValidationError when this provider has it there on one of the days already.
    """
    focus = FocusProvider(
        social_space=social_space,
        provider=provider,
        valid_from=valid_from,
        valid_until=valid_until,
        note=note,
    )
    with transaction.atomic():
        _lock_focuses_on(social_space)
        return created(actor, focus, now, social_space=social_space.pk, provider=provider.pk)


def update_focus(
    *, actor: Any, focus: FocusProvider, changes: Mapping[str, Any], version: int, now: datetime
) -> FocusProvider:
    """Change a focus, for example end it: `valid_until` is the first day without it."""
    with transaction.atomic():
        _lock_focuses_on(changes.get("social_space", focus.social_space))
        return updated(actor, focus, changes, version, now)


def delete_focus(*, actor: Any, focus: FocusProvider, version: int, now: datetime) -> None:
    """Delete a focus entered by mistake; one that was in force is ended by date instead."""
    deleted(actor, focus, version, now)


def _lock_focuses_on(social_space: SocialSpace) -> None:
    """Let the second of two people see what the first one has entered."""
    rows = SocialSpace.objects.select_for_update(of=("self",), no_key=True)
    rows.values_list("pk").get(pk=social_space.pk)
