"""Noting for which social spaces an institution or a network is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Catchment, Institution, Network, SocialSpace
from sro.audit.keeping import created, deleted, updated


def note_catchment(
    *,
    actor: Any,
    of: Institution | Network,
    social_spaces: Collection[SocialSpace],
    source: str,
    as_of: date,
    now: datetime,
) -> Catchment:
    """Note a catchment with its source; from then on it stands instead of the drawn one.

    Raises ValidationError without a social space, or where one is noted already.
    """
    _some(social_spaces)
    whose = {"network": of} if isinstance(of, Network) else {"institution": of}
    with transaction.atomic():
        catchment = created(
            actor, Catchment(source=source, as_of=as_of, **whose), now, spaces=len(social_spaces)
        )
        catchment.social_spaces.set(social_spaces)
    return catchment


def change_catchment(
    *, actor: Any, catchment: Catchment, changes: Mapping[str, Any], version: int, now: datetime
) -> Catchment:
    """Change what is noted."""
    if "social_spaces" in changes:
        _some(changes["social_spaces"])
    return updated(actor, catchment, changes, version, now)


def remove_catchment(*, actor: Any, catchment: Catchment, version: int, now: datetime) -> None:
    """Take the note back: the catchment is drawn again."""
    deleted(actor, catchment, version, now)


def _some(spaces: Collection[SocialSpace]) -> None:
    if not spaces:
        raise ValidationError({"social_spaces": _("Please choose at least one social space.")})
