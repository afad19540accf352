"""Giving, changing and ending roles. Nobody does this for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sro import access, periods
from sro.accounts.models import Membership, User
from sro.accounts.services.administrators import keeping_an_administrator
from sro.accounts.services.four_eyes import require_other
from sro.audit import trail
from sro.records import StaleRecord, create_record, delete_record, locked, update_record


def add_membership(
    *,
    actor: User,
    user: User,
    role: str,
    district: Any = None,
    provider: Any = None,
    valid_from: date,
    valid_until: date | None = None,
    now: datetime,
) -> Membership:
    """Give a role for the days `[valid_from, valid_until)`.

    Raises ValidationError (wrong place for the role, or the role is held at that time already),
    PermissionDenied for one's own account.
    """
    require_other(actor, user, "add", Membership)
    membership = Membership(
        user=user,
        role=role,
        district=district,
        provider=provider,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    with keeping_an_administrator(actor=actor, now=now) as fresh:
        create_record(fresh, membership)
        _require_no_overlap(membership)
        trail.record(actor, "membership.created", membership, now=now, **_told(membership))
    return membership


def change_membership(
    *, actor: User, membership: Membership, changes: Mapping[str, Any], version: int, now: datetime
) -> Membership:
    """Correct a role, its place or its days. Raises like :func:`add_membership`, StaleRecord."""
    require_other(actor, membership.user, "change", Membership)
    with keeping_an_administrator(actor=actor, now=now) as fresh:
        saved = update_record(fresh, membership, changes, version)
        _require_no_overlap(saved)
        trail.record(actor, "membership.changed", saved, now=now, **_told(saved))
    return saved


def end_membership(
    *, actor: User, membership: Membership, first_day_without: date, version: int, now: datetime
) -> Membership | None:
    """End a role so that it no longer holds on `first_day_without`.

    A role that would then hold on no day at all is removed (None); its history stays. Raises
    ValidationError when it has ended before, or when nobody would be administrator any more;
    StaleRecord; PermissionDenied.
    """
    require_other(actor, membership.user, "change", Membership)
    with keeping_an_administrator(actor=actor, now=now) as fresh:
        current = locked(membership)
        access.require(fresh, "change", current)
        if current.version != version:
            raise StaleRecord(current)
        if current.valid_until is not None and current.valid_until <= first_day_without:
            raise ValidationError(_("This role ends before that day already."))
        told = {**_told(current), "until": first_day_without.isoformat()}
        saved: Membership | None = None
        if first_day_without <= current.valid_from:
            trail.record(actor, "membership.deleted", current, now=now, **told)
            delete_record(fresh, current, version)
        else:
            saved = update_record(fresh, current, {"valid_until": first_day_without}, version)
            trail.record(actor, "membership.ended", saved, now=now, **told)
    return saved


def _require_no_overlap(membership: Membership) -> None:
    names = ("user_id", "role", "district_id", "provider_id")
    same: dict[str, Any] = {name: getattr(membership, name) for name in names}
    others = Membership.objects.filter(**same).exclude(pk=membership.pk)
    for start, end in others.values_list("valid_from", "valid_until"):
        if periods.overlaps(membership.valid_from, membership.valid_until, start, end):
            raise ValidationError(
                _("This person holds this role at that time already. Please change that entry.")
            )


def _told(membership: Membership) -> dict[str, Any]:
    """What the trail keeps beside the membership's number."""
    places = {"district": membership.district_id, "provider": membership.provider_id}
    found = {name: pk for name, pk in places.items() if pk is not None}
    name = membership.user.display_name
    return {"user": membership.user_id, "name": name, "role": membership.role, **found}
