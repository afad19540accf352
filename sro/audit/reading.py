"""Who looked at an object, from the lines that reading it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Max, Q

from sro import access
from sro.audit.models import Entry, Kind

LIMIT = 100


@dataclass(frozen=True)
class Reader:
    """A person who looked: how often, and when last."""

    name: str
    last: datetime
    times: int


def readers_of(target: models.Model, *, viewer: Any) -> list[Reader] | None:
    """Return who looked at the target or took it out, the latest first; None without the right.

    Whoever may see the object, or the whole trail, may also see who else did.
    """
    allowed = access.can(viewer, "view", target) or access.can(viewer, "view", Entry)
    if not allowed:
        return None
    lines = Entry.objects.filter(
        Q(kind=Kind.READ) | Q(kind=Kind.EXPORT),
        object_type=target._meta.label,
        object_id=str(target.pk),
    )
    people = lines.values("actor_id").annotate(
        name=Max("actor_name"), last=Max("at"), times=Count("pk")
    )
    return [
        Reader(name=row["name"], last=row["last"], times=row["times"])
        for row in people.order_by("-last")[:LIMIT]
    ]
