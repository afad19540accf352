"""Providers and their teams: entering, changing, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from networks.models import Provider, ProviderTeam, SocialSpace
from sro.audit import trail
from sro.audit.keeping import created, deleted, in_use, updated
from sro.records import acting, create_record, delete_record


def create_provider(*, actor: Any, now: datetime, **values: Any) -> Provider:
    """Enter a provider. Raises ValidationError for wrong values or a name that is taken."""
    return created(actor, Provider(**values), now)


def update_provider(
    *, actor: Any, provider: Provider, changes: Mapping[str, Any], version: int, now: datetime
) -> Provider:
    """Change a provider. Raises StaleRecord when somebody else was faster."""
    return updated(actor, provider, changes, version, now)


def close_provider(
    *, actor: Any, provider: Provider, valid_until: date, version: int, now: datetime
) -> Provider:
    """End the cooperation; `valid_until` is the first day without it. Everything is kept."""
    return updated(actor, provider, {"valid_until": valid_until}, version, now, verb="closed")


def delete_provider(*, actor: Any, provider: Provider, version: int, now: datetime) -> None:
    """Delete a provider entered by mistake, with its teams.

    Raises ValidationError when agreements, focuses, institutions or people belong to it: then it
    is closed by date, so that what happened stays readable.
    """
    with transaction.atomic():
        pk = provider.pk
        try:
            with transaction.atomic():
                delete_record(actor, provider, version)
        except (models.ProtectedError, models.RestrictedError) as error:
            advice = _(
                "Please enter the day on which the cooperation ends instead; the provider then no"
                " longer appears among the current ones, and everything stays readable."
            )
            raise ValidationError([in_use(error), advice]) from error
        provider.pk = pk
        trail.record(actor, "provider.deleted", provider, now=now)


def add_team(
    *,
    actor: Any,
    provider: Provider,
    name: str,
    now: datetime,
    social_spaces: Sequence[SocialSpace] = (),
    **values: Any,
) -> ProviderTeam:
    """Enter a team of a provider and the social spaces it works in."""
    with acting(actor), transaction.atomic():
        team = create_record(actor, ProviderTeam(provider=provider, name=name, **values))
        team.social_spaces.set(social_spaces)
        trail.record(actor, "providerteam.created", team, now=now, provider=provider.pk)
    return team


def update_team(
    *, actor: Any, team: ProviderTeam, changes: Mapping[str, Any], version: int, now: datetime
) -> ProviderTeam:
    """Change a team or where it works."""
    return updated(actor, team, changes, version, now)


def delete_team(*, actor: Any, team: ProviderTeam, version: int, now: datetime) -> None:
    """Delete a team. Raises ValidationError while something still needs it."""
    deleted(actor, team, version, now)
