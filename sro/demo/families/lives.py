"""What happens to which family when: drawn with a fixed seed, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sro.demo.families.names import Family, invent
from sro.demo.families.stories import STORIES, Story
from sro.demo.families.stories_more import MORE_STORIES

SEED = 2018
#: Days looked back on.
PAST = 3 * 365
#: Days between two conferences about a plan.
ROUND = 182

#: What a family's story comes to, of 100.
KINDS = (
    ("consulted", 32),
    ("clarifying", 8),
    ("planning", 4),
    ("deciding", 3),
    ("running", 35),
    ("ended", 18),
)
#: The first families belong to the people whose logins are printed, so that each of them has
#: something to do: how the story goes, and how many days ago it began.
SHOWN = (
    ("running", 178),  # conference and report in the coming days
    ("deciding", 40),
    ("clarifying", 12),
    ("running", 367),
    ("deciding", 31),
    ("consulted", 25),
)
WITH_PLAN = ("planning", "deciding", "running", "ended")
#: How long supports that have ended went on, in rounds of half a year.
ROUNDS_OF_ENDED = ((1, 7), (2, 5), (3, 1), (4, 1))


@dataclass(frozen=True)
class Life:
    """A family, its story, and the days of the file. `rounds` are versions of the plan."""

    number: int
    kind: str
    story: Story
    family: Family
    #: Age of the child the story is about on the day the case was opened; siblings follow.
    ages: tuple[int, ...]
    birthdays: tuple[date, ...]
    opened: date
    rounds: int
    district: int
    caseworker: int
    support: str
    provider: int
    shared_custody: bool
    with_map: bool
    with_diagnosis: bool
    #: Whether somebody has entrusted something (§ 65 SGB VIII).
    confides: bool
    #: Whether the family moves to another district: "", "asked" or "accepted".
    moves: str
    seed: int


def draw(today: date, families: int) -> list[Life]:
    """Draw so many lives; the same day and number give the same ones."""
    random = Random(SEED)  # noqa: S311 - invented families need no secrecy
    lives = [_draw(random, number, today) for number in range(families)]
    first = len(SHOWN) + 1
    lives[:first] = [_shown(life, today) for life in lives[:first]]
    # As they came to the office, so that file references follow the days.
    return sorted(lives, key=lambda life: (life.opened, life.number))


def _draw(random: Random, number: int, today: date) -> Life:
    kind = random.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    story = random.choice((*STORIES, *MORE_STORIES))
    first = random.randint(*story.ages)
    children = 1 if story.ages[0] >= 18 else random.choices((1, 2, 3, 4), (40, 36, 18, 6))[0]
    ages = (first, *(max(first - 2 - 2 * each, 0) for each in range(children - 1)))
    opened, rounds = _days(random, kind, today)
    return Life(
        number=number,
        kind=kind,
        story=story,
        family=invent(random, children),
        ages=ages,
        birthdays=tuple(_birthday(random, opened, age) for age in ages),
        opened=opened,
        rounds=rounds,
        district=random.randrange(12),
        caseworker=random.randrange(2),
        support=random.choices(
            [code for code, _ in story.supports], [w for _, w in story.supports]
        )[0],
        provider=random.randrange(3),
        shared_custody=random.random() < 0.6,
        with_map=random.random() < 0.5,
        with_diagnosis=random.random() < 0.5,
        confides=random.random() < 0.1,
        moves=_moves(random, kind),
        seed=random.randrange(2**31),
    )


def _days(random: Random, kind: str, today: date) -> tuple[date, int]:
    """Return the day of opening and the number of plan versions."""
    if kind == "consulted":
        return today - timedelta(days=random.randint(20, PAST)), 0
    if kind == "clarifying":
        return today - timedelta(days=random.randint(3, 40)), 0
    if kind in ("planning", "deciding"):
        return today - timedelta(days=random.randint(20, 60)), 1
    if kind == "ended":
        rounds = random.choices([r for r, _ in ROUNDS_OF_ENDED], [w for _, w in ROUNDS_OF_ENDED])[0]
        shortest = rounds * ROUND + 60
        return today - timedelta(days=random.randint(shortest, max(PAST, shortest + 30))), rounds
    # Most supports are young: the latest of three draws.
    since = min(random.randint(45, PAST) for _draw in range(3))
    return _since(since, kind, today)


def _since(days: int, kind: str, today: date) -> tuple[date, int]:
    """Return day of opening and versions of a file that was opened so many days ago."""
    rounds = 1 + max(days - 45, 0) // ROUND if kind in WITH_PLAN else 0
    return today - timedelta(days=days), rounds


def _moves(random: Random, kind: str) -> str:
    chance = random.random()
    if kind != "running" or chance > 0.06:
        return ""
    return "accepted" if chance > 0.02 else "asked"


def _shown(life: Life, today: date) -> Life:
    """Give one of the first families to the people of the first district and provider."""
    if life.number == len(SHOWN):
        # The first district is asked to take this one over.
        days = max((today - life.opened).days, 60)
        opened, rounds = _since(days, "running", today)
        place = {"district": 1, "moves": "asked"}
        return replace(life, kind="running", opened=opened, rounds=rounds, **place)
    kind, days = SHOWN[life.number]
    opened, rounds = _since(days, kind, today)
    place = {"district": 0, "caseworker": 0, "provider": 0, "moves": ""}
    return replace(life, kind=kind, opened=opened, rounds=rounds, **place)


def _birthday(random: Random, opened: date, age: int) -> date:
    return (
        date(opened.year - age, 1, 1) + timedelta(days=random.randrange(365)) - timedelta(days=180)
    )
