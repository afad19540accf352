"""Creating, changing, closing and opening accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sro.accounts.models import User
from sro.accounts.services.administrators import keeping_an_administrator
from sro.accounts.services.four_eyes import require_other
from sro.accounts.services.sessions import end_all_sessions
from sro.audit import trail
from sro.names import sort_key
from sro.records import StaleRecord, acting, create_record, locked, update_record


def create_user(
    *, actor: User, email: str, display_name: str, language: str = "de", now: datetime
) -> User:
    """Create an account without a password; the person sets one with the invitation's link.

    Raises ValidationError (address in use or malformed), PermissionDenied.
    """
    user = User(
        email=email.strip().lower(),
        display_name=display_name.strip(),
        sort_key=sort_key(display_name),
        language=language,
    )
    user.set_unusable_password()
    with transaction.atomic(), _address_taken_meanwhile():
        create_record(actor, user)
        trail.record(actor, "user.created", user, now=now, name=user.display_name)
    return user


def update_user(
    *, actor: User, user: User, changes: Mapping[str, Any], version: int, now: datetime
) -> User:
    """Change address, name or language. Raises StaleRecord, ValidationError, PermissionDenied."""
    with transaction.atomic(), _address_taken_meanwhile():
        saved = update_record(actor, user, _tidied(changes), version)
        trail.record(actor, "user.changed", saved, now=now, name=saved.display_name)
    return saved


def update_profile(*, actor: User, changes: Mapping[str, Any], version: int, now: datetime) -> User:
    """Change one's own name or language; needs no role. Raises StaleRecord, ValidationError."""
    wanted = _tidied(changes)
    if not wanted.keys() <= {"display_name", "sort_key", "language"}:
        raise PermissionDenied("change_profile accounts.User")
    with acting(actor), transaction.atomic():
        current = locked(actor)
        if current.version != version:
            raise StaleRecord(current)
        for name, value in wanted.items():
            setattr(current, name, value)
        current.full_clean()
        current.save(update_fields=[*wanted])
        trail.record(actor, "profile.changed", current, now=now)
    current.refresh_from_db()
    return current


def deactivate_user(*, actor: User, user: User, version: int, now: datetime) -> User:
    """Close an account: the person is logged out everywhere and cannot log in again.

    Nobody closes their own account, nobody the last administrator's. Raises PermissionDenied,
    StaleRecord, ValidationError.
    """
    with keeping_an_administrator(actor=actor, now=now) as fresh:
        require_other(fresh, user, "deactivate")
        saved = update_record(fresh, user, {"is_active": False}, version)
        ended = end_all_sessions(saved)
        trail.record(actor, "user.closed", saved, now=now, name=saved.display_name, sessions=ended)
    return saved


def reactivate_user(*, actor: User, user: User, version: int, now: datetime) -> User:
    """Open a closed account again. Raises PermissionDenied, StaleRecord."""
    with transaction.atomic():
        require_other(actor, user, "reactivate")
        saved = update_record(actor, user, {"is_active": True}, version)
        # Whatever was still stored from before the closing must not come back to life.
        end_all_sessions(saved)
        trail.record(actor, "user.reopened", saved, now=now, name=saved.display_name)
    return saved


def _tidied(changes: Mapping[str, Any]) -> dict[str, Any]:
    tidy = {k: v.strip() if isinstance(v, str) else v for k, v in changes.items()}
    if "email" in tidy:
        tidy["email"] = tidy["email"].lower()
    if "display_name" in tidy:
        tidy["sort_key"] = sort_key(tidy["display_name"])
    return tidy


@contextmanager
def _address_taken_meanwhile() -> Iterator[None]:
    """Say in words what the database says when two people enter one address at the same time."""
    try:
        yield
    except IntegrityError as error:
        if "user_email_unique" not in str(error):
            raise
        text = _("There is already an account with this e-mail address.")
        raise ValidationError({"email": text}) from error
