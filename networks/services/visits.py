"""Remembering when somebody looked at a place, so that it can say what has changed since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from networks.models import District, PlaceVisit, SocialSpace
from sro import access


def visit(*, actor: Any, area: District | SocialSpace, now: datetime) -> datetime | None:
    """Note that somebody looks at a place; return until when it is known to them.

    What was shown on one day is known from the next day on. None for the first visit. It is the
    person's own bookmark and leaves no line in the trail.
    """
    access.require(actor, "view", area)
    access.require(actor, "add", PlaceVisit)
    with transaction.atomic():
        found, new = PlaceVisit.objects.get_or_create(
            user_id=actor.pk, **_place(area), defaults={"seen_at": now, "visited_at": now}
        )
        if new:
            return None
        if timezone.localdate(found.visited_at) < timezone.localdate(now):
            found.seen_at = found.visited_at
        found.visited_at = now
        found.save(update_fields=["seen_at", "visited_at"])
    return found.seen_at


def all_seen(*, actor: Any, area: District | SocialSpace) -> None:
    """Note that everything shown at the last visit is known."""
    access.require(actor, "view", area)
    rows = PlaceVisit.objects.allowing(actor, "change").filter(**_place(area))
    rows.update(seen_at=F("visited_at"))


def _place(area: District | SocialSpace) -> dict[str, Any]:
    if isinstance(area, District):
        return {"district_id": area.pk, "social_space": None}
    return {"district": None, "social_space_id": area.pk}
