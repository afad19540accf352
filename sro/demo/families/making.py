"""Makes the families of the demo: each in one transaction, all of them or what is missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction
from django.utils import timezone

from cases.models import Case
from cases.services.consultations import end_with, hand_over_offers, note_consultation
from networks.models import District, Offer, Provider, SocialSpace, SupportType
from sro.access import Role
from sro.accounts.models import User
from sro.audit import trail
from sro.audit.models import Entry
from sro.demo.families import rounds
from sro.demo.families.lives import ROUND, draw
from sro.demo.families.planning import draft_plan
from sro.demo.families.writing import (
    File,
    Office,
    begin,
    come_back,
    explore,
    file_of,
    know,
    note,
)
from sro.demo.providers import PROVIDERS
from sro.records import constraints_left_to_database

#: From so many families on two processes are faster than one.
MANY = 60
#: What the trail says of it: from when and how many, and that all are told.
OPENED = "demo.families_opened"
TOLD = "demo.families_told"


def is_complete() -> bool:
    """Whether all stories are told, or people have opened cases of their own instead."""
    if Entry.objects.filter(action=OPENED).exists():
        return Entry.objects.filter(action=TOLD).exists()
    return Case.objects.exists()


def create(now: datetime) -> None:
    """Open all cases, then tell their stories: half of them in a second process, if there are many.

    The cases are opened in one transaction, in the order of their days; each story is another one.
    What an earlier start has opened is told to its end. Raises CommandError when the second
    process fails; the next start then tells what is missing.
    """
    with _in_one_go():
        begun = Entry.objects.filter(action=OPENED).first() or _open_all(now)
        if begun.details["families"] < MANY:
            tell(begun, parts=1, part=0)
        else:
            _tell_in_two(begun)
        trail.record(_administrator(), TOLD, now=now, families=begun.details["families"])


@transaction.atomic
def _open_all(now: datetime) -> Entry:
    office = gather(timezone.localdate(now))
    for life in draw(office.today, settings.DEMO_FAMILIES):
        begin(file_of(office, life))
    return trail.record(
        _administrator(),
        OPENED,
        now=now,
        families=settings.DEMO_FAMILIES,
        today=office.today.isoformat(),
    )


def _administrator() -> User:
    return User.objects.filter(memberships__role=Role.ADMINISTRATOR).order_by("pk")[0]


def _tell_in_two(begun: Entry) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo_stories"]
    with subprocess.Popen(command) as other:
        try:
            tell(begun, parts=2, part=0)
        except BaseException:
            other.terminate()
            raise
    if other.returncode:
        raise CommandError(
            "The second process could not tell its half of the families' stories; the reason is"
            " above. The same command tells what is missing."
        )


def tell_others() -> None:
    """Tell the second half of the stories, whose cases are opened."""
    with _in_one_go():
        tell(Entry.objects.get(action=OPENED), parts=2, part=1)


def tell(begun: Entry, *, parts: int, part: int) -> None:
    """Write every so manieth file from the first conversation to where the family stands today.

    Files that are told already are left alone.
    """
    office = gather(date.fromisoformat(begun.details["today"]))
    lives = draw(office.today, begun.details["families"])
    cases = Case.objects.order_by("pk")[: len(lives)]
    for life, case in list(zip(lives, cases, strict=True))[part::parts]:
        with transaction.atomic():
            # A process that outlived an interrupted start may be at the same file.
            file = file_of(office, life)
            file.case = Case.objects.select_for_update().get(pk=case.pk)
            if not case.members.exists():
                know(file)
                WRITERS[life.kind](file)


@contextmanager
def _in_one_go() -> Iterator[None]:
    """Write without savepoints and without waiting for the disk.

    Services set savepoints so that a refusal leaves their caller's work intact. Nobody goes on
    after a refusal here: whatever fails takes its whole story with it. And what a power cut takes
    is told again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    # Made-up rows are checked once, by the database.
    before, connection.features.uses_savepoints = connection.features.uses_savepoints, False
    try:
        with constraints_left_to_database():
            yield
    finally:
        connection.features.uses_savepoints = before


def gather(today: date) -> Office:
    """Return what all families share."""
    districts = list(District.objects.order_by("sort_key", "pk"))
    names = [invented.name for invented in PROVIDERS]
    providers = list(Provider.objects.filter(name__in=names).order_by("sort_key", "pk"))
    return Office(
        today=today,
        districts=districts,
        caseworkers=[_people(Role.CASEWORKER, district=each) for each in districts],
        leads=[_people(Role.TEAM_LEAD, district=each)[0] for each in districts],
        spaces=[
            list(SocialSpace.objects.filter(district=each).order_by("key")) for each in districts
        ],
        offers=[
            list(Offer.objects.filter(institution__social_space__district=each).order_by("pk")[:20])
            for each in districts
        ],
        support_types={kind.code: kind for kind in SupportType.objects.all()},
        providers=providers,
        at_provider={
            place.pk: (lead, professional)
            for place in providers
            for lead in _people(Role.PROVIDER_LEAD, provider=place)[:1]
            for professional in _people(Role.PROVIDER_STAFF, provider=place)[:1]
        },
    )


def _people(role: Role, **place: Any) -> list[User]:
    where = {f"memberships__{name}": row for name, row in place.items()}
    return list(User.objects.filter(memberships__role=role, **where).order_by("email"))


def _consulted(file: File) -> None:
    offers = file.office.offers[file.life.district]
    chosen = Random(file.life.seed).sample(offers, min(3, len(offers)))  # noqa: S311 - as in lives
    consultation = _advise(file, "offers" if chosen else "answered")
    if chosen:
        hand_over_offers(
            actor=file.actor,
            case=file.case,
            offers=[(offer, "") for offer in chosen],
            consultation=consultation,
            today=file.day,
            now=file.now,
        )
    if file.later(14):
        end_with(actor=file.actor, consultation=consultation, today=file.day, now=file.now)


def _advise(file: File, outcome: str) -> Any:
    story = file.life.story
    return note_consultation(
        actor=file.actor,
        case=file.case,
        held_on=file.day,
        concern=file.words(story.concern),
        advice=file.words(story.advice),
        outcome=outcome,
        persons=[file.people["mother"]],
        today=file.day,
        now=file.now,
    )


def _clarifying(file: File) -> None:
    _advise(file, "clarify")
    if file.later(2):
        explore(file)
    if file.later(5):
        note(file)
    if file.life.kind == "clarifying":
        come_back(file)


def _planning(file: File) -> None:
    _clarifying(file)
    if file.later(7):
        draft_plan(file)


def _deciding(file: File) -> None:
    _planning(file)
    if file.later(4):
        rounds.consult(file)


def _supported(file: File) -> Any:
    _planning(file)
    file.later(4)
    support = rounds.decide_support(file)
    file.later(14)
    return rounds.begin(file, support)


def _running(file: File) -> None:
    support = _supported(file)
    for _round in range(file.life.rounds - 1):
        _half_year(file)
        rounds.confer(file, last=False)
    if file.later(20):
        note(file)
    file.day = file.office.today
    rounds.look_ahead(file, support)
    if file.life.moves:
        rounds.move(file)


def _ended(file: File) -> None:
    support = _supported(file)
    for _round in range(file.life.rounds - 1):
        _half_year(file)
        rounds.confer(file, last=False)
    _half_year(file)
    rounds.confer(file, last=True)
    support.refresh_from_db()
    rounds.end(file, support)


def _half_year(file: File) -> None:
    """Let half a year pass, with something to write down in between."""
    end = file.day + timedelta(days=ROUND - 14)
    file.later(60)
    note(file)
    file.day = end


WRITERS: dict[str, Callable[[File], None]] = {
    "consulted": _consulted,
    "clarifying": _clarifying,
    "planning": _planning,
    "deciding": _deciding,
    "running": _running,
    "ended": _ended,
}
