"""Networks, their meetings and quality dialogues for the demo. All of it is invented.

The conference of the first social space and the quality dialogues come about as people would make
them; the others are written in one go, because there are so many of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone

from networks.models import (
    AgendaItem,
    District,
    Institution,
    MeetingInvitation,
    Network,
    NetworkDecision,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
    Provider,
    SocialSpace,
)
from networks.rules.meetings import TaskState
from networks.services import agendas, bodies, dialogues, documents, meetings
from networks.services.dialogues import Agreement
from networks.services.meetings import moment
from sro.access import Role
from sro.accounts.models import User

#: So many social spaces have a conference of their own.
SPACES = 60
RHYTHM = 12
TALKS = 6
#: What is talked about: point, what was said, decision, task.
POINTS = (
    (
        "Spielplätze und Grünflächen",
        "Mehrere Familien wünschen sich mehr Schatten und Sitzplätze (erfunden).",
        "Die Runde schreibt dem Grünflächenamt.",
        "Brief an das Grünflächenamt entwerfen",
    ),
    (
        "Angebote am Nachmittag",
        "Nach 16 Uhr fehlen Angebote für Kinder von acht bis zwölf (erfunden).",
        "Schule und Nachbarschaftstreff prüfen gemeinsame Räume.",
        "Raumzeiten zusammenstellen",
    ),
    (
        "Sprachmittlung im Quartier",
        "Eltern helfen einander beim Übersetzen; es fehlt an Absprachen (erfunden).",
        "Eine Liste freiwillig Helfender wird angelegt.",
        "Liste der Sprachen aushängen",
    ),
    (
        "Fest im Sommer",
        "Das Fest soll wieder von Familien mitgestaltet werden (erfunden).",
        "Termin ist der erste Samstag im Juli.",
        "Helferinnen und Helfer ansprechen",
    ),
)
RESIDENTS = ("Renate Ausgedacht", "Rolf Beispielmann", "Samira Erfunden", "Tomasz Musterski")


def is_complete() -> bool:
    """Whether there are networks."""
    return Network.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Make networks of social spaces and districts, one working group, quality dialogues."""
    making = _Making(now)
    making.conferences()
    making.districts()
    making.working_group()
    making.prepared()
    making.quality()


class _Making:
    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, timezone.localdate(now)
        people = User.objects.filter(is_active=True)
        self.planner = people.filter(memberships__role=Role.PLANNER).order_by("pk")[0]
        leads = people.filter(memberships__role=Role.TEAM_LEAD, memberships__district__isnull=False)
        self.leads = dict(leads.order_by("-pk").values_list("memberships__district_id", "pk"))
        self.providers = list(Provider.objects.valid_on(self.today).in_order())

    def conferences(self) -> None:
        """A conference for each of the first social spaces of every district in turn."""
        spaces = _spread(SocialSpace.objects.valid_on(self.today).order_by("key"), SPACES)
        found: dict[int, list[int]] = {}
        institutions = Institution.objects.active_on(self.today).filter(social_space__in=spaces)
        for pk, space in institutions.order_by("pk").values_list("pk", "social_space_id"):
            found.setdefault(space, []).append(pk)
        with pghistory.context(user=self.planner.pk):
            networks = Network.objects.bulk_create(
                Network(
                    name=f"Sozialraumkonferenz {space.name}",
                    kind="space_conference",
                    district_id=space.district_id,
                    social_space=space,
                    aim="Wer im Quartier mit Familien arbeitet, spricht sich ab (erfunden).",
                    rhythm_weeks=RHYTHM,
                    valid_from=self.today - timedelta(days=900),
                    coordinator_id=self.leads.get(space.district_id, self.planner.pk),
                )
                for space in spaces
            )
            members = self._members(networks, found)
            for number, network in enumerate(networks):
                # Every sixth has not met for long.
                self._past(network, members[network.pk], number, late=number % 6 == 5)

    def _members(
        self, networks: Sequence[Network], institutions: dict[int, list[int]]
    ) -> dict[int, list[NetworkMember]]:
        rows: list[NetworkMember] = []
        since = self.today - timedelta(days=800)
        for number, network in enumerate(networks):
            same: dict[str, Any] = {"network": network, "valid_from": since}
            rows.append(
                NetworkMember(kind="office", role="chair", user=network.coordinator, **same)
            )
            near = institutions.get(network.social_space_id or 0, [])[:3]
            rows += [NetworkMember(kind="institution", institution_id=pk, **same) for pk in near]
            if self.providers:
                provider = self.providers[number % len(self.providers)]
                role = "guest" if number % 4 == 3 else "member"
                rows.append(NetworkMember(kind="provider", role=role, provider=provider, **same))
            rows.append(
                NetworkMember(
                    kind="resident" if number % 2 else "volunteer",
                    name=RESIDENTS[number % len(RESIDENTS)],
                    consent_on=since,
                    valid_until=self.today + timedelta(days=400),
                    **same,
                )
            )
        found: dict[int, list[NetworkMember]] = {}
        for member in NetworkMember.objects.bulk_create(rows):
            found.setdefault(member.network_id, []).append(member)
        return found

    def _past(
        self, network: Network, members: Sequence[NetworkMember], number: int, *, late: bool
    ) -> None:
        held = 2 + number % 3
        first = (RHYTHM * 7 + 20 if late else 10) + number % 40
        days = [first + step * RHYTHM * 7 for step in range(held)]
        rows = [self._meeting(network, -day, "held") for day in reversed(days)]
        if not late:
            rows.append(self._meeting(network, RHYTHM * 7 - first, "planned"))
        made = NetworkMeeting.objects.bulk_create(rows)
        items, decisions, tasks, invitations = [], [], [], []
        for turn, meeting in enumerate(made[:held]):
            chosen = [POINTS[(number + turn + step) % len(POINTS)] for step in (0, 1)]
            for position, (title, text, decision, task) in enumerate(chosen, 1):
                item = AgendaItem(meeting=meeting, position=position, title=title, text=text)
                items.append(item)
                decisions.append(
                    NetworkDecision(meeting=meeting, item=item, position=1, text=decision)
                )
                if position == 1:
                    tasks.append(self._task(meeting, task, members, turn, last=turn == held - 1))
            invitations += [
                MeetingInvitation(
                    meeting=meeting,
                    member=member,
                    wanted_edition=1,
                    sent_edition=1,
                    sent_at=meeting.starts_at - timedelta(days=14),
                    attended=(number + turn + place) % 5 != 0,
                )
                for place, member in enumerate(members)
            ]
        AgendaItem.objects.bulk_create(items)
        NetworkDecision.objects.bulk_create(decisions)
        NetworkTask.objects.bulk_create(tasks)
        MeetingInvitation.objects.bulk_create(invitations)
        for meeting, following in pairwise(made[:held]):
            NetworkMeeting.objects.filter(pk=meeting.pk).update(
                state="approved", approved_in=following
            )

    def _meeting(self, network: Network, days: int, state: str) -> NetworkMeeting:
        day = self._weekday(days)
        begins = moment(day, time(16, 30))
        return NetworkMeeting(
            network=network,
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            place="Nachbarschaftstreff",
            state=state,
            minutes_shared=state == "held",
            minutes_by=self.planner if state == "held" else None,
            minutes_at=begins if state == "held" else None,
            created_by=self.planner,
        )

    def _weekday(self, days: int) -> date:
        day = self.today + timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _task(
        self,
        meeting: NetworkMeeting,
        title: str,
        members: Sequence[NetworkMember],
        turn: int,
        *,
        last: bool,
    ) -> NetworkTask:
        due = meeting.day + timedelta(days=42)
        return NetworkTask(
            network=meeting.network,
            meeting=meeting,
            title=title,
            owner=members[turn % len(members)],
            due_on=due,
            state=TaskState.OPEN if last else TaskState.DONE,
            note="" if last else "Ist geschehen (erfunden).",
            ended_on=None if last else min(due, self.today),
        )

    def districts(self) -> None:
        """A network of early help in each district."""
        for district in District.objects.valid_on(self.today).order_by("key"):
            network = bodies.found_network(
                actor=self.planner,
                now=self.now,
                name=f"Netzwerk Frühe Hilfen {district.name}",
                kind="topic",
                district=district,
                rhythm_weeks=26,
                valid_from=self.today - timedelta(days=300),
                coordinator=self.planner,
            )
            self._provider_in(network, self.providers[:1])

    def working_group(self) -> None:
        """The working group of § 78 for the whole municipality, with dates for a year."""
        network = bodies.found_network(
            actor=self.planner,
            now=self.now,
            name="Arbeitsgemeinschaft Hilfen zur Erziehung",
            kind="ag78",
            aim="Abstimmung zwischen Jugendamt und freien Trägern (erfunden).",
            rhythm_weeks=13,
            valid_from=self.today - timedelta(days=60),
            coordinator=self.planner,
        )
        self._provider_in(network, self.providers[:6])
        meetings.plan_series(
            actor=self.planner,
            network=network,
            first=self._weekday(17),
            number=4,
            weeks=13,
            begins=time(9),
            ends=time(12),
            place="Sitzungssaal des Jugendamts",
            now=self.now,
        )

        documents.file_document(
            actor=self.planner,
            network=network,
            file_name="geschaeftsordnung.txt",
            content=b"Die Arbeitsgemeinschaft tagt viermal im Jahr (erfunden).\r\n",
            title="Geschäftsordnung",
            shared=True,
            now=self.now,
        )

    def _provider_in(self, network: Network, providers: Sequence[Provider]) -> None:
        for provider in providers:
            bodies.add_member(
                actor=self.planner,
                network=network,
                now=self.now,
                kind="provider",
                provider=provider,
                valid_from=network.valid_from,
            )

    def prepared(self) -> None:
        """The next conference of the first social space, with an agenda from what is open."""
        meeting = (
            NetworkMeeting.objects.coming(self.now)
            .filter(network__kind="space_conference")
            .select_related("network")
            .first()
        )
        if meeting is not None:
            agendas.propose_agenda(
                actor=self.planner, meeting=meeting, version=meeting.version, now=self.now
            )
            documents.file_document(
                actor=self.planner,
                network=meeting.network,
                meeting=meeting,
                file_name="raumzeiten.csv",
                content=b"Raum;Tag;Zeit\r\nTreff (erfunden);Montag;16 bis 18 Uhr\r\n",
                title="Freie Raumzeiten",
                now=self.now,
            )

    def quality(self) -> None:
        """A dialogue was held with some providers; with one it is due, with one planned."""
        for number, provider in enumerate(self.providers[:TALKS]):
            dialogues.set_rhythm(
                actor=self.planner,
                provider=provider,
                months=12,
                since=self.today - timedelta(days=800),
                version=0,
                now=self.now,
            )
            if number:
                self._held(provider, days=400 if number == 1 else 60 + 30 * number)
        if self.providers:
            dialogues.plan_dialogue(
                actor=self.planner,
                provider=self.providers[0],
                planned_on=self.today + timedelta(days=5),
                topics="Beteiligung der Kinder und Jugendlichen\nWechsel von Fachkräften",
                now=self.now,
            )

    def _held(self, provider: Provider, days: int) -> None:
        day = self.today - timedelta(days=days)
        talk = dialogues.plan_dialogue(
            actor=self.planner,
            provider=provider,
            planned_on=day,
            topics="Beteiligung\nVertretung bei Krankheit",
            now=self.now,
        )
        dialogues.record_dialogue(
            actor=self.planner,
            dialogue=talk,
            changes={
                "participants": "Einrichtungsleitung\nJugendhilfeplanung",
                "results": "Beide Seiten sind zufrieden; Vertretungen werden früher gemeldet"
                " (erfunden).",
            },
            points=[
                Agreement("Vertretungsplan bis Ende des Monats teilen", day + timedelta(days=40)),
                Agreement("Rückmeldung junger Menschen einholen", day + timedelta(days=150), True),
            ],
            version=talk.version,
            now=self.now,
        )


def _spread(spaces: Any, number: int) -> list[SocialSpace]:
    """Return so many social spaces, from each district in turn."""
    by_district: dict[int, list[SocialSpace]] = {}
    for space in spaces:
        by_district.setdefault(space.district_id, []).append(space)
    found: list[SocialSpace] = []
    turn = 0
    while len(found) < number and any(turn < len(rows) for rows in by_district.values()):
        found += [rows[turn] for rows in by_district.values() if turn < len(rows)]
        turn += 1
    return found[:number]
