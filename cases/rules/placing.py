"""Laying the resources of a map out so that every label can be read.

Labels never overlap and never leave the sheet; the middle of each lies in its field and ring.
What people have placed keeps its place as nearly as possible; the others find one, in their
order. A new resource at the end moves no other, as long as the letters keep their size. Where a
ring of a field is too full for words even in small letters, its resources are drawn as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cases.rules.mapping import MOST, QUARTER, RINGS, Sheet, Spot, field_at, start_of

Cell = tuple[str, int]

#: Room between two labels.
GAP = 6.0
#: The radius of a number, and the grid that keeps numbers apart.
DOT = 8.5
PITCH = 19.0

# Lines that leave the middle at less than so many degrees look like one.
_TOGETHER = 5.0

_ANGLES = 32
_DISTANCES = (0.5, 0.3, 0.7, 0.15, 0.85, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Return whether the two overlap, or come nearer to each other than `gap`."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width + 2 * gap
            and abs(self.y - other.y) * 2 < self.height + other.height + 2 * gap
        )

    def within(self, sheet: Sheet) -> bool:
        """Return whether the box lies on the sheet."""
        return (
            self.width / 2 <= self.x <= sheet.width - self.width / 2
            and self.height / 2 <= self.y <= sheet.height - self.height / 2
        )

    def is_crossed(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Return whether a straight line from `start` to `end` touches the box."""
        low, high = 0.0, 1.0
        for here, there, middle, size in (
            (start[0], end[0], self.x, self.width),
            (start[1], end[1], self.y, self.height),
        ):
            step = there - here
            before, behind = middle - size / 2 - here, middle + size / 2 - here
            if step == 0:
                if before > 0 or behind < 0:
                    return False
                continue
            first, last = sorted((before / step, behind / step))
            low, high = max(low, first), min(high, last)
        return low <= high


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource to be laid out; `key` tells it from the others."""

    key: str
    spot: Spot

    @property
    def cell(self) -> Cell:
        """Its ring in its field."""
        return self.spot.field, self.spot.closeness


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource in its place. `number` is 0 for a label, else the number drawn instead of it."""

    key: str
    box: Box
    number: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """All resources in the order given; `level` says which of the letter sizes was used."""

    level: int
    placed: tuple[Placed, ...]


def lay_out(
    things: Sequence[Thing],
    sheet: Sheet,
    sizes: Sequence[Mapping[str, tuple[float, float]]],
    blocked: Sequence[Box] = (),
) -> Layout:
    """Lay the resources out with the largest letters that fit.

    `sizes` holds for each level (large letters first) the width and height of every label by
    key; `blocked` are places that stay free. Raises ValueError for more than `MOST` resources,
    for a key that comes twice and without sizes.
    """
    if len(things) > MOST:
        raise ValueError(f"a map holds at most {MOST} resources")
    if len({thing.key for thing in things}) < len(things):
        raise ValueError("every resource needs a key of its own")
    if not sizes:
        raise ValueError("at least one size of letters is needed")
    for level, boxes in enumerate(sizes):
        found, _full = _labels(things, sheet, boxes, blocked)
        if found is not None:
            return Layout(level, tuple(Placed(t.key, found[t.key]) for t in things))
    return _with_numbers(things, sheet, sizes[-1], blocked, len(sizes) - 1)


def _with_numbers(
    things: Sequence[Thing],
    sheet: Sheet,
    boxes: Mapping[str, tuple[float, float]],
    blocked: Sequence[Box],
    level: int,
) -> Layout:
    """Turn one full cell after the other into numbers, until the labels of the others fit."""
    full: set[Cell] = set()
    while True:
        dotted = [thing for thing in things if thing.cell in full]
        dots = _dots(dotted, sheet)
        spoken = [thing for thing in things if thing.cell not in full]
        found, cell = _labels(spoken, sheet, boxes, [*blocked, *dots.values()])
        if found is not None:
            numbers = {thing.key: number for number, thing in enumerate(dotted, start=1)}
            places = {**found, **dots}
            return Layout(
                level, tuple(Placed(t.key, places[t.key], numbers.get(t.key, 0)) for t in things)
            )
        full.add(cell)


def _labels(
    things: Sequence[Thing],
    sheet: Sheet,
    sizes: Mapping[str, tuple[float, float]],
    blocked: Sequence[Box],
) -> tuple[dict[str, Box] | None, Cell]:
    """Return a place for every label; or None, and the cell that had no room left."""
    found: dict[str, Box] = {}
    # What people have placed comes first: the others make room for it.
    for thing in sorted(things, key=lambda thing: thing.spot.angle is None):
        box = _free(thing, sizes[thing.key], sheet, blocked, list(found.values()))
        if box is None:
            return None, thing.cell
        found[thing.key] = box
    return found, ("", 0)


def _free(
    thing: Thing,
    size: tuple[float, float],
    sheet: Sheet,
    blocked: Sequence[Box],
    others: Sequence[Box],
) -> Box | None:
    """Return the first free place; one whose line disturbs no other label, if there is one."""
    best: Box | None = None
    fewest = math.inf
    for x, y in _places(thing.spot, sheet):
        box = Box(x, y, *size)
        if not box.within(sheet) or _taken(box, others) or _taken(box, blocked):
            continue
        if thing.spot.angle is not None:
            return box
        faults = _faults(box, others, sheet)
        if faults < fewest:
            best, fewest = box, faults
        if not faults:
            break
    return best


def _taken(box: Box, others: Iterable[Box]) -> bool:
    return any(box.meets(other, GAP) for other in others)


def _faults(box: Box, others: Sequence[Box], sheet: Sheet) -> float:
    """Weigh what would disturb: crossed labels, lines that run together, a border stepped over."""
    middle_x, middle_y = sheet.centre
    over = abs(box.x - middle_x) * 2 < box.width or abs(box.y - middle_y) * 2 < box.height
    faults = 0.5 if over else 0.0
    here = (box.x, box.y)
    turn = _direction(sheet.centre, here)
    for other in others:
        there = (other.x, other.y)
        faults += other.is_crossed(sheet.centre, here) + box.is_crossed(sheet.centre, there)
        apart = abs((turn - _direction(sheet.centre, there) + 180) % 360 - 180)
        faults += 0.25 if apart < _TOGETHER else 0
    return faults


def _direction(start: tuple[float, float], end: tuple[float, float]) -> float:
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _places(spot: Spot, sheet: Sheet) -> Iterator[tuple[float, float]]:
    start, end = RINGS[spot.closeness]
    distances = [start + (end - start) * part for part in _DISTANCES]
    begin = start_of(spot.field)
    if spot.angle is None:
        angles = [begin + 4 + (QUARTER - 8) * part for part in _spread(_ANGLES)]
        for angle in angles:
            for distance in distances:
                yield sheet.point(angle, distance)
        return
    wished = sheet.point(spot.angle, distances[0])
    angles = [spot.angle, *(begin + QUARTER * (n + 0.5) / _ANGLES for n in range(_ANGLES))]
    points = [sheet.point(angle, distance) for angle in angles for distance in distances]
    yield from sorted(points, key=lambda point: math.dist(point, wished))


@cache
def _spread(count: int) -> tuple[float, ...]:
    """Return parts between 0 and 1, each far from the ones before: 1/2, 1/4, 3/4, 1/8 …"""
    parts = []
    for number in range(1, count + 1):
        # The binary digits of the number, mirrored at the point: 1 → 0.1, 10 → 0.01, 11 → 0.11.
        digits = f"{number:b}"[::-1]
        parts.append(int(digits, 2) / 2 ** len(digits))
    return tuple(parts)


def _dots(things: Sequence[Thing], sheet: Sheet) -> dict[str, Box]:
    """Put numbers on one grid for the whole sheet, loosely: so they can never overlap."""
    points = _grid(sheet)
    found: dict[str, Box] = {}
    for cell in {thing.cell for thing in things}:
        mine = [thing for thing in things if thing.cell == cell]
        step = len(points[cell]) // len(mine)
        for thing, (x, y) in zip(mine, points[cell][::step], strict=False):
            found[thing.key] = Box(x, y, 2 * DOT, 2 * DOT)
    return found


def _grid(sheet: Sheet) -> dict[Cell, list[tuple[float, float]]]:
    """Return the points of the grid in each cell, from the middle of the cell outwards."""
    cells: dict[Cell, list[tuple[float, float]]] = {}
    for row in range(int(sheet.height // PITCH)):
        for column in range(int(sheet.width // PITCH)):
            x, y = (column + 0.5) * PITCH, (row + 0.5) * PITCH
            angle, distance = sheet.polar(x, y)
            for ring, (start, end) in RINGS.items():
                if start <= distance < end:
                    cells.setdefault((field_at(angle), ring), []).append((x, y))
    for (field, ring), points in cells.items():
        middle = sheet.point(start_of(field) + QUARTER / 2, sum(RINGS[ring]) / 2)
        points.sort(key=lambda point, middle=middle: math.dist(point, middle))  # type: ignore[misc]
    return cells


def capacity(sheet: Sheet) -> int:
    """Return how many numbers the smallest cell of a sheet holds."""
    return min(len(points) for points in _grid(sheet).values())
