"""Family group conferences of the demo, one or more at each point of their way. All invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.models import Case, FamilyGroupConference, MemberRole
from cases.rules.councils import Point
from cases.rules.states import CaseState
from cases.services import council_days, council_plans, councils
from cases.services.council_goals import take_over
from sro.access import Role
from sro.accounts.models import Membership
from sro.periods import Quarter
from sro.refusals import NotPossible

#: How far each of them has come, in the order of the open cases.
WAYS = (
    *("planned", "follow_up", "preparing", "referred", "taken_over", "not_wanted", "held"),
    *("refused", "accepted", "ended", "wanted", "follow_up", "preparing", "taken_over", "referred"),
)
_AFTER = ("held", "planned", "refused", "accepted", "taken_over", "follow_up", "ended")
#: These are old enough to stand in the last report.
_LONG_AGO = ("taken_over", "follow_up", "ended")
_QUESTIONS = (
    ("citizen", "Wie können die Kinder nach der Trennung gut bei beiden Eltern sein?"),
    ("consultation", "Wer ist am Nachmittag da, bis die Mutter von der Arbeit kommt?"),
    ("support_plan", "Wie gelingt der Weg zur Schule jeden Morgen?"),
    ("child_protection", "Was braucht es, damit die Kinder abends sicher zu Hause sind?"),
    ("guardianship", "Wo kann der junge Mensch an den Wochenenden sein?"),
)
_POINTS = (
    ("Die Kinder sind nachmittags nicht allein", "Die Großmutter kommt dienstags", "Großmutter"),
    ("Die Kinder sind nachmittags nicht allein", "Der Onkel holt freitags ab", "Onkel"),
    ("", "Wir rufen einander jeden Sonntag an", "alle"),
    ("Der Morgen gelingt", "Am Abend packen wir zusammen die Taschen", "die Eltern"),
)
_GUESTS = (("Großmutter", "Oma Hanna"), ("Onkel", "Onkel Ruben"), ("Nachbarin", "Frau Amsel"))


def is_complete() -> bool:
    """Whether there are family group conferences, or no families."""
    return FamilyGroupConference.objects.exists() or not Case.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Tell them on the first open cases, every second one coordinated by a provider."""
    cases = (
        Case.objects.exclude(state=CaseState.CLOSED)
        .filter(responsible__isnull=False, members__role=MemberRole.YOUNG_PERSON)
        .select_related("responsible", "district")
        .order_by("pk")
        .distinct()
    )
    for place, (case, way) in enumerate(zip(cases[: len(WAYS)], WAYS, strict=False)):
        _Telling(case, place, way, now).tell()


class _Telling:
    """One conference: where, how far, who acts."""

    def __init__(self, case: Case, place: int, way: str, now: datetime) -> None:
        self.case, self.place, self.way, self.now = case, place, way, now
        self.today = timezone.localdate(now)
        self.council = FamilyGroupConference()

    @property
    def day(self) -> date:
        """When the family meets: lately, soon, or in the quarter that is reported about."""
        if self.way in _LONG_AGO:
            return Quarter.of(self.today).previous.end - timedelta(days=16)
        return self.today + timedelta(days=-20 if self.way in _AFTER else 9)

    def tell(self) -> None:
        """Go the way as far as it leads."""
        self._refer()
        if self.way == "referred":
            return
        self._name()
        wanted = self.way != "not_wanted"
        councils.answer_of_family(wanted=wanted, **self._by())
        if self.way in ("not_wanted", "wanted"):
            return
        self._prepare()
        if self.way not in _AFTER:
            return
        self._hold()
        if self.way != "held":
            self._plan()

    def _by(self) -> dict[str, Any]:
        council = FamilyGroupConference.objects.get(pk=self.council.pk)
        actor = self.case.responsible
        return {"actor": actor, "council": council, "version": council.version, "now": self.now}

    def _refer(self) -> None:
        referral, question = _QUESTIONS[self.place % len(_QUESTIONS)]
        self.council = councils.refer(
            actor=self.case.responsible,
            case=self.case,
            name=self.case.name,
            referral=referral,
            concern=question,
            now=self.now - (timezone.localdate(self.now) - self.day) - timedelta(days=45),
        )

    def _name(self) -> None:
        works = (
            Membership.objects.valid_on(self.today)
            .filter(provider__isnull=False, role=Role.PROVIDER_STAFF)
            .select_related("provider", "user")
            .order_by("pk")
            .first()
        )
        if self.place % 2 == 0 and works is not None:
            councils.name_coordinator(
                provider=works.provider, coordinator=works.user, family_agrees=True, **self._by()
            )
            return
        found = list(councils.possible_coordinators(self.case, self.today))
        colleague = found[self.place % len(found)]
        councils.name_coordinator(provider=None, coordinator=colleague, **self._by())

    def _prepare(self) -> None:
        day = timezone.make_aware(datetime.combine(self.day, time(15)))
        changes = {
            "scheduled_at": day,
            "place": "Nachbarschaftshaus, großer Raum (erfunden)",
            "arrangements": "Alle bringen etwas zu essen mit.",
        }
        council_days.fix_day(changes=changes, **self._by())
        plain = {"actor": self.case.responsible, "council": self.council, "now": self.now}
        council_days.note_talk(
            held_on=self.day - timedelta(days=20),
            with_whom="Mutter und Großmutter",
            note="Die Familie will an einem Samstag zusammenkommen.",
            **plain,
        )
        guests = [
            council_days.invite_guest(part="family", name=name, relation=relation, **plain)
            for relation, name in _GUESTS
        ]
        council_days.note_invited(guests=guests, **self._by())

    def _hold(self) -> None:
        clock = ("15:00", "15:45", "15:45", "17:30", "17:30", "18:00")
        names = [name for phase in council_days.PHASES for name in phase]
        times = [datetime.strptime(text, "%H:%M").time() for text in clock]  # noqa: DTZ007
        came = dict.fromkeys(self.council.councilguests.values_list("pk", flat=True), True)
        council_days.hold_council(
            changes=dict(zip(names, times, strict=True)), attendance=came, **self._by()
        )

    def _plan(self) -> None:
        points = [
            Point(
                str(UUID(int=self.council.pk * 100 + number)),
                what,
                aim,
                who,
                self.today + timedelta(days=40 + number),
            )
            for number, (aim, what, who) in enumerate(_POINTS)
        ]
        council_plans.save_family_plan(
            aim="Wir halten zusammen, und die Kinder merken es.", points=points, **self._by()
        )
        if self.way == "planned":
            return
        council_plans.answer_plan(**self._answer(), **self._by())
        if self.way == "taken_over":
            self._take_over()
        if self.way in ("follow_up", "ended"):
            self._meet()
        if self.way == "ended":
            council_plans.end_council(reason="Die Familie kommt allein zurecht.", **self._by())

    def _answer(self) -> dict[str, Any]:
        if self.way == "refused":
            return {
                "accepted": False,
                "ground": "safety",
                "reason": "Am Freitagabend wäre das jüngste Kind noch allein (erfunden).",
            }
        return {"accepted": True, "follow_up_on": self.today + timedelta(days=12)}

    def _take_over(self) -> None:
        member = self.case.members.filter(role=MemberRole.YOUNG_PERSON).order_by("pk").first()
        if member is None:
            return
        try:
            take_over(
                actor=self.case.responsible,
                council=self.council,
                young_person=member.person,
                now=self.now,
            )
        except NotPossible:
            return

    def _meet(self) -> None:
        rows = list(self.council.councilpoints.order_by("position"))
        outcomes = {
            row.pk: (outcome, "")
            for row, outcome in zip(rows, ("done", "partly", "done", "open"), strict=True)
        }
        council_plans.note_meeting(
            held_on=self.today - timedelta(days=3),
            outcomes=outcomes,
            note="Der Sonntag am Telefon tut allen gut.",
            follow_up_on=self.today + timedelta(days=25),
            **self._by(),
        )
