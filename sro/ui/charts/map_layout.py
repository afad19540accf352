"""How maps are drawn: classes and their fills, areas, names, places, legends."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from sro.ui.charts import geo, layout, palette
from sro.ui.charts.layout import Format, Spec
from sro.ui.charts.numbers import MINUS, ChartError, NumberFormat
from sro.ui.charts.scales import Classes, diverging_breaks, sequential_classes
from sro.ui.charts.text import fit, text_width, wrap
from sro.ui.charts.words import Words

_LEGEND_ROOM = 190  # to the right of a wide map
_TALLEST = 560  # height of a map
_NAMED_AREAS = 40  # with more areas names would only be noise
_NAME_SIZE = 12
_LINE = _NAME_SIZE + 2


class Fill(NamedTuple):
    """A class of values, `low` ≤ value < `high` where given, and how its areas are filled.

    With a `side` (1 more, 0 unchanged, -1 less), the bounds are of the size without sign.
    """

    label: str
    colour: str
    low: Fraction | None = None
    high: Fraction | None = None
    side: int | None = None
    values: bool = True

    def holds(self, value: Fraction) -> bool:
        """True if the value falls into this class."""
        if not self.values:
            return False
        if self.side is not None:
            if (value > 0) - (value < 0) != self.side:
                return False
            value = abs(value)
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)


def sequential_fills(
    numbers: list[Fraction], breaks: list[Fraction] | None, number: NumberFormat, words: Words
) -> list[Fill]:
    """Classes from much (dark, first) to little (light), then those without a number."""
    if breaks is None:
        classes = sequential_classes([n / number.per for n in numbers])
        breaks = [b * number.per for b in classes.breaks]
    Classes(tuple(breaks))  # refuses breaks that do not rise
    if len(breaks) + 1 > max(palette.SEQUENTIAL):
        raise ChartError(f"more than {max(palette.SEQUENTIAL)} classes")
    colours = palette.SEQUENTIAL[max(len(breaks) + 1, 2)][-len(breaks) - 1 :]
    edges = [None, *breaks, None]
    fills = [
        Fill(label, colour, low, high)
        for label, colour, (low, high) in zip(
            _class_labels(breaks, numbers, number, words), colours, pairwise(edges), strict=True
        )
    ]
    return [*(reversed(fills) if numbers else ()), *_gaps(words)]


def diverging_fills(
    numbers: list[Fraction], breaks: list[Fraction] | None, number: NumberFormat, words: Words
) -> list[Fill]:
    """Classes of increase from large to small, no change, decrease from small to large."""
    if breaks is None:
        breaks = [b * number.per for b in diverging_breaks([n / number.per for n in numbers])]
    if any(b <= 0 for b in breaks):
        raise ChartError("breaks of differences are sizes, above zero")
    Classes(tuple(breaks))
    if len(breaks) + 1 > len(palette.MORE_CLASSES):
        raise ChartError(f"more than {len(palette.MORE_CLASSES)} classes on each side")
    labels = _class_labels(breaks, [abs(n) for n in numbers], number, words)
    start = len(palette.MORE_CLASSES) - len(labels)
    edges = list(pairwise([Fraction(0), *breaks, None]))

    def arm(side: int, sign: str, word: str, colours: Sequence[str]) -> list[Fill]:
        return [
            Fill(f"{sign} {word}: {label}" if breaks else f"{sign} {word}", colour, low, high, side)
            for label, colour, (low, high) in zip(labels, colours[start:], edges, strict=True)
        ]

    more = arm(1, "+", words.more, palette.MORE_CLASSES)
    less = arm(-1, MINUS, words.less, palette.LESS_HATCHED)
    unchanged = Fill(words.unchanged, palette.UNCHANGED, side=0)
    return [*reversed(more), unchanged, *less, *_gaps(words)]


def _gaps(words: Words) -> list[Fill]:
    return [
        Fill(words.suppressed, palette.SUPPRESSED, values=False),
        Fill(words.missing, palette.MISSING, values=False),
    ]


def _class_labels(
    breaks: Sequence[Fraction], numbers: list[Fraction], number: NumberFormat, words: Words
) -> list[str]:
    if not breaks:
        ends = sorted({min(numbers), max(numbers)}) if numbers else []
        return [" – ".join(number.text(n) for n in ends)]
    axis = number.axis(max(breaks, key=abs))
    plain = [axis.text(axis.number(b)) for b in breaks]
    units = [axis.text_with_unit(axis.number(b)) for b in breaks]
    return [
        words.below.format(high=units[0]),
        *(
            words.between.format(low=low, high=high)
            for low, high in zip(plain, units[1:], strict=False)
        ),
        words.above.format(low=units[-1]),
    ]


Box = tuple[float, float, float, float]
Shape = tuple[geo.Area, str, Fill, str]


def area_spec(
    size: Format, shapes: list[Shape], briefs: list[str], heading: str, fills: list[Fill]
) -> Spec:
    """Areas with their fills; in the wide layout with names and short values where they fit."""
    used = {fill.label for _, _, fill, _ in shapes}
    shown = [fill for fill in fills if fill.values or fill.label in used]
    window = geo.frame(geo.positions_of(area for area, _, _, _ in shapes))
    width, height = _extent(size, window, _LEGEND_ROOM)
    features = [
        _feature(area, {"class": fill.label, "tip": f"{label}: {value}"})
        for area, label, fill, value in shapes
    ]
    layers: list[Spec] = [
        {
            "data": {"values": features},
            "mark": {"type": "geoshape", "stroke": palette.OUTLINE, "strokeWidth": 0.8},
            "encoding": {
                "fill": {
                    "field": "properties.class",
                    "type": "nominal",
                    "scale": {
                        "domain": [fill.label for fill in shown],
                        "range": [fill.colour for fill in shown],
                    },
                    "legend": {
                        "orient": "bottom" if size.narrow else "right",
                        "columns": 1,
                        "title": fit(heading, _LEGEND_ROOM - 10, size.text),
                        "titleFontSize": size.text,
                        "titleFontWeight": "bold",
                        "titleLimit": 0,
                        "titlePadding": 8,
                    },
                },
                "description": {"field": "properties.tip", "type": "nominal"},
            },
        }
    ]
    if not size.narrow and len(shapes) <= _NAMED_AREAS:
        named = [(area, label) for area, label, _, _ in shapes]
        layers.append(_names(named, briefs, window, width))
    return _map(size, width, height, layers)


class Place(NamedTuple):
    """A place as it is drawn."""

    name: str
    category: str
    longitude: float
    latitude: float


def place_spec(
    size: Format,
    outer: list[geo.Area],
    parts: list[geo.Area],
    points: list[Place],
    words: dict[str, str],
) -> Spec:
    """One area, its parts, and places as shapes by category with their number in the legend."""
    corners = [*geo.positions_of(outer), *((p.longitude, p.latitude) for p in points)]
    window = geo.frame(corners)
    counts = {code: sum(p.category == code for p in points) for code in words}
    labels = {
        code: f"{fit(word, _LEGEND_ROOM - 60, size.text)} ({counts[code]})"
        for code, word in words.items()
        if counts[code]
    }
    if len(set(labels.values())) < len(labels):
        labels = {code: f"{words[code]} ({counts[code]})" for code in labels}
    width, height = _extent(size, window, _LEGEND_ROOM)
    layers: list[Spec] = [
        _plain([_feature(a, {}) for a in outer if a.polygons], palette.LAND, 1.6),
    ]
    drawn_parts = [area for area in parts if area.polygons]
    if drawn_parts:
        layers.append(_plain([_feature(a, {}) for a in drawn_parts], None, 0.6))
    if labels:
        layers.append(_places(size, points, words, labels))
    if drawn_parts and not size.narrow:
        named = [(a, a.name) for a in drawn_parts]
        names = _names(named, [""] * len(named), window, width)
        names["mark"]["strokeWidth"] = 1.5  # a thin halo, so that no place is hidden
        layers.append(names)
    return _map(size, width, height, layers)


def _places(
    size: Format,
    points: list[Place],
    words: dict[str, str],
    labels: dict[str, str],
) -> Spec:
    legend = {"orient": "bottom" if size.narrow else "right", "columns": 1, "symbolSize": 130}
    ranks = list(words)

    def by_category(choices: Sequence[object]) -> Spec:
        # A category keeps its shape and colour, also where another one has no places.
        chosen = [choices[ranks.index(code)] for code in labels]
        return {
            "field": "category",
            "type": "nominal",
            "scale": {"domain": list(labels.values()), "range": chosen},
            "legend": legend,
        }

    rows = [
        {
            "longitude": p.longitude,
            "latitude": p.latitude,
            "category": labels[p.category],
            "tip": f"{p.name} ({words[p.category]})",
        }
        for code in labels
        for p in points
        if p.category == code
    ]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "size": 60 if len(rows) <= 150 else 38,
            "opacity": 1,
            "stroke": palette.PAPER,
            "strokeWidth": 0.7,
        },
        "encoding": {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
            "fill": by_category(palette.SERIES),
            "shape": by_category(palette.SHAPES),
            "description": {"field": "tip", "type": "nominal"},
        },
    }


def _extent(size: Format, window: geo.Frame, legend: float) -> tuple[float, float]:
    """Width and height of the map itself; tall areas become narrower, not endless."""
    width = size.width - 8 - (0 if size.narrow else legend)
    width = min(width, _TALLEST / window.ratio) if window.ratio else width
    return width, max(width * window.ratio, 60)


def _map(size: Format, width: float, height: float, layers: list[Spec]) -> Spec:
    return layout.spec(
        size, width=width, height=height, projection={"type": "mercator"}, layer=layers
    )


def _feature(area: geo.Area, properties: Spec) -> Spec:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": geo.geometry(area.polygons),
    }


def _plain(features: list[Spec], colour: str | None, line: float) -> Spec:
    return {
        "data": {"values": features},
        "mark": {
            "type": "geoshape",
            "aria": False,
            "fill": colour,
            "stroke": palette.OUTLINE,
            "strokeWidth": line,
        },
    }


def _names(
    named: list[tuple[geo.Area, str]], briefs: list[str], window: geo.Frame, width: float
) -> Spec:
    """Names in the middle of their areas, the roomiest first; none lies on another.

    Where name and value do not fit, the name stands alone; where that does not fit, nothing.
    """
    scale = width / ((window.east - window.west) * window.narrowing or 1)
    places = [geo.label_place(area.polygons, window.narrowing) for area, _ in named]
    order = sorted(range(len(named)), key=lambda i: -places[i][1])
    taken: list[Box] = []
    rows = []
    for i in order:
        (longitude, latitude), radius = places[i]
        x = (longitude - window.west) * window.narrowing * scale
        y = (window.north - latitude) * scale
        lines = wrap(named[i][1], 18, lines=2)
        choices = [[*lines, briefs[i]], lines] if briefs[i] else [lines]
        found = _free_box(choices, x, y, radius * scale, taken)
        if found:
            text, box = found
            taken.append(box)
            first_line = window.north - (box[1] + _LINE / 2) / scale
            middle = window.west + (box[0] + box[2]) / 2 / scale / window.narrowing
            rows.append({"longitude": middle, "latitude": first_line, "lines": text})
    return {
        "data": {"values": rows},
        "mark": {
            "type": "text",
            "aria": False,
            "fontSize": _NAME_SIZE,
            "lineHeight": _LINE,
            "baseline": "middle",
            "stroke": palette.PAPER,
            "strokeWidth": 3,
            "strokeJoin": "round",
        },
        "encoding": {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
            "text": {"field": "lines", "type": "nominal"},
        },
    }


def _free_box(
    choices: list[list[str]], x: float, y: float, radius: float, taken: list[Box]
) -> tuple[list[str], Box] | None:
    """Find a text and a place for it: in the middle, or moved a little, clear of the others."""
    for text in choices:
        wide = max(text_width(line, _NAME_SIZE) for line in text) / 2
        tall = len(text) * _LINE / 2
        if wide > 4 * radius:
            continue
        for dx, dy in ((0, 0), (0, 1), (0, -1), (0, 2), (0, -2), (1, 0), (-1, 0), (1, 1), (-1, 1)):
            cx, cy = x + dx * radius * 0.7, y + dy * radius * 0.7
            box = (cx - wide, cy - tall, cx + wide, cy + tall)
            if not any(_overlap(box, other) for other in taken):
                return text, box
    return None


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
