"""Two versions of a plan side by side, in words for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.forms.plans import LEVEL_WORDS
from cases.models import SupportPlan
from cases.plan_facts import owner_of
from cases.rules.comparing import (
    CHANGED,
    DROPPED,
    NEW,
    SAME,
    Compared,
    GoalText,
    Piece,
    compare_goals,
    compare_texts,
    counts,
)

SIGNS = {SAME: "=", CHANGED: "≠", NEW: "+", DROPPED: "−"}
WORDS = {
    SAME: pgettext_lazy("comparison", "the same"),
    CHANGED: pgettext_lazy("comparison", "changed"),
    NEW: pgettext_lazy("comparison", "new"),
    DROPPED: pgettext_lazy("comparison", "no longer there"),
}
LABELS = {
    "text": gettext_lazy("Text"),
    "owner": gettext_lazy("Whose"),
    "indicator": gettext_lazy("How we notice"),
    "own_contribution": gettext_lazy("Own contribution"),
    "due_on": gettext_lazy("By"),
}
HEAD = ("need", "kind_of_support", "necessary_services")


@dataclass(frozen=True)
class ComparedField:
    """One fact on both sides, in pieces."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> list[Piece]:
        """Return what stands on the left."""
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def right(self) -> list[Piece]:
        """Return what stands on the right."""
        return [piece for piece in self.pieces if piece.kind != "removed"]


@dataclass(frozen=True)
class ComparedLine:
    """One goal or part of the head: what became of it, with sign and word."""

    kind: str
    title: str
    fields: list[ComparedField]

    @property
    def sign(self) -> str:
        """Return the sign, so that colour is not alone."""
        return SIGNS[self.kind]

    @property
    def word(self) -> str:
        """Return the sign in words."""
        return str(WORDS[self.kind])


@dataclass(frozen=True)
class Comparison:
    """Both versions: head, goals, and how many goals changed."""

    head: list[ComparedLine]
    goals: list[ComparedLine]
    summary: list[tuple[str, str, int]]


def compare_plans(left: SupportPlan, right: SupportPlan) -> Comparison:
    """Compare two versions goal by goal and word by word; neither is altered."""
    goals = compare_goals(_texts(left), _texts(right))
    found = counts(goals)
    return Comparison(
        head=[_head(name, left, right) for name in HEAD],
        goals=[_line(each) for each in goals],
        summary=[(SIGNS[kind], str(WORDS[kind]), number) for kind, number in found.items()],
    )


def _head(name: str, left: SupportPlan, right: SupportPlan) -> ComparedLine:
    before, after = getattr(left, name), getattr(right, name)
    kind = SAME if before == after else CHANGED
    label = str(SupportPlan._meta.get_field(name).verbose_name)
    return ComparedLine(kind, label, [ComparedField("", compare_texts(before, after))])


def _line(each: Compared) -> ComparedLine:
    fields = [
        ComparedField(str(LABELS[name]), pieces) for name, pieces in each.pieces.items() if pieces
    ]
    return ComparedLine(each.kind, str(LEVEL_WORDS[each.level]), fields)


def _texts(plan: SupportPlan) -> Sequence[GoalText]:
    found: list[tuple[int, GoalText]] = []
    for goal in plan.goal_set.select_related("owner"):
        texts = {
            "text": goal.text,
            "owner": owner_of(goal),
            "indicator": goal.indicator,
            "own_contribution": goal.own_contribution,
            "due_on": _day(goal.due_on),
        }
        found.append((goal.position, GoalText(str(goal.origin), goal.level, texts)))
    for step in plan.actionstep_set.select_related("owner"):
        texts = {"text": step.text, "owner": owner_of(step), "due_on": _day(step.due_on)}
        found.append((step.position, GoalText(str(step.origin), "step", texts)))
    return [text for _place, text in sorted(found, key=lambda pair: pair[0])]


def _day(day: object) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""  # type: ignore[arg-type]
