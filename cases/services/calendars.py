"""The private address of somebody's dates for a calendar program: made, revoked, read."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.models import CalendarFeed
from sro import access
from sro.audit import trail
from sro.records import acting, locked


def make_feed(*, actor: Any, now: datetime) -> tuple[CalendarFeed, str]:
    """Make a new address and return it with its secret part, which is shown this once.

    An older address of the person stops working.
    """
    access.require(actor, "add", CalendarFeed)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        # One after the other, so that two clicks leave one address that works.
        locked(actor)
        revoke_feed(actor=actor, now=now)
        feed = CalendarFeed(user=actor, token_hash=digest(token), created_at=now)
        with acting(actor):
            feed.save(force_insert=True)
        trail.record(actor, "calendarfeed.created", feed, now=now)
    return feed, token


def revoke_feed(*, actor: Any, now: datetime) -> int:
    """Let the person's address no longer work; returns how many there were."""
    with acting(actor), transaction.atomic():
        access.require(actor, "change", CalendarFeed)
        rows = CalendarFeed.objects.select_for_update().filter(user=actor, revoked_at=None)
        for feed in rows:
            feed.revoked_at = now
            feed.save(update_fields=["revoked_at"])
            trail.record(actor, "calendarfeed.revoked", feed, now=now)
        return len(rows)


def feed_of(token: str) -> CalendarFeed | None:
    """Return the address that a secret part belongs to; None where there is none.

    Only hashes are compared: how long it takes says nothing about the secret.
    """
    feed = (
        CalendarFeed.objects.filter(token_hash=digest(token), revoked_at=None)
        .select_related("user")
        .first()
    )
    if feed is None or not access.can(feed.user, "view", CalendarFeed):
        return None
    return feed


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Write down that the dates were taken, once a day: programs ask every few minutes."""
    if feed.last_read_at is not None and feed.last_read_at.date() == now.date():
        return
    with acting(feed.user):
        feed.last_read_at = now
        feed.save(update_fields=["last_read_at"])
    trail.record_export(feed.user, "calendar.read", feed, now=now)


def digest(token: str) -> str:
    """Return what is kept of a secret part: it is long and random, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()
