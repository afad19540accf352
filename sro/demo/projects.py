"""Projects of the demo in some sixty social spaces, made by the product's services.

All of it is invented, the judgements on formal supports above all: they are examples of how such a
judgement can be written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.models import District, Project, Provider, SocialSpace, SupportType
from networks.services import project_parts as parts
from networks.services import projects as services
from sro.access import Role
from sro.accounts.models import User
from sro.demo.providers import PROVIDERS
from sro.records import constraints_left_to_database

WEEK = timedelta(days=7)
#: What there is in one social space after the other: title, what for, partners.
KINDS = (
    (
        "Lesecafé im Kiez",
        "Kinder und Großeltern lesen einander vor; Familien lernen sich kennen.",
        ("Stadtteilbibliothek Beispiel", "Seniorenkreis Musterhof"),
    ),
    (
        "Offene Sporthalle am Sonntag",
        "Jugendliche haben am Wochenende einen Ort, an dem sie willkommen sind.",
        ("Sportverein Beispiel 04", "Grundschule am Probeplatz"),
    ),
    (
        "Elternfrühstück in der Kita",
        "Eltern tauschen sich aus und helfen sich im Alltag gegenseitig.",
        ("Kita Regenbogenmuster",),
    ),
    (
        "Gemeinschaftsgarten hinter dem Haus",
        "Nachbarinnen und Nachbarn gärtnern zusammen mit Kindern.",
        ("Wohnungsgenossenschaft Muster", "Nachbarschaftsverein Beispiel"),
    ),
    (
        "Hausaufgaben mit Studierenden",
        "Kinder bekommen Hilfe beim Lernen, ohne Antrag und ohne Warteliste.",
        ("Hochschulgruppe Probe", "Grundschule Musterstraße"),
    ),
    (
        "Väter kochen",
        "Väter verbringen Zeit mit ihren Kindern und finden andere Väter.",
        ("Familienzentrum Beispiel",),
    ),
    (
        "Sprachtreff für Mütter",
        "Mütter üben Deutsch, während ihre Kinder nebenan betreut werden.",
        ("Volkshochschule Muster", "Familienzentrum Beispiel"),
    ),
    (
        "Musik im Hof",
        "Kinder lernen Instrumente kennen; Musikerinnen und Musiker aus dem Kiez leiten an.",
        ("Musikschule Probe",),
    ),
)
#: The way each of them has gone so far; the list is walked through again and again.
WAYS = ("ended", "running", "idea", "running", "ended", "planned", "running", "ended", "dropped")
#: Projects small grants were applied for, under the same title.
WITH_GRANTS = (
    ("Werkstatt für Fahrräder", 0, "running"),
    ("Nachbarschaftsfrühstück im Hof", 0, "running"),
    ("Theater der Generationen", 0, "running"),
    ("Lesepaten in der Grundschule", 0, "ended"),
    ("Runder Tisch Spielplätze", 1, "running"),
)
AFTERNOON = "Nachmittage an der Grundschule (erfunden)"
SPACES = 60


def is_complete() -> bool:
    """Whether there are projects."""
    return Project.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Enter the projects and lead each of them as far as it has come; all of it or nothing."""
    with constraints_left_to_database():
        making = _Making(now)
        making.afternoon()
        for title, place, way in WITH_GRANTS:
            space = making.first_space(place)
            making.project(title, "Ein Ort für alle im Quartier (erfunden).", (), space, way, place)
        for number, space in enumerate(making.spaces):
            title, aim, partners = KINDS[number % len(KINDS)]
            way = WAYS[number % len(WAYS)]
            making.project(f"{title} {space.name}", aim, partners, space, way, number)


@dataclass
class _Making:
    """Who acts, where and when."""

    now: datetime

    def __post_init__(self) -> None:
        self.today = timezone.localdate(self.now)
        self.planner = User.objects.filter(memberships__role=Role.PLANNER).order_by("pk")[0]
        self.districts = list(District.objects.filter(valid_until=None).order_by("key"))
        every = SocialSpace.objects.filter(valid_until=None).select_related("district")
        known = list(every.order_by("key"))
        # The first ones of the districts have projects of their own.
        self.firsts = {space.district_id: space for space in reversed(known)}
        rest = [space for space in known if space not in self.firsts.values()]
        self.spaces = rest[:: max(len(rest) // SPACES, 1)][:SPACES]
        names = [invented.name for invented in PROVIDERS]
        self.providers = list(Provider.objects.filter(name__in=names).order_by("sort_key", "pk"))
        self.types = {each.code: each for each in SupportType.objects.all()}

    def first_space(self, place: int) -> SocialSpace:
        """The first social space of one of the districts."""
        return self.firsts[self.districts[place].pk]

    def judge_of(self, project: Project) -> User:
        """Who leads the team of the project's district; else the planner."""
        leads = User.objects.filter(
            memberships__role=Role.TEAM_LEAD, memberships__district=project.district
        )
        return leads.order_by("pk").first() or self.planner

    def afternoon(self) -> None:
        """The afternoon programme at a primary school, as its kind has been told of a city."""
        project = self.project(
            AFTERNOON,
            "Zehn bis zwölf Kinder essen zusammen, machen Hausaufgaben und spielen; ihre Eltern"
            " kommen freitags dazu. Niemand braucht dafür einen Antrag.",
            ("Grundschule Beispielweg", "Förderverein Musterschule", "Sportverein Beispiel 04"),
            self.first_space(0),
            "running",
            1,
            volunteers=5,
            children=(10, 12),
        )
        parts.write_outcome(
            actor=self.planner,
            project=project,
            texts={
                "for_children": "Die Kinder kommen jeden Tag, essen warm und haben Freunde"
                " gefunden. Die Lehrkräfte berichten von fertigen Hausaufgaben.",
                "for_parents": "Fünf Familien helfen sich inzwischen auch am Wochenende.",
                "for_service": "Fachkräfte treffen Familien früher und ohne Anlass. Das Essen zu"
                " bezahlen bleibt schwierig.",
            },
            version=0,
            now=self.now,
        )
        for code, number, basis in (
            (
                "34",
                1,
                (
                    "Im Fachteam war eine Unterbringung vorgesehen. Mit den Nachmittagen und einer"
                    " Patenfamilie blieb das Kind zu Hause. (Erfundenes Beispiel.)"
                ),
            ),
            (
                "32",
                2,
                (
                    "Für zwei Kinder war die Tagesgruppe besprochen; Eltern und Schule halten sie"
                    " nach einem halben Jahr nicht mehr für nötig. (Erfundenes Beispiel.)"
                ),
            ),
        ):
            self._judge(project, self.types.get(code), number, basis)

    def project(
        self,
        title: str,
        aim: str,
        partners: tuple[str, ...],
        space: SocialSpace,
        way: str,
        number: int,
        *,
        volunteers: int | None = None,
        children: tuple[int, int] = (4, 16),
    ) -> Project:
        """Enter a project and lead it along its way."""
        chance = Random(f"{title} {number}")  # noqa: S311 - invented, the same each time
        start = self.today - WEEK * chance.randint(26, 40)
        end = self.today - WEEK * chance.randint(3, 10)
        project = services.create_project(
            actor=self.planner,
            values={
                "title": title,
                "aim": aim,
                "district": space.district,
                "social_space": space,
                "provider": self.providers[number % len(self.providers)] if number % 4 else None,
                "volunteers": chance.randint(3, 9) if volunteers is None else volunteers,
                "starts_on": start if way in ("running", "ended") else None,
                "ends_on": end if way == "ended" else None,
            },
            partners=partners,
            now=self.now,
        )
        if way in ("running", "ended"):
            project = self._step(project, "start", start)
            self._sessions(project, start, end, children, chance)
            self._milestones(project, start)
        if way == "ended":
            project = self._step(project, "end", end - timedelta(days=1))
            self._outcome(project, chance, number)
        elif way == "planned":
            project = self._step(project, "plan", self.today)
        elif way == "dropped":
            project = self._step(
                project, "drop", self.today, "Es fand sich kein Raum dafür. (Erfunden.)"
            )
        return project

    def _step(self, project: Project, step: str, day: date, reason: str = "") -> Project:
        return services.take_step(
            actor=self.planner,
            project=project,
            step=step,
            reason=reason,
            version=project.version,
            today=day,
            now=self.now,
        )

    def _sessions(
        self, project: Project, start: date, end: date, children: tuple[int, int], chance: Random
    ) -> None:
        weeks = range((min(end, self.today) - start).days // 7)
        rows: list[dict[str, Any]] = [
            {
                "day": start + WEEK * week,
                "minutes": chance.choice((90, 120, 180)),
                "children": chance.randint(*children),
                "parents": chance.randint(0, 6),
                "others": chance.choice((None, None, 3)),
                "note": "",
            }
            for week in weeks
        ]
        parts.enter_sessions(
            actor=self.planner, project=project, rows=rows, today=self.today, now=self.now
        )

    def _milestones(self, project: Project, start: date) -> None:
        room = parts.add_milestone(
            actor=self.planner, project=project, title="Raum gefunden", due=start, now=self.now
        )
        parts.change_milestone(
            actor=self.planner,
            milestone=room,
            changes={"done_on": start},
            version=room.version,
            today=self.today,
            now=self.now,
        )
        parts.add_milestone(
            actor=self.planner,
            project=project,
            title="Es trägt sich ohne uns",
            due=self.today + WEEK * 12,
            now=self.now,
        )

    def _outcome(self, project: Project, chance: Random, number: int) -> None:
        # One in three still owes its outcome: the start page asks for it.
        if number % 3 == 0:
            return
        parts.write_outcome(
            actor=self.planner,
            project=project,
            texts={
                "for_children": "Viele Kinder kamen regelmäßig wieder (erfunden).",
                "for_parents": "Einige Eltern treffen sich weiter, auch ohne uns.",
                "for_service": "Zur Anmeldung über Zettel kam kaum jemand; Ansprechen half.",
            },
            version=0,
            now=self.now,
        )
        if chance.random() < 0.5:
            self._judge(
                project, None, 0, "Das Team sieht keine Hilfe, die deshalb entbehrlich wurde."
            )
        else:
            self._judge(
                project,
                self.types.get("31"),
                1,
                "Die Beratung im Team sah eine Familienhilfe vor; nach dem Sommer hielten sie"
                " weder Familie noch Fachkraft für nötig. (Erfundenes Beispiel.)",
            )

    def _judge(self, project: Project, kind: SupportType | None, number: int, basis: str) -> None:
        parts.judge(
            actor=self.judge_of(project),
            project=project,
            support_type=kind,
            number=number,
            basis=basis,
            judged_on=self.today,
            today=self.today,
            now=self.now,
        )
