"""A resource map as a place: where a resource lies, what a place means, how one moves it.

The person stands in the middle. Four fields are the quarters around them, three rings say how
near a resource is. Angles are whole degrees, clockwise from the top; lengths are units of the
sheet. The rings are ellipses, so that a landscape sheet is used well: distances are counted in
parts of the half axes, 0 in the middle and 1 at the outer edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

PERSONAL = "personal"
SOCIAL = "social"
MATERIAL = "material"
INFRASTRUCTURE = "infrastructure"

#: Clockwise from the top; each field is a quarter.
AROUND = (SOCIAL, INFRASTRUCTURE, MATERIAL, PERSONAL)
#: As people read the sheet: upper left, upper right, lower left, lower right.
READING = (PERSONAL, SOCIAL, MATERIAL, INFRASTRUCTURE)
QUARTER = 90

NEAR, MIDDLE, FAR = 1, 2, 3
#: Inside of it stands the person.
CORE = 0.18
#: Where a ring begins and ends.
RINGS = {NEAR: (CORE, 0.5), MIDDLE: (0.5, 0.76), FAR: (0.76, 1.0)}

#: One step of the arrow keys around the person.
STEP = 10
#: More do not fit on one sheet, and nobody would read them.
MOST = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a resource lies. Without an angle the map finds a free place in field and ring."""

    field: str
    closeness: int
    angle: int | None = None

    def __post_init__(self) -> None:
        if self.field not in AROUND:
            raise ValueError(f"no field of the map: {self.field!r}")
        if self.closeness not in RINGS:
            raise ValueError(f"no ring of the map: {self.closeness!r}")
        if self.angle is not None and field_at(self.angle) != self.field:
            raise ValueError(f"{self.angle}° does not lie in the field {self.field}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: its size, the edge that stays empty, and room above and below the rings."""

    width: float
    height: float
    edge: float = 12
    top: float = 0
    bottom: float = 0

    @property
    def centre(self) -> tuple[float, float]:
        """The place of the person."""
        return self.width / 2, (self.top + self.height - self.bottom) / 2

    @property
    def axes(self) -> tuple[float, float]:
        """Half the width and half the height of the outer ring."""
        height = self.height - self.top - self.bottom
        return self.width / 2 - self.edge, height / 2 - self.edge

    def point(self, angle: float, distance: float) -> tuple[float, float]:
        """Return the point at an angle and a distance from the middle (0 to 1)."""
        x, y = self.centre
        a, b = self.axes
        turn = math.radians(angle)
        return x + a * distance * math.sin(turn), y - b * distance * math.cos(turn)

    def polar(self, x: float, y: float) -> tuple[float, float]:
        """Return angle (0 ≤ angle < 360) and distance of a point; the inverse of `point`."""
        middle_x, middle_y = self.centre
        a, b = self.axes
        right, up = (x - middle_x) / a, (middle_y - y) / b
        return math.degrees(math.atan2(right, up)) % 360 % 360, math.hypot(right, up)


def field_at(angle: float) -> str:
    """Return the field that an angle lies in."""
    return AROUND[int(angle % 360 % 360 // QUARTER)]


def start_of(field: str) -> int:
    """Return the angle at which a field begins, clockwise."""
    return AROUND.index(field) * QUARTER


def ring_at(distance: float) -> int:
    """Return the ring that a distance lies in; the middle counts as near, outside as far."""
    return next((ring for ring, (_start, end) in RINGS.items() if distance < end), FAR)


def spot_at(sheet: Sheet, x: float, y: float) -> Spot:
    """Return what it means to lay a resource down at a point, wherever that is."""
    angle, distance = sheet.polar(x, y)
    whole = int(angle)  # not rounded: that could lead across a border
    return Spot(field_at(whole), ring_at(distance), whole)


# --- moving, step by step ------------------------------------------------------------------------


def nearer(spot: Spot) -> Spot:
    """One ring towards the person; from the innermost ring there is no nearer."""
    return replace(spot, closeness=max(spot.closeness - 1, NEAR))


def farther(spot: Spot) -> Spot:
    """One ring away from the person; from the outermost ring there is no farther."""
    return replace(spot, closeness=min(spot.closeness + 1, FAR))


def turned(spot: Spot, steps: int, seen: int | None = None) -> Spot:
    """Move around the person, clockwise for positive `steps`; crossing a border changes the field.

    `seen` is the angle at which a resource without one was drawn.
    """
    angle = (_angle(spot, seen) + steps * STEP) % 360
    return Spot(field_at(angle), spot.closeness, angle)


def next_field(spot: Spot, seen: int | None = None) -> Spot:
    """Move to the same place in the next field, clockwise."""
    angle = (_angle(spot, seen) + QUARTER) % 360
    return Spot(field_at(angle), spot.closeness, angle)


def pushed(spot: Spot, direction: str, seen: int | None = None) -> Spot:
    """Move one step as seen on the sheet: `up`, `down`, `left` or `right`.

    Where that leads to or from the person the ring changes, elsewhere the angle. From the
    innermost ring one comes out on the other side of the person.
    """
    angle = _angle(spot, seen)
    to_right, to_top = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    beside = abs(to_right) > abs(to_top)
    if direction in ("left", "right"):
        along, sign = beside, 1 if direction == "right" else -1
        outward, clockwise = sign * to_right, sign * to_top
    elif direction in ("up", "down"):
        along, sign = not beside, 1 if direction == "up" else -1
        outward, clockwise = sign * to_top, -sign * to_right
    else:
        raise ValueError(f"no direction on the sheet: {direction!r}")
    if not along:
        return turned(spot, 1 if clockwise > 0 else -1, seen)
    if outward > 0:
        return farther(spot)
    if spot.closeness > NEAR:
        return nearer(spot)
    return turned(spot, 180 // STEP, seen)


#: What the keys of the map do, by the names that the page sends.
MOVES = (
    *("nearer", "farther", "clockwise", "counterclockwise", "next_field"),
    *("up", "down", "left", "right"),
)


def moved(spot: Spot, move: str, seen: int | None = None) -> Spot:
    """Do one of `MOVES`; `seen` is where a resource without an angle was drawn."""
    if move == "nearer":
        return nearer(spot)
    if move == "farther":
        return farther(spot)
    if move == "next_field":
        return next_field(spot, seen)
    if move in ("clockwise", "counterclockwise"):
        return turned(spot, 1 if move == "clockwise" else -1, seen)
    return pushed(spot, move, seen)


def _angle(spot: Spot, seen: int | None) -> int:
    if spot.angle is not None:
        return spot.angle
    return start_of(spot.field) + QUARTER // 2 if seen is None else seen % 360
