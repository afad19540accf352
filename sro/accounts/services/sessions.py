"""Who is logged in where, and ending it."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from sro import access
from sro.accounts.models import User
from sro.accounts.services.four_eyes import require_other
from sro.audit import trail
from sro.audit.models import Kind


def end_all_sessions(user: User) -> int:
    """End every session of the user; returns how many there were. Part of a larger change."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def end_sessions(*, actor: User, user: User, now: datetime) -> int:
    """Log somebody out everywhere, for example after a telephone was lost.

    Returns the number of sessions ended. Raises PermissionDenied without the right.
    """
    require_other(actor, user, "end_sessions")
    access.require(actor, "change", user)
    with transaction.atomic():
        ended = end_all_sessions(user)
        trail.record(
            actor, "user.logged_out", user, now=now, name=user.display_name, sessions=ended
        )
    return ended


def end_own_session(*, actor: User, session_id: int, now: datetime) -> None:
    """End one of one's own sessions. Raises ObjectDoesNotExist for anybody else's."""
    session = UserSession.objects.filter(user=actor, pk=session_id).first()
    if session is None:
        raise ObjectDoesNotExist(session_id)
    with transaction.atomic():
        session.end()
    trail.record_security(actor, Kind.SECURITY, "session.ended", now=now)
