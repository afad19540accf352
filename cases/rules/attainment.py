"""How far goals were reached: the scale from −2 to +2, and what follows for the next plan. Pure.

The scale follows goal attainment scaling: zero is what was hoped for, not "nothing". No sums and no
means are formed over goals or people: a family is not a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

WORSE, LESS, REACHED, MORE, MUCH_MORE = SCALE = (-2, -1, 0, 1, 2)
CODES = {
    WORSE: "worse",
    LESS: "less",
    REACHED: "reached",
    MORE: "more",
    MUCH_MORE: "much_more",
}

CONTINUE, CHANGE, DONE, DROP = CONSEQUENCES = ("continue", "change", "done", "drop")
_CARRIED = frozenset({CONTINUE, CHANGE})


def carried_over(consequence: str) -> bool:
    """Say whether a goal goes on in the next version. One nobody reviewed goes on."""
    return consequence in _CARRIED or consequence not in CONSEQUENCES


def steps_carried_over(*, consequence: str, done: bool) -> bool:
    """Say whether an action step goes on: open steps of goals that go on."""
    return carried_over(consequence) and not done


@dataclass(frozen=True)
class Judgement:
    """What was said of one goal at one conference; `attainment` None: not judged."""

    goal: str
    day: date
    attainment: int | None


def spread(judgements: Iterable[Judgement]) -> dict[int | None, int]:
    """Return how often each step of the scale was given, None for "not judged"."""
    found: dict[int | None, int] = dict.fromkeys((*SCALE, None), 0)
    for each in judgements:
        found[each.attainment] += 1
    return found


def course(judgements: Iterable[Judgement], goal: str) -> list[tuple[date, int | None]]:
    """Return one goal's judgements by day, oldest first; of one day the last given counts."""
    days: dict[date, int | None] = {}
    for each in judgements:
        if each.goal == goal:
            days[each.day] = each.attainment
    return sorted(days.items(), key=lambda pair: pair[0])


def direction(points: Sequence[tuple[date, int | None]]) -> str:
    """Return "rising", "falling" or "level" from first to last judgement, "unknown" with one."""
    values = [value for _day, value in points if value is not None]
    if len(values) < 2:
        return "unknown"
    if values[-1] == values[0]:
        return "level"
    return "rising" if values[-1] > values[0] else "falling"
