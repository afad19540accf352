"""How the ties of a family are drawn: boxes, frames and lines with right angles.

Between two rows lies a gap with lanes; every level part of a line has a lane of its own there, so
that lines cross but never lie on each other. Lines leave boxes at points spread over their edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cases.rules.family_layout import (
    HEIGHT,
    MARGIN,
    PADDING,
    WIDTH,
    Placing,
    Relative,
    place,
)
from cases.rules.kinship import PARENTAL, Kind, Tie, clean

LANE = 12
# Room for the lower edge of a frame with its name, and for the upper edge of the next one.
BELOW = 44
ABOVE = 28

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a person: left upper corner and row."""

    person: int
    x: int
    y: int
    row: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a household."""

    home: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A tie, or several with the same parents, as polylines. `beside`: a couple side by side."""

    kind: Kind
    paths: tuple[tuple[Point, ...], ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a picture needs; all of it lies inside `width` × `height`."""

    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


@dataclass
class _Route:
    """A line before its lanes and anchors are known.

    `ends` are (person, side); `legs` are the gaps in which it runs level, from left to right.
    """

    key: tuple
    kind: Kind
    ends: list[tuple[int, str]] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    through: int | None = None


def draw(people: Iterable[Relative], ties: Iterable[Tie]) -> Drawing:
    """Return the picture of a family; ties that follow from drawn ones are left out."""
    people = list(people)
    ties = clean(ties, [each.number for each in people])
    placing = place(people, ties)
    drawn = [tie for tie in ties if not _follows(tie, ties)]
    direct = [tie for tie in drawn if _side_by_side(tie, placing)]
    routes = _routes([tie for tie in drawn if tie not in direct], placing)
    anchors = _anchors(routes, placing)
    lanes, count = _lanes(routes, anchors)
    tops = _tops(placing, count)
    lines = [_beside(tie, nth, placing, tops) for tie, nth in _numbered(direct)]
    lines += [_polyline(route, anchors, lanes, placing, tops) for route in routes]
    frames = _frames(placing, tops)
    right = max((x + block.width for block, x in placing.blocks), default=0)
    last = max(placing.rows.values(), default=0)
    return Drawing(
        tuple(Box(p, x, tops[placing.rows[p]], placing.rows[p]) for p, x in placing.left.items()),
        tuple(frames),
        tuple(lines),
        right + MARGIN,
        tops.get(last, 0) + HEIGHT + BELOW,
    )


def _follows(tie: Tie, ties: Sequence[Tie]) -> bool:
    """Return whether the picture says it already: siblings by parents, grandparents by parents."""
    children: dict[int, set[int]] = defaultdict(set)
    parents: dict[int, set[int]] = defaultdict(set)
    for each in ties:
        if each.kind in PARENTAL:
            children[each.one].add(each.other)
            parents[each.other].add(each.one)
    if tie.kind == Kind.GRANDPARENT:
        return bool(children[tie.one] & parents[tie.other])
    if tie.kind in {Kind.SIBLING, Kind.HALF_SIBLING}:
        return bool(parents[tie.one] & parents[tie.other])
    return False


def _side_by_side(tie: Tie, placing: Placing) -> bool:
    row = placing.rows[tie.one]
    if tie.kind in PARENTAL or placing.rows[tie.other] != row:
        return False
    low, high = sorted((placing.left[tie.one], placing.left[tie.other]))
    return not any(
        low < x < high and placing.rows[person] == row for person, x in placing.left.items()
    )


def _numbered(ties: Iterable[Tie]) -> Iterable[tuple[Tie, int]]:
    """Count the ties of each pair, so that two of them lie beneath each other."""
    seen: dict[tuple[int, int], int] = defaultdict(int)
    for tie in ties:
        pair = (min(tie.one, tie.other), max(tie.one, tie.other))
        yield tie, seen[pair]
        seen[pair] += 1


def _beside(tie: Tie, nth: int, placing: Placing, tops: Mapping[int, int]) -> Line:
    first, second = sorted((tie.one, tie.other), key=lambda person: placing.left[person])
    y = tops[placing.rows[tie.one]] + HEIGHT // 2 + 16 * nth
    path = ((placing.left[first] + WIDTH, y), (placing.left[second], y))
    return Line(tie.kind, (path,), beside=True)


def _routes(ties: Sequence[Tie], placing: Placing) -> list[_Route]:
    """Return the lines to lay: one for the children of the same parents, one for any other tie."""
    rows = placing.rows
    parents: dict[tuple[int, Kind], list[int]] = defaultdict(list)
    routes = []
    for tie in ties:
        if tie.kind in PARENTAL and rows[tie.other] == rows[tie.one] + 1:
            parents[tie.other, tie.kind].append(tie.one)
            continue
        routes.append(_single(tie, placing))
    unions: dict[tuple[Kind, tuple[int, ...]], list[int]] = defaultdict(list)
    for (child, kind), both in parents.items():
        unions[kind, tuple(sorted(both))].append(child)
    for (kind, couple), children in sorted(unions.items()):
        ends = [*((p, "bottom") for p in couple), *((c, "top") for c in sorted(children))]
        routes.append(_Route((0, kind, couple), kind, ends, [rows[children[0]]]))
    return sorted(routes, key=lambda route: route.key)


def _single(tie: Tie, placing: Placing) -> _Route:
    rows = placing.rows
    upper, lower = sorted((tie.one, tie.other), key=lambda p: (rows[p], placing.left[p]))
    key = (1, tie.kind, (upper, lower))
    if rows[upper] == rows[lower]:
        return _Route(key, tie.kind, [(upper, "top"), (lower, "top")], [rows[upper]])
    gaps = [rows[upper] + 1]
    through = None
    if rows[lower] > rows[upper] + 1:
        gaps.append(rows[lower])
        through = _free(placing, range(rows[upper] + 1, rows[lower]), placing.middle(lower))
    return _Route(key, tie.kind, [(upper, "bottom"), (lower, "top")], gaps, through)


def _free(placing: Placing, rows: Iterable[int], wanted: int) -> int:
    """Return the place nearest to `wanted` where no box of these rows stands in the way."""
    boxes = [(x - 6, x + WIDTH + 6) for p, x in placing.left.items() if placing.rows[p] in rows]
    spots = [wanted, *(edge for box in boxes for edge in box)]
    free = [x for x in spots if not any(low < x < high for low, high in boxes)]
    return max(1, min(free, key=lambda x: (abs(x - wanted), x)))


def _anchors(routes: Sequence[_Route], placing: Placing) -> dict[tuple, int]:
    """Spread the ends of lines over the edges of their boxes, in the order of where they lead."""
    ends: dict[tuple[int, str], list[tuple[float, tuple]]] = defaultdict(list)
    for route in routes:
        middles = [placing.middle(person) for person, _side in route.ends]
        for place_, (person, side) in enumerate(route.ends):
            others = [m for other, m in enumerate(middles) if other != place_]
            ends[person, side].append((sum(others) / len(others), route.key))
    found = {}
    for (person, side), leading in ends.items():
        for nth, (_aim, key) in enumerate(sorted(leading)):
            found[person, side, key] = placing.middle(person) + _offset(nth, len(leading), side)
    return found


def _offset(nth: int, count: int, side: str) -> int:
    """Return where on an edge a line ends, seen from its middle.

    Lines from above and from below keep to different places: else a line that ends in a lane and
    one that begins in the next would look like one.
    """
    step = WIDTH * (nth + 1) // (count + 1) - WIDTH // 2
    if count == 1 or count > WIDTH // 16 - 1:
        return step
    return step // 16 * 16 + (8 if side == "bottom" else 0)


def _legs(route: _Route, anchors: Mapping[tuple, int]) -> list[tuple[int, int, int]]:
    """Return the level parts as (gap, from, to)."""
    xs = [anchors[person, side, route.key] for person, side in route.ends]
    if len(route.gaps) == 1:
        return [(route.gaps[0], min(xs), max(xs))]
    turn = route.through or 0
    return [(gap, min(x, turn), max(x, turn)) for gap, x in zip(route.gaps, xs, strict=True)]


def _lanes(
    routes: Sequence[_Route], anchors: Mapping[tuple, int]
) -> tuple[dict[tuple, int], dict[int, int]]:
    """Give each level part the first free lane of its gap; return lanes and how many each has."""
    taken: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    lanes: dict[tuple, int] = {}
    count: dict[int, int] = defaultdict(int)
    legs = [
        (gap, low, high, route.key) for route in routes for gap, low, high in _legs(route, anchors)
    ]
    for gap, low, high, key in sorted(legs):
        lane = 0
        while any(low <= end + LANE and begin - LANE <= high for begin, end in taken[gap, lane]):
            lane += 1
        taken[gap, lane].append((low, high))
        lanes[key, gap] = lane
        count[gap] = max(count[gap], lane + 1)
    return lanes, count


def _tops(placing: Placing, count: Mapping[int, int]) -> dict[int, int]:
    """Return row → upper edge of its boxes."""
    tops = {}
    y = 0
    for row in range(max(placing.rows.values(), default=-1) + 1):
        y += ABOVE + count.get(row, 0) * LANE
        tops[row] = y
        y += HEIGHT + BELOW
    return tops


def _polyline(
    route: _Route,
    anchors: Mapping[tuple, int],
    lanes: Mapping[tuple, int],
    placing: Placing,
    tops: Mapping[int, int],
) -> Line:
    def edge(person: int, side: str) -> Point:
        top = tops[placing.rows[person]]
        y = top if side == "top" else top + HEIGHT
        return (anchors[person, side, route.key], y)

    # The lanes of a gap lie above the room for the frames of its row.
    level = {gap: tops[gap] - ABOVE - lanes[route.key, gap] * LANE for gap in route.gaps}
    ends = [edge(person, side) for person, side in route.ends]
    if route.through is not None:
        (x1, y1), (x2, y2) = ends
        first, second = (level[gap] for gap in route.gaps)
        turn = route.through
        whole = ((x1, y1), (x1, first), (turn, first), (turn, second), (x2, second), (x2, y2))
        return Line(route.kind, (whole,))
    y = level[route.gaps[0]]
    if len(ends) == 2:
        (x1, y1), (x2, y2) = ends
        return Line(route.kind, (((x1, y1), (x1, y), (x2, y), (x2, y2)),))
    xs = [x for x, _y in ends]
    stems = [((x, end), (x, y)) for x, end in ends]
    return Line(route.kind, (((min(xs), y), (max(xs), y)), *stems))


def _frames(placing: Placing, tops: Mapping[int, int]) -> Iterable[Frame]:
    for block, x in placing.blocks:
        if block.home is not None:
            y = tops[block.span[0]] - PADDING
            bottom = tops[block.span[-1]] + HEIGHT + PADDING
            yield Frame(block.home, x, y, block.width, bottom - y)
