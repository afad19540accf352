"""Writing the trail.

`record` belongs to a change and shares its transaction: no change without its line, no line
without its change. `record_read`, `record_export` and `record_denial` go through a connection of
their own, so that they survive whatever the request does afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from sro import access
from sro.audit.models import Entry, Kind


def record(
    actor: Any,
    action: str,
    target: models.Model | None = None,
    *,
    now: datetime | None = None,
    **details: Any,
) -> Entry:
    """Log a change in the caller's transaction. `details` hold ids, codes and reasons only."""
    return _write(Kind.ACTION, actor, action, target, details, now, using="default")


def record_security(
    actor: Any, kind: Kind, action: str, *, now: datetime | None = None, **details: Any
) -> Entry:
    """Log a login, a failed one, a logout or a change of the account's security."""
    return _write(kind, actor, action, None, details, now, using=settings.TRAIL_DATABASE)


def record_read(
    actor: Any,
    target: models.Model,
    action: str = "view",
    *,
    now: datetime | None = None,
    **details: Any,
) -> Entry:
    """Log that somebody looked at protected content."""
    return _write(Kind.READ, actor, action, target, details, now, using=settings.TRAIL_DATABASE)


def record_export(
    actor: Any,
    action: str,
    target: models.Model | None = None,
    *,
    now: datetime | None = None,
    **details: Any,
) -> Entry:
    """Log that somebody took data out: what, which filter, how many rows, which format."""
    return _write(Kind.EXPORT, actor, action, target, details, now, using=settings.TRAIL_DATABASE)


def record_denial(
    actor: Any, action: str, *, object_type: str = "", now: datetime | None = None, **details: Any
) -> Entry:
    """Log a refused access."""
    entry = _entry(Kind.DENIAL, actor, action, None, details, now)
    entry.object_type = object_type
    entry.save(using=settings.TRAIL_DATABASE, force_insert=True)
    return entry


def _write(
    kind: Kind,
    actor: Any,
    action: str,
    target: models.Model | None,
    details: dict[str, Any],
    now: datetime | None,
    *,
    using: str,
) -> Entry:
    entry = _entry(kind, actor, action, target, details, now)
    entry.save(using=using, force_insert=True)
    return entry


def _entry(
    kind: Kind,
    actor: Any,
    action: str,
    target: models.Model | None,
    details: dict[str, Any],
    now: datetime | None,
) -> Entry:
    known = actor is not None and getattr(actor, "pk", None) is not None
    return Entry(
        at=now or timezone.now(),
        kind=kind,
        action=action[:80],
        actor_id=actor.pk if known else None,
        actor_name=str(actor)[:120] if known else "",
        roles=" ".join(sorted(access.roles_of(actor))) if known else "",
        object_type=target._meta.label if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        details=details,
    )
