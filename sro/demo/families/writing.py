"""Writes one life into the files of the office, by the services that its pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from cases.models import Case, Person, Support, SupportPlan, WillStatement
from cases.services.contacts import add_contact
from cases.services.diagnosis import add_entry, add_hypothesis
from cases.services.family import add_person
from cases.services.follow_ups import add_follow_up
from cases.services.life import take_step
from cases.services.notes import add_note
from cases.services.opening import open_case
from cases.services.relations import add_household, add_relation, set_custody
from cases.services.resource_maps import Wanted, draw_map, save_map
from cases.services.statements import Answer, record_answers
from sro.demo.families.lives import Life


@dataclass
class Office:
    """What all families share: the people of each district, offers, kinds of support, providers."""

    today: date
    districts: list[Any]
    caseworkers: list[list[Any]]
    leads: list[Any]
    spaces: list[list[Any]]
    offers: list[list[Any]]
    support_types: dict[str, Any]
    providers: list[Any]
    #: Who leads and who works at a provider, by its id; the third one has no accounts.
    at_provider: dict[int, tuple[Any, Any]]


@dataclass
class File:
    """A family's file in the making; `day` is where the story stands."""

    office: Office
    life: Life
    random: Random
    day: date
    actor: Any
    lead: Any
    colleague: Any
    case: Case = None  # type: ignore[assignment]
    people: dict[str, Person] = field(default_factory=dict)
    will: WillStatement | None = None
    plan: SupportPlan = None  # type: ignore[assignment]
    support: Support = None  # type: ignore[assignment]

    @property
    def now(self) -> datetime:
        """The hour of the day at which things are written down."""
        return datetime.combine(self.day, time(9, 30), tzinfo=UTC)

    def later(self, days: int) -> bool:
        """Go on some days; whether the story has not reached today."""
        self.day += timedelta(days=days)
        return self.day < self.office.today

    def words(self, text: str) -> str:
        """Put the family's names into a text."""
        family = self.life.family
        return text.format(
            kind=family.children[0][0],
            mutter=family.mother,
            vater=family.father,
            oma=family.grandmother,
        )

    def who(self, key: str) -> Person:
        """The person a story means; whoever is not in the file is the mother."""
        return self.people.get(key) or self.people["mother"]


def file_of(office: Office, life: Life) -> File:
    """Lay the file of a family on the desk of those who will write in it."""
    team = office.caseworkers[life.district]
    actor = team[life.caseworker % len(team)]
    return File(
        office=office,
        life=life,
        random=Random(life.seed),  # noqa: S311 - as in lives
        day=life.opened,
        actor=actor,
        lead=office.leads[life.district],
        colleague=next(each for each in team if each != actor),
    )


def begin(file: File) -> None:
    """Open the case; the number is taken at once, so that references follow the days."""
    life = file.life
    spaces = file.office.spaces[life.district]
    file.case = open_case(
        actor=file.actor,
        name=f"Familie {life.family.name}",
        concern=file.words(life.story.concern),
        district=file.office.districts[life.district],
        # Not drawn: the rest of the story is told by another process, perhaps.
        social_space=spaces[life.seed % len(spaces)],
        today=file.day,
        now=file.now,
    )


def know(file: File) -> None:
    """Write down who belongs to the family; after a single consultation not much is known."""
    life, family = file.life, file.life.family
    common = {"family_name": family.name}
    speaks = [family.language] if family.language == "de" else [family.language, "de"]
    children = []
    for position, ((name, gender), born) in enumerate(
        zip(family.children, life.birthdays, strict=True)
    ):
        member = add_person(
            actor=file.actor,
            case=file.case,
            role="young_person",
            given_name=name,
            gender=gender,
            birth_date=born,
            now=file.now,
            **common,
        )
        children.append(member.person)
        if position == 0:
            file.people["child"] = member.person
    adults = (
        ("mother", family.mother, "female", "parent"),
        ("father", family.father, "male", "parent"),
        ("grandmother", family.grandmother, "female", "relative"),
    )
    for key, name, gender, role in adults:
        if key == "grandmother" and life.seed % 3 == 0:
            continue
        if key != "mother" and life.kind == "consulted":
            continue
        member = add_person(
            actor=file.actor,
            case=file.case,
            role=role,
            given_name=name,
            gender=gender,
            languages=speaks,
            birth_year=life.birthdays[0].year - (54 if key == "grandmother" else 27),
            interpreter="yes" if family.language != "de" and life.seed % 4 == 0 else "",
            now=file.now,
            **common,
        )
        file.people[key] = member.person
    add_contact(
        actor=file.actor,
        person=file.people["mother"],
        kind="mobile",
        # 0176 040690 is a block of numbers nobody has.
        value=f"0176 040690{life.number % 100:02}",
        now=file.now,
    )
    _tie(file, children)


def _tie(file: File, children: list[Person]) -> None:
    """Write down who is whose child, who decides for whom, and who lives together."""
    life = file.life
    parents = [file.people[key] for key in ("mother", "father") if key in file.people]
    for child in children:
        for parent in parents:
            add_relation(
                actor=file.actor,
                case=file.case,
                person=parent,
                kind="parent",
                other=child,
                now=file.now,
            )
    if life.kind == "consulted":
        return
    set_custody(
        actor=file.actor,
        case=file.case,
        children=children,
        kind="joint" if life.shared_custody else "sole",
        holders=parents if life.shared_custody else parents[:1],
        now=file.now,
    )
    add_household(
        actor=file.actor,
        case=file.case,
        name=f"bei {life.family.mother}",
        people=[parents[0], *children],
        now=file.now,
    )


def explore(file: File) -> None:
    """Write down what people want, what they have, and what is understood of it."""
    story = file.life.story
    take_step(actor=file.actor, case=file.case, action="clarify", now=file.now, today=file.day)
    will, *_ = record_answers(
        actor=file.actor,
        case=file.case,
        person=file.who(story.will_of),
        answers=[
            Answer(file.words(story.will), "change", "will", file.words(story.readiness)),
            Answer(file.words(story.imagine), "imagine", "wish"),
        ],
        said_on=file.day,
        now=file.now,
    )
    file.will = will
    record_answers(
        actor=file.actor,
        case=file.case,
        person=file.who(story.wish_of),
        answers=[Answer(file.words(story.wish), "imagine", "wish")],
        said_on=file.day,
        now=file.now,
    )
    if file.life.with_map:
        _draw(file)
    if file.life.with_diagnosis:
        _understand(file)
    if file.life.confides:
        _keep_to_oneself(file)


def _draw(file: File) -> None:
    drawn = draw_map(
        actor=file.actor,
        case=file.case,
        person=file.who(file.life.story.will_of),
        drawn_on=file.day,
        now=file.now,
    )
    save_map(
        actor=file.actor,
        resource_map=drawn,
        drawn_on=file.day,
        resources=[
            Wanted(field=where, name=file.words(name), tie=tie, closeness=closeness)
            for where, name, tie, closeness in file.life.story.resources
        ],
        version=drawn.version,
        now=file.now,
    )


def _understand(file: File) -> None:
    story = file.life.story
    for step, text in (("perceive", story.observation), ("conclude", story.conclusion)):
        add_entry(
            actor=file.actor,
            case=file.case,
            step=step,
            text=file.words(text),
            written_on=file.day,
            now=file.now,
        )
    add_hypothesis(
        actor=file.actor,
        case=file.case,
        text=file.words(story.hypothesis),
        written_on=file.day,
        check_on=file.day + timedelta(days=90),
        now=file.now,
    )


def _keep_to_oneself(file: File) -> None:
    """Write down what was entrusted to the caseworker alone (§ 65 SGB VIII)."""
    add_note(
        actor=file.actor,
        case=file.case,
        text=file.words("{mutter} hat etwas erzählt, das zwischen uns bleiben soll. (Erfunden.)"),
        kind="talk",
        noted_on=file.day,
        entrusted=True,
        now=file.now,
    )


def come_back(file: File) -> None:
    """Note what to come back to in the coming days."""
    # The story may have gone a few days beyond today; nobody has written anything there yet.
    file.day = min(file.day, file.office.today - timedelta(days=1))
    add_follow_up(
        actor=file.actor,
        case=file.case,
        due_on=file.office.today + timedelta(days=file.random.randint(0, 10)),
        note=file.words("Bei {mutter} anrufen: Wie ist es seit dem Gespräch gegangen?"),
        now=file.now,
    )


def note(file: File) -> None:
    """Write down one of the small things that happen."""
    if file.life.story.notes:
        add_note(
            actor=file.actor,
            case=file.case,
            text=file.words(file.random.choice(file.life.story.notes)),
            kind=file.random.choice(("telephone", "talk", "visit")),
            noted_on=file.day,
            now=file.now,
        )
