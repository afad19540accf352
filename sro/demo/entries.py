"""Offers kept true, for the demo: the open directory, a round that is over, one that runs.

The institutions are real, as the registry has them; their e-mail addresses, offers and answers are
invented.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.models import (
    District,
    EntryRequest,
    EntrySuggestion,
    Institution,
    InstitutionCategory,
    Municipality,
    VerificationRound,
)
from networks.rules.verification import due_since
from networks.services import answers, rounds, suggestions
from networks.services.answers import Said
from networks.services.areas import update_municipality
from networks.services.institutions import update_institution
from sro.access import Role
from sro.accounts.models import User
from sro.ui.models import Job
from sro.ui.services.jobs import work_of

CATEGORY = "community_centre"
#: So many institutions of each round have an e-mail address.
WITH_ADDRESS = 9
OVER, RUNNING = timedelta(days=45), timedelta(days=16)
#: Links in letters lead to the demo that made them.
DEMO_ADDRESS = f"http://localhost:{os.environ.get('PORT') or 8000}/"

#: What institutions answer, in the order of their names; None: everything is right.
ANSWERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"opening_hours": "Montag bis Freitag 9–18 Uhr (erfunden)"},
    None,
    {
        "description": "Offenes Haus für alle im Quartier, mit Kinderzimmer (erfunden).",
        "languages": ["de", "tr", "ar"],
        "wheelchair": "limited",
        "accessibility_note": "Rampe am Hintereingang (erfunden)",
    },
    {"phone": "030 23125 418", "age_from": 6, "age_to": 14},
)
NEW_OFFER = {
    "name": "Hausaufgabenzimmer (erfunden)",
    "kind": "learning",
    "description": "Ruhiger Raum, jemand hilft beim Anfangen.",
    "opening_hours": "Dienstag und Donnerstag 14–17 Uhr",
    "target_groups": ["children", "teenagers"],
    "age_from": 8,
    "age_to": 16,
    "languages": ["de", "en"],
}


def is_complete() -> bool:
    """Whether institutions have been asked."""
    return VerificationRound.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Open the directory, ask in two districts, and let some institutions answer."""
    planner, administrator = _person(Role.PLANNER), _person(Role.ADMINISTRATOR)
    _open_directory(administrator, now)
    first, second = District.objects.filter(valid_until=None).order_by("key")[:2]
    over = _Asking(planner, first, now - OVER, now)
    over.answer(4)
    over.decide(1)
    running = _Asking(planner, second, now - RUNNING, now)
    running.answer(5, with_offer=True)


def _person(role: Role) -> User:
    return User.objects.filter(is_active=True, memberships__role=role).order_by("pk")[0]


def _open_directory(administrator: User, now: datetime) -> None:
    municipality = Municipality.objects.get()
    update_municipality(
        actor=administrator,
        municipality=municipality,
        changes={"directory_open": True, "directory_email": "angebote@sro.example"},
        version=municipality.version,
        now=now,
    )


@dataclass
class _Asking:
    """A round in a district: who asked, and when."""

    planner: User
    district: District
    then: datetime
    now: datetime

    def __post_init__(self) -> None:
        self.category = InstitutionCategory.objects.get(code=CATEGORY)
        self._give_addresses()
        self.round = rounds.start_round(
            actor=self.planner,
            area=rounds.Area(district=self.district, category=self.category),
            verified_before=due_since(self._day(0)),
            base_url=DEMO_ADDRESS,
            result_address=lambda made: "",
            today=self._day(0),
            now=self.then,
        )
        job = Job.objects.get(kind="networks.round_letters", target_id=self.round.pk)
        with work_of(job.pk) as handle:
            if handle is not None:
                rounds.perform_sending(handle=handle, clock=lambda: self.then)

    def answer(self, number: int, *, with_offer: bool = False) -> None:
        """Let the first institutions answer, one a day."""
        asked = EntryRequest.objects.filter(verification_round=self.round, by_mail=True)
        for days, request in enumerate(asked.sorted()[:number], start=2):
            today = self._day(days)
            said = ANSWERS[(days - 2) % len(ANSWERS)]
            offers = answers.offers_of(request.institution, today)
            answers.answer(
                request=request,
                said=Said(
                    institution=said or {},
                    ended=frozenset(each.pk for each in offers[:1] if said and with_offer),
                    new=NEW_OFFER if said and with_offer and days == number + 1 else None,
                ),
                as_seen=answers.seen(request.institution, offers),
                today=today,
                now=self.then + timedelta(days=days),
            )

    def decide(self, number: int) -> None:
        """Take over the first corrections."""
        waiting = EntrySuggestion.objects.filter(request__verification_round=self.round)
        for suggestion in waiting.order_by("pk")[:number]:
            entry = suggestions.entry_of(suggestion)
            suggestions.decide(
                actor=self.planner,
                suggestion=suggestion,
                accepted=list(suggestion.after),
                version=suggestion.version,
                entry_version=entry.version if entry else 0,
                today=self._day(20),
                now=self.then + timedelta(days=20),
            )

    def _give_addresses(self) -> None:
        rows = Institution.objects.filter(
            social_space__district=self.district, category=self.category
        )
        for number, row in enumerate(rows.order_by("sort_key", "pk")[:WITH_ADDRESS], start=1):
            update_institution(
                actor=self.planner,
                institution=row,
                changes={"email": f"haus{number}.{self.district.key}@einrichtung.example"},
                version=row.version,
                now=self.then,
            )

    def _day(self, days: int) -> date:
        return timezone.localdate(self.then + timedelta(days=days))
