"""Accesses for other programs: made, used and blocked by the person they belong to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sro.accounts.models import PersonalToken, User
from sro.accounts.models.accesses import HINT
from sro.audit import trail
from sro.records import create_record, update_record

#: How an access begins, so that people and scanners recognise one.
PREFIX = "sro_"
#: How exact "last used" is.
NOTED_EVERY = timedelta(minutes=1)
_LONGEST = 200


def create_access(
    *, actor: User, name: str, scopes: Sequence[str], expires_on: date, now: datetime
) -> tuple[PersonalToken, str]:
    """Make an access; returns it with its text, which is kept nowhere.

    Raises ValidationError for a day that is past or more than a year ahead, and for scopes with
    which the person can do nothing; PermissionDenied for people without a role.
    """
    today = timezone.localdate(now)
    _check(actor, scopes, expires_on, today)
    text = PREFIX + secrets.token_urlsafe(32)
    token = PersonalToken(
        owner=actor,
        name=name.strip(),
        digest=fingerprint(text),
        hint=text[-HINT:],
        scopes=sorted(set(scopes)),
        expires_on=expires_on,
        created_at=now,
    )
    with transaction.atomic():
        create_record(actor, token)
        trail.record(
            actor, "access.issued", token, now=now, name=token.name, scopes=" ".join(token.scopes)
        )
    return token, text


def _check(actor: User, scopes: Sequence[str], expires_on: date, today: date) -> None:
    wrong: dict[str, str] = {}
    if expires_on < today:
        wrong["expires_on"] = _("This day is past. Please choose a later one.")
    elif expires_on > today + timedelta(days=settings.ACCESS_LONGEST_DAYS):
        wrong["expires_on"] = _("An access lasts a year at most. Please choose an earlier day.")
    # Late: the routes of the interface ask this module who is asking.
    from sro.ui.api.scopes import scopes_for

    if not set(scopes) <= scopes_for(actor):
        wrong["scopes"] = _("Your roles do not reach this.")
    if wrong:
        raise ValidationError(wrong)


def block_access(*, actor: User, token: PersonalToken, version: int, now: datetime) -> None:
    """Block an access for good. Raises StaleRecord, PermissionDenied."""
    with transaction.atomic():
        saved = update_record(actor, token, {"revoked_at": now}, version, action="revoke")
        trail.record(actor, "access.blocked", saved, now=now, name=saved.name)


def find_access(*, text: str, today: date) -> PersonalToken | None:
    """Return the access with this text if it opens something today, with its person."""
    if not text.startswith(PREFIX) or len(text) > _LONGEST:
        return None
    rows = PersonalToken.objects.usable_on(today).select_related("owner")
    return rows.filter(digest=fingerprint(text)).first()


def note_use(*, token: PersonalToken, now: datetime) -> None:
    """Note when the access was last used, to the minute; never waits for somebody else's lock."""
    if token.last_used_at is not None and now - token.last_used_at < NOTED_EVERY:
        return
    due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - NOTED_EVERY)
    with transaction.atomic():
        free = PersonalToken.objects.select_for_update(skip_locked=True, of=("self",))
        if free.filter(due, pk=token.pk).exists():
            PersonalToken.objects.filter(pk=token.pk).update(last_used_at=now)


def fingerprint(text: str) -> str:
    """Return what is kept of an access. It is long and made by chance: one round is enough."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
