"""The pen strokes of the resource map: quarters, lines of ties, the signs of the fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from cases.rules.mapping import FAR, INFRASTRUCTURE, MATERIAL, MIDDLE, NEAR, PERSONAL, SOCIAL, Sheet
from sro.ui.charts import palette

#: Dark blue: white letters on it can be read.
PERSON = "#173a63"
_STRAINED = "#a33d00"
_PLAIN = "#3d3d3d"
_FAINT = "#666666"

#: Of the one data palette, so that neighbours differ for colour-blind eyes, too.
_COLOURS = {
    PERSONAL: palette.SERIES[1],
    SOCIAL: palette.SERIES[0],
    MATERIAL: palette.SERIES[5],
    INFRASTRUCTURE: palette.SERIES[6],
}
_TINTS = {NEAR: 0.34, MIDDLE: 0.21, FAR: 0.11}
_KAPPA = 0.36  # where the first baseline lies below the middle of a line of letters

_WAVE, _SWING = 17.0, 7.0


def num(value: float) -> str:
    """Write a number of the drawing briefly."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def colour(field: str) -> str:
    """Return the colour of a field."""
    return _COLOURS[field]


def tint(field: str, ring: int) -> str:
    """Return the ground of a ring in a field: the nearer, the fuller."""
    part = _TINTS[ring]
    channels = (int(_COLOURS[field][n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - channel) * part):02x}" for channel in channels)


def quarter(sheet: Sheet, start: int, distance: float, fill: str) -> str:
    """Return a quarter of the ellipse, from an angle clockwise."""
    x, y = sheet.centre
    a, b = (axis * distance for axis in sheet.axes)
    ends = [sheet.point(start, distance), sheet.point(start + 90, distance)]
    (x1, y1), (x2, y2) = ends
    return (
        f'<path d="M{num(x)},{num(y)}L{num(x1)},{num(y1)}A{num(a)},{num(b)} 0 0 1 '
        f'{num(x2)},{num(y2)}Z" fill="{fill}"/>'
    )


def ellipse(sheet: Sheet, distance: float) -> str:
    """Return the line between two rings."""
    x, y = sheet.centre
    a, b = (axis * distance for axis in sheet.axes)
    return (
        f'<ellipse cx="{num(x)}" cy="{num(y)}" rx="{num(a)}" ry="{num(b)}" fill="none" '
        f'stroke="{palette.PAPER}" stroke-width="3"/>'
    )


def cross(sheet: Sheet) -> list[str]:
    """Return the white lines between the fields."""
    points = [(sheet.point(angle, 1.01), sheet.point(angle + 180, 1.01)) for angle in (0, 90)]
    return [
        f'<path d="M{num(x1)},{num(y1)}L{num(x2)},{num(y2)}" stroke="{palette.PAPER}" '
        'stroke-width="10"/>'
        for (x1, y1), (x2, y2) in points
    ]


def words(
    lines: Sequence[str],
    x: float,
    y: float,
    size: float,
    *,
    anchor: str = "middle",
    fill: str = palette.INK,
    weight: int = 400,
) -> str:
    """Return lines of text whose block has its middle at a point."""
    first = y - (len(lines) - 1) * size * 0.6 + size * _KAPPA
    spans = "".join(
        f'<tspan x="{num(x)}" y="{num(first + n * size * 1.2)}">{escape(line)}'
        # A space that is not drawn: read as one text, the words of two lines stay apart.
        f"{' ' if n + 1 < len(lines) else ''}</tspan>"
        for n, line in enumerate(lines)
    )
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text font-size="{num(size)}" text-anchor="{anchor}" fill="{fill}"{bold}>{spans}</text>'
    )


# --- ties ----------------------------------------------------------------------------------------

_STYLES = {
    "strong": f'stroke="{_PLAIN}" stroke-width="6.5"',
    "weak": f'stroke="{_PLAIN}" stroke-width="1.8"',
    "strained": f'stroke="{_STRAINED}" stroke-width="2.6" stroke-linejoin="round"',
    "": f'stroke="{_FAINT}" stroke-width="3" stroke-dasharray="0.1 9" stroke-linecap="round"',
}


def tie(kind: str, start: tuple[float, float], end: tuple[float, float], key: str = "") -> str:
    """Return the line from the person to a resource: thick, thin, zigzag or dotted."""
    path = zigzag(start, end) if kind == "strained" else straight(start, end)
    named = f"data-tie={quoteattr(key)} data-kind={quoteattr(kind)} " if key else ""
    return f'<path {named}d="{path}" fill="none" {_STYLES[kind]}/>'


def straight(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a straight line as a path."""
    return f"M{num(start[0])},{num(start[1])}L{num(end[0])},{num(end[1])}"


def zigzag(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a zigzag line as a path."""
    length = math.dist(start, end)
    count = max(round(length / _WAVE) * 2, 2)
    across = ((end[1] - start[1]) / (length or 1), (start[0] - end[0]) / (length or 1))
    points = [start]
    for n in range(1, count):
        part, side = n / count, _SWING if n % 2 else -_SWING
        points.append(
            (
                start[0] + (end[0] - start[0]) * part + across[0] * side,
                start[1] + (end[1] - start[1]) * part + across[1] * side,
            )
        )
    points.append(end)
    return "M" + "L".join(f"{num(x)},{num(y)}" for x, y in points)


# --- signs ---------------------------------------------------------------------------------------


def figure(x: float, y: float, size: float) -> str:
    """Return a small white figure: head and shoulders."""
    half = num(size * 1.5)
    return (
        f'<circle cx="{num(x)}" cy="{num(y - size)}" r="{num(size * 0.8)}" fill="{palette.PAPER}"/>'
        f'<path d="M{num(x - size * 1.5)},{num(y + size * 1.5)}a{half},{half} 0 0 1 '
        f'{num(size * 3)},0z" fill="{palette.PAPER}"/>'
    )


def sign(field: str, x: float, y: float) -> str:
    """Return the sign of a field in a coloured disc: star, people, house, path."""
    disc = (
        f'<circle cx="{num(x)}" cy="{num(y)}" r="24" fill="{tint(field, NEAR)}" '
        f'stroke="{colour(field)}" stroke-width="2"/>'
    )
    stroke = f'fill="none" stroke="{palette.INK}" stroke-width="2.4" stroke-linejoin="round"'
    at = f'transform="translate({num(x)},{num(y)})" stroke-linecap="round"'
    return f'{disc}<path {at} d="{_SIGNS[field]}" {stroke}/>'


def _star(points: int = 5, outer: float = 14.0, inner: float = 6.0) -> str:
    corners = []
    for n in range(points * 2):
        radius = inner if n % 2 else outer
        turn = math.pi * n / points
        corners.append(f"{num(radius * math.sin(turn))},{num(-radius * math.cos(turn))}")
    return "M" + "L".join(corners) + "Z"


_SIGNS = {
    PERSONAL: _star(),
    # Two heads with shoulders.
    SOCIAL: (
        "M-10.5,-6a4.5,4.5 0 1 1 9,0a4.5,4.5 0 1 1 -9,0M1.5,-6a4.5,4.5 0 1 1 9,0a4.5,4.5 0 1 1 -9,0"
        "M-14,11c0,-7 3.5,-9.5 8,-9.5c3,0 5,1 6,2.5c1,-1.5 3,-2.5 6,-2.5c4.5,0 8,2.5 8,9.5"
    ),
    # A house with its door.
    MATERIAL: "M-13,-1L0,-13L13,-1M-9.5,-3V11H9.5V-3M-3,11V3H3V11",
    # A sign of a place on the map.
    INFRASTRUCTURE: (
        "M0,14C-6,6 -10.5,1 -10.5,-4.5a10.5,10.5 0 1 1 21,0C10.5,1 6,6 0,14Z"
        "M-4,-4.5a4,4 0 1 1 8,0a4,4 0 1 1 -8,0"
    ),
}
