"""What pages show of people's will: threads by question, and the goals that rest on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.models import Case, Goal, Question, StatementKind, WillStatement
from cases.rules.comparing import Piece, compare_texts
from cases.rules.statements import Thread, threads
from cases.rules.states import PlanState


@dataclass(frozen=True)
class Older:
    """A former version, with what the next one changed in its words."""

    statement: WillStatement
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    """One thing somebody said: the newest version, those before it, the goals that rest on it."""

    newest: WillStatement
    older: tuple[Older, ...]
    goals: tuple[Goal, ...]

    @property
    def waits_for_goal(self) -> bool:
        """Whether this is a will that no goal rests on yet."""
        newest = self.newest
        return newest.kind == StatementKind.WILL and not newest.withdrawn and not self.goals


def statements_of(user: Any, case: Case, person_pk: int | None = None) -> list[WillStatement]:
    """Return what the user may read of what was said, newest first; one query."""
    rows = WillStatement.objects.visible_to(user).filter(case=case)
    if person_pk is not None:
        rows = rows.filter(person_id=person_pk)
    return list(rows.select_related("person", "author"))


def goals_by_will(user: Any, case: Case) -> dict[int, list[Goal]]:
    """Return the goals of plans that are not superseded, by the statement they rest on."""
    found: dict[int, list[Goal]] = defaultdict(list)
    goals = Goal.objects.visible_to(user).filter(plan__case=case, will__isnull=False)
    for goal in goals.exclude(plan__state=PlanState.SUPERSEDED).select_related("plan"):
        found[goal.will_id].append(goal)
    return found


def shown(rows: Iterable[WillStatement], goals: dict[int, list[Goal]]) -> list[Shown]:
    """Return the threads of the statements as pages show them."""
    return [_shown(thread, goals) for thread in threads(rows)]


def by_question(found: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Return what holds today under its question, in the order in which one asks."""
    grouped: dict[str, list[Shown]] = {str(value): [] for value in Question}
    for each in found:
        if not each.newest.withdrawn:
            grouped[each.newest.question].append(each)
    labels = dict(Question.choices)
    return [(str(labels[question]), rows) for question, rows in grouped.items() if rows]


def _shown(thread: Thread[WillStatement], goals: dict[int, list[Goal]]) -> Shown:
    pairs = zip(thread.older, thread.versions, strict=False)
    older = tuple(Older(before, compare_texts(before.text, after.text)) for before, after in pairs)
    resting = [goal for version in thread.versions for goal in goals.get(version.pk, ())]
    return Shown(thread.newest, older, tuple(resting))
