"""The outline of a plan: direction goals, action goals below them, steps below those. Pure.

An outline is a sequence of lines in reading order, each with a depth from 0 (direction goal) to 2
(step). It is sound when it begins at depth 0 and no line lies more than one deeper than the line
before it: then every action goal has its direction goal and every step its action goal. A line's
block is the line with everything below it; blocks move as a whole.

Each operation takes the lines and the place of one (from 0) and returns new lines; where it is
impossible it returns the lines as they were. The editor in the browser does the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

DEEPEST = 2
LEVELS = ("direction", "action", "step")


@dataclass(frozen=True)
class Line:
    """One line: `key` names it, `depth` is 0, 1 or 2."""

    key: str
    depth: int = 0


Lines = tuple[Line, ...]


class OutlineError(ValueError):
    """A line hangs under nothing it could belong to; `place` counts from 0."""

    def __init__(self, place: int) -> None:
        super().__init__(f"line {place} is too deep")
        self.place = place


def faults(lines: Sequence[Line]) -> list[int]:
    """Return the places of lines that have no parent of the level above them."""
    found = []
    above = -1
    for place, line in enumerate(lines):
        if not 0 <= line.depth <= min(above + 1, DEEPEST):
            found.append(place)
        above = line.depth
    return found


def check(lines: Sequence[Line]) -> None:
    """Raise OutlineError for the first line that hangs under nothing."""
    if found := faults(lines):
        raise OutlineError(found[0])


def normalise(lines: Sequence[Line]) -> Lines:
    """Return the lines with each depth lessened as far as needed for a sound outline."""
    found: list[Line] = []
    above = -1
    for line in lines:
        above = max(0, min(line.depth, above + 1, DEEPEST))
        found.append(replace(line, depth=above))
    return tuple(found)


def block_end(lines: Sequence[Line], place: int) -> int:
    """Return the place after the last line below `place`."""
    end = place + 1
    while end < len(lines) and lines[end].depth > lines[place].depth:
        end += 1
    return end


def parents(lines: Sequence[Line]) -> dict[str, str | None]:
    """Return for each key the key of the line it hangs under."""
    found: dict[str, str | None] = {}
    trail: list[str] = []
    for line in lines:
        del trail[line.depth :]
        found[line.key] = trail[-1] if trail else None
        trail.append(line.key)
    return found


def _shifted(lines: Sequence[Line], place: int, by: int) -> Lines:
    end = block_end(lines, place)
    block = [replace(line, depth=line.depth + by) for line in lines[place:end]]
    return (*lines[:place], *block, *lines[end:])


def can_indent(lines: Sequence[Line], place: int) -> bool:
    """Say whether a line has a neighbour above to hang under and room below."""
    if place == 0 or lines[place].depth > lines[place - 1].depth:
        return False
    return max(line.depth for line in lines[place : block_end(lines, place)]) < DEEPEST


def indent(lines: Sequence[Line], place: int) -> Lines:
    """Hang a block under the line before it: a direction goal becomes an action goal."""
    return _shifted(lines, place, 1) if can_indent(lines, place) else tuple(lines)


def can_outdent(lines: Sequence[Line], place: int) -> bool:
    """Say whether a line hangs under another."""
    return lines[place].depth > 0


def outdent(lines: Sequence[Line], place: int) -> Lines:
    """Raise a block by one level. What followed it on its level now hangs under it."""
    return _shifted(lines, place, -1) if can_outdent(lines, place) else tuple(lines)


def _moved(lines: Sequence[Line], place: int, step: int) -> Lines:
    """Put the block to the next place where it fits and nobody else changes parents."""
    end = block_end(lines, place)
    block, rest = lines[place:end], (*lines[:place], *lines[end:])
    before = parents(rest)
    to = place + step
    while 0 <= to <= len(rest):
        candidate = (*rest[:to], *block, *rest[to:])
        after = parents(candidate)
        if not faults(candidate) and all(after[key] == parent for key, parent in before.items()):
            return candidate
        to += step
    return tuple(lines)


def move_up(lines: Sequence[Line], place: int) -> Lines:
    """Move a block before its neighbour, or to the end of the goal before its own."""
    return _moved(lines, place, -1)


def move_down(lines: Sequence[Line], place: int) -> Lines:
    """Move a block behind its neighbour, or to the beginning of the goal after its own."""
    return _moved(lines, place, 1)


def insert_below(lines: Sequence[Line], place: int, key: str) -> Lines:
    """Put a new line directly beneath: on the same level, or as the first of what hangs there."""
    depth = lines[place].depth
    if place + 1 < len(lines):
        depth = max(depth, lines[place + 1].depth)
    return (*lines[: place + 1], Line(key, depth), *lines[place + 1 :])


def remove(lines: Sequence[Line], place: int) -> Lines:
    """Take out a line with all that hangs under it."""
    return (*lines[:place], *lines[block_end(lines, place) :])
