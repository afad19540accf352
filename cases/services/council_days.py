"""Preparing and holding a family group conference: talks, guests, the day and its phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CouncilGuest, FamilyGroupConference, Person, PreparationTalk
from cases.rules.councils import IN_PREPARATION, CouncilState
from cases.services.councils import move, open_council, touched
from sro.audit import trail
from sro.audit.keeping import created, deleted, in_words
from sro.records import acting, locked, update_record
from sro.refusals import NotPossible, only_known

#: Days further away than this are mistyped years.
LONGEST_LEAD = timedelta(days=365)
DAY = frozenset({"scheduled_at", "place", "arrangements"})
PHASES = (
    ("information_from", "information_until"),
    ("private_from", "private_until"),
    ("decision_from", "decision_until"),
)
HELD = frozenset({*(name for phase in PHASES for name in phase), "information_note"})


def in_preparation(
    actor: Any, council: FamilyGroupConference, now: datetime, version: int | None = None
) -> FamilyGroupConference:
    """Return the conference locked and in preparation; the first thing done begins it.

    Raises NotPossible before the family has said yes, without a coordinator, or after the day.
    """
    current = open_council(actor, council, "coordinate", version)
    if current.state not in IN_PREPARATION:
        raise NotPossible(
            _("The preparation begins when the family has said yes, and ends with the day itself.")
        )
    if current.coordinator_id is None and current.provider_id is None:
        raise NotPossible(_("Nobody coordinates yet. Please name a coordinator first."))
    if current.state == CouncilState.ACCEPTED_BY_FAMILY:
        current = move(actor, current, "prepare", {}, now, right="coordinate")
    return current


def note_talk(
    *,
    actor: Any,
    council: FamilyGroupConference,
    held_on: date,
    with_whom: str,
    now: datetime,
    note: str = "",
) -> PreparationTalk:
    """Note a preparation talk: who, when, what the day needs."""
    with transaction.atomic():
        if held_on > timezone.localdate(now):
            raise ValidationError({"held_on": _("Please enter a day that has been.")})
        current = in_preparation(actor, council, now)
        if held_on < current.referred_on - LONGEST_LEAD:
            raise ValidationError(
                {"held_on": _("This day lies long before the suggestion. Is the year right?")}
            )
        talk = PreparationTalk(
            council=current, held_on=held_on, with_whom=with_whom, note=note, author=actor
        )
        return created(actor, talk, now, council=current.pk)


def invite_guest(
    *,
    actor: Any,
    council: FamilyGroupConference,
    part: str,
    now: datetime,
    person: Person | None = None,
    name: str = "",
    relation: str = "",
    email: str = "",
) -> CouncilGuest:
    """Put somebody on the family's list; nobody is invited by it yet.

    Raises ValidationError for a person of another case or somebody who is on the list.
    """
    with transaction.atomic():
        current = in_preparation(actor, council, now)
        if person is not None and not current.case.members.filter(person=person).exists():
            raise ValidationError({"person": _("Please choose a person of this case.")})
        name = " ".join(name.split())
        if person is None and name:
            known = current.councilguests.values_list("name", flat=True)
            if name.casefold() in {each.casefold() for each in known}:
                raise ValidationError({"name": _("This person is already on the list.")})
        guest = CouncilGuest(
            council=current, part=part, person=person, name=name, relation=relation, email=email
        )
        return created(actor, guest, now, council=current.pk)


def take_off(*, actor: Any, guest: CouncilGuest, version: int, now: datetime) -> None:
    """Take somebody off the list, as the family wishes; an invitation is taken back by word."""
    with transaction.atomic():
        in_preparation(actor, guest.council, now)
        deleted(actor, guest, version, now)


def fix_day(
    *,
    actor: Any,
    council: FamilyGroupConference,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Say when and where the family meets, and what it wishes for the day."""
    only_known(changes, DAY)
    with acting(actor), transaction.atomic():
        current = in_preparation(actor, council, now, version)
        _sensible_day(current, changes.get("scheduled_at"), now)
        fresh = update_record(actor, current, changes, current.version, "coordinate")
        if fresh.version != current.version:
            trail.record(
                actor, "familygroupconference.day_fixed", fresh, now=now, fields=sorted(changes)
            )
    return fresh


def _sensible_day(council: FamilyGroupConference, moment: datetime | None, now: datetime) -> None:
    """Refuse a day whose year is mistyped."""
    if moment is None:
        return
    day = timezone.localdate(moment)
    if day < council.referred_on - LONGEST_LEAD:
        raise ValidationError(
            {"day": _("This day lies long before the suggestion. Is the year right?")}
        )
    if day > timezone.localdate(now) + LONGEST_LEAD * 2:
        raise ValidationError({"day": _("This day lies far ahead. Is the year right?")})


def note_invited(
    *,
    actor: Any,
    council: FamilyGroupConference,
    guests: Sequence[CouncilGuest],
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Note who is invited today. Raises ValidationError without a day or without anybody."""
    with acting(actor), transaction.atomic():
        current = in_preparation(actor, council, now, version)
        if current.scheduled_at is None:
            raise NotPossible(_("Please enter day and time first; then people can be invited."))
        chosen = {guest.pk for guest in guests}
        rows = list(current.councilguests.filter(pk__in=chosen).order_by("pk"))
        if not rows or len(rows) != len(chosen):
            raise ValidationError({"guests": _("Please choose who is to be invited.")})
        today = timezone.localdate(now)
        for row in rows:
            update_record(actor, locked(row), {"invited_on": today}, row.version)
        trail.record(actor, "familygroupconference.invited", current, now=now, rows=len(rows))
        return touched(current, version)


def hold_council(
    *,
    actor: Any,
    council: FamilyGroupConference,
    changes: Mapping[str, Any],
    attendance: Mapping[int, bool | None],
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Note that the family has met: when the three phases began and ended, and who came.

    Of the family's own time nothing but its beginning and end is written down. May be repeated
    until the plan is answered. Raises NotPossible before its day.
    """
    only_known(changes, HELD)
    with acting(actor), transaction.atomic(), in_words(FamilyGroupConference):
        current = open_council(actor, council, "coordinate", version)
        _phases_in_order(changes)
        if current.state == CouncilState.PREPARING:
            _not_before(current, now)
            fresh = move(actor, current, "hold", changes, now, right="coordinate")
        elif current.state == CouncilState.HELD:
            fresh = update_record(actor, current, changes, version, "coordinate")
            trail.record(
                actor, "familygroupconference.updated", fresh, now=now, fields=sorted(changes)
            )
        else:
            raise NotPossible(
                _("The day can be written down once it is prepared, until the plan is answered.")
            )
        for row in fresh.councilguests.filter(pk__in=attendance).order_by("pk"):
            update_record(actor, row, {"attended": attendance[row.pk]}, row.version)
        return touched(fresh, version)


def _not_before(council: FamilyGroupConference, now: datetime) -> None:
    if council.scheduled_at is None:
        raise NotPossible(_("Please enter the day of the family group conference first."))
    if timezone.localdate(council.scheduled_at) > timezone.localdate(now):
        raise NotPossible(_("The family meets on a later day. Please change the day first."))


def _phases_in_order(changes: Mapping[str, Any]) -> None:
    """Refuse a phase that ends before it begins, and one that begins before the one before it."""
    latest = None
    for begin, end in PHASES:
        start, stop = changes.get(begin), changes.get(end)
        if start and stop and stop <= start:
            raise ValidationError({end: _("The end must lie after the beginning.")})
        if start and latest and start < latest:
            raise ValidationError({begin: _("This phase begins after the one before it.")})
        latest = stop or start or latest
