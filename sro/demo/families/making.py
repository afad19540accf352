"""Makes the families of the demo: each in one transaction, all of them or what is missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone

from cases.models import Case
from cases.services.consultations import end_with, hand_over_offers, note_consultation
from networks.models import District, Offer, Provider, SocialSpace, SupportType
from sro.access import Role
from sro.accounts.models import User
from sro.demo.families import rounds
from sro.demo.families.lives import ROUND, draw
from sro.demo.families.writing import File, Office, begin, draft_plan, explore, file_of, know, note
from sro.demo.providers import PROVIDERS

#: From so many families on two processes are faster than one.
MANY = 60


def is_complete() -> bool:
    """Whether there are cases already; what people have made of them is left alone."""
    return Case.objects.exists()


def create(now: datetime) -> None:
    """Open all cases, then tell their stories: half of them in a second process, if there are many.

    Each story is one transaction; the cases are opened before, in the order of their days.
    """
    office = gather(now)
    files = [file_of(office, life) for life in draw(office.today, settings.DEMO_FAMILIES)]
    for file in files:
        begin(file)
    if len(files) < MANY:
        tell(files)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo_stories"]
    with subprocess.Popen([*command, now.isoformat()]) as other:
        tell(files[::2])
    if other.returncode:
        raise CommandError("The stories of the families could not all be told; see above.")


def tell_others(now: datetime) -> None:
    """Tell the second half of the stories, whose cases are opened."""
    office = gather(now)
    lives = draw(office.today, settings.DEMO_FAMILIES)
    cases = Case.objects.order_by("pk")[: len(lives)]
    files = []
    for life, case in list(zip(lives, cases, strict=True))[1::2]:
        file = file_of(office, life)
        file.case = case
        files.append(file)
    tell(files)


def tell(files: Iterable[File]) -> None:
    """Write the files from the first conversation to where the families stand today."""
    for file in files:
        with transaction.atomic():
            know(file)
            WRITERS[file.life.kind](file)


def gather(now: datetime) -> Office:
    """Return what all families share."""
    districts = list(District.objects.order_by("sort_key", "pk"))
    names = [invented.name for invented in PROVIDERS]
    return Office(
        today=timezone.localdate(now),
        districts=districts,
        caseworkers=[_people(Role.CASEWORKER, each) for each in districts],
        leads=[_people(Role.TEAM_LEAD, each)[0] for each in districts],
        spaces=[
            list(SocialSpace.objects.filter(district=each).order_by("key")) for each in districts
        ],
        offers=[
            list(Offer.objects.filter(institution__social_space__district=each).order_by("pk")[:20])
            for each in districts
        ],
        support_types={kind.code: kind for kind in SupportType.objects.all()},
        providers=list(Provider.objects.filter(name__in=names).order_by("pk")),
    )


def _people(role: Role, district: Any) -> list[User]:
    rows = User.objects.filter(memberships__role=role, memberships__district=district)
    return list(rows.order_by("email"))


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


def _planning(file: File) -> None:
    _clarifying(file)
    if file.later(7):
        draft_plan(file)


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
    "running": _running,
    "ended": _ended,
}
