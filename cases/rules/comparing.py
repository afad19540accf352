"""Two versions of a plan side by side: which goals stayed, and which words changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

SAME, CHANGED, NEW, DROPPED = "same", "changed", "new", "dropped"
REMOVED, ADDED = "removed", "added"

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# difflib's time grows with the square of the length; longer texts are compared by sentence.
_MANY = 3000
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is the "same", "removed" (left only) or "added" (right only)."""

    kind: str
    text: str


def compare_texts(left: str, right: str) -> tuple[Piece, ...]:
    """Compare word by word.

    Same and removed pieces in order give the left text, same and added ones the right.
    """
    a, b = _tokens(left, right)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            _append(pieces, SAME, "".join(a[i1:i2]))
            continue
        _append(pieces, REMOVED, "".join(a[i1:i2]))
        _append(pieces, ADDED, "".join(b[j1:j2]))
    return tuple(_smoothed(pieces))


def left_of(pieces: Sequence[Piece]) -> str:
    """Return the left text."""
    return "".join(p.text for p in pieces if p.kind != ADDED)


def right_of(pieces: Sequence[Piece]) -> str:
    """Return the right text."""
    return "".join(p.text for p in pieces if p.kind != REMOVED)


def _tokens(left: str, right: str) -> tuple[list[str], list[str]]:
    a, b = _TOKEN.findall(left), _TOKEN.findall(right)
    if len(a) + len(b) > _MANY:
        a, b = _SENTENCE.findall(left), _SENTENCE.findall(right)
    return a, b


def _append(pieces: list[Piece], kind: str, text: str) -> None:
    if text:
        pieces.append(Piece(kind, text))


def _smoothed(pieces: list[Piece]) -> list[Piece]:
    """Join changes that only a space keeps apart: "two new words" is one change, not three."""
    found: list[Piece] = []
    removed = added = ""
    for place, piece in enumerate(pieces):
        between = (
            piece.kind == SAME
            and piece.text.isspace()
            and (removed or added)
            and place + 1 < len(pieces)
        )
        if between:
            removed, added = removed + piece.text, added + piece.text
        elif piece.kind == REMOVED:
            removed += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        else:
            _append(found, REMOVED, removed)
            _append(found, ADDED, added)
            removed = added = ""
            found.append(piece)
    _append(found, REMOVED, removed)
    _append(found, ADDED, added)
    return found


# --- plans ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoalText:
    """One goal or step as it stands in one version.

    `origin` stays the same from version to version; `texts` holds what is compared, by name.
    """

    origin: str
    level: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """One line of the comparison; `left` is None for a new goal, `right` for a dropped one."""

    kind: str
    left: GoalText | None
    right: GoalText | None
    pieces: Mapping[str, tuple[Piece, ...]]

    @property
    def level(self) -> str:
        """The level now, or the last one of a dropped goal."""
        goal = self.right or self.left
        return goal.level if goal else ""

    @property
    def changed(self) -> frozenset[str]:
        """The names of the texts that differ."""
        return frozenset(n for n, ps in self.pieces.items() if any(p.kind != SAME for p in ps))


def compare_goals(old: Sequence[GoalText], new: Sequence[GoalText]) -> list[Compared]:
    """Compare two versions goal by goal, in the order of the new one.

    A dropped goal stands where it stood: behind the goal that was before it. Each origin may
    occur once per version; a repeated one counts as another goal.
    """
    before = _first_of_each(old)
    used: set[str] = set()
    found: list[Compared] = []
    for goal in new:
        left = before.get(goal.origin) if goal.origin not in used else None
        used.add(goal.origin)
        found.append(_compared(left, goal))
    matched = {id(each.left) for each in found if each.left is not None}
    place = 0
    for goal in old:
        if id(goal) in matched:
            place = next(n for n, each in enumerate(found) if each.left is goal) + 1
        else:
            found.insert(place, _compared(goal, None))
            place += 1
    return found


def _first_of_each(goals: Sequence[GoalText]) -> dict[str, GoalText]:
    found: dict[str, GoalText] = {}
    for goal in goals:
        found.setdefault(goal.origin, goal)
    return found


def _compared(left: GoalText | None, right: GoalText | None) -> Compared:
    a = left.texts if left else {}
    b = right.texts if right else {}
    pieces = {name: compare_texts(a.get(name, ""), b.get(name, "")) for name in {**a, **b}}
    if left is None:
        kind = NEW
    elif right is None:
        kind = DROPPED
    else:
        differs = left.level != right.level or any(
            a.get(name, "") != b.get(name, "") for name in pieces
        )
        kind = CHANGED if differs else SAME
    return Compared(kind, left, right, pieces)


def counts(compared: Sequence[Compared]) -> dict[str, int]:
    """Return how many goals are the same, changed, new and dropped."""
    found = dict.fromkeys((SAME, CHANGED, NEW, DROPPED), 0)
    for each in compared:
        found[each.kind] += 1
    return found
