"""Maps: areas coloured by value, and places of one area. Drawn from our own boundaries; no tiles.

Colour is never alone: classes differ in lightness, decreases and missing values are hatched,
categories of places differ in shape, and names and values stand on the areas where they fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from sro.ui.charts import layout
from sro.ui.charts.geo import areas, on_earth
from sro.ui.charts.layout import NARROW, WIDE, is_number
from sro.ui.charts.map_layout import (
    Fill,
    Place,
    area_spec,
    diverging_fills,
    place_spec,
    sequential_fills,
)
from sro.ui.charts.numbers import (
    COUNT,
    PROTECTED_SPACE,
    Axis,
    ChartError,
    Number,
    NumberFormat,
    Value,
    exact,
    german,
)
from sro.ui.charts.palette import SHAPES
from sro.ui.charts.picture import Picture, Table, to_json
from sro.ui.charts.text import clean_text
from sro.ui.charts.words import GERMAN, Words

Features = Mapping[str, Any] | Iterable[Mapping[str, Any]]


def choropleth(
    features: Features,
    values: Mapping[str, Value],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    number: NumberFormat = COUNT,
    scale: Literal["sequential", "diverging"] = "sequential",
    breaks: Sequence[Number] | None = None,
    key: str = "key",
    name: str = "name",
    names: Mapping[str, str] | None = None,
    total: Value = None,
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """Areas coloured by class of their value; the table lists every area and every value.

    `features` is GeoJSON; `key` and `name` are its properties. `values` maps keys to values; an
    area without one is shown as missing. A value without an area in `features`, or with an area
    without boundary, stands in the table only; `names` gives such areas their names.
    `breaks` cut the classes (in the unit of the values); without them they are chosen at round
    numbers. `scale="diverging"` shows more and less than zero; its `breaks` are sizes of the
    difference, used on both sides.
    """
    title, description = layout.required(title, description)
    found = {area.key: area for area in areas(features, key, name)}
    labels = {k: clean_text(area.name) for k, area in found.items()}
    labels |= {k: clean_text(n) for k, n in (names or {}).items()}
    listed = [*values, *(k for k in found if k not in values)]
    entries = [(k, labels.get(k, clean_text(k)), values.get(k)) for k in listed]
    numbers = layout.numbers_of([v for _, _, v in entries], [n for _, n, _ in entries])
    diverging = scale == "diverging"
    shown = number.with_sign() if diverging else number
    table = Table(
        columns=columns,
        rows=tuple((n, layout.shown(v, shown, words)) for _, n, v in entries),
        numeric=frozenset({1}),
        totals=() if total is None else (words.total, layout.shown(total, shown, words)),
    )
    drawn = [(found[k], n, v) for k, n, v in entries if k in found and found[k].polygons]
    if not drawn:
        return Picture(title, description, table, source)
    cuts = None if breaks is None else [exact(b, "among the breaks") for b in breaks]
    choose = diverging_fills if diverging else sequential_fills
    fills = choose(numbers, cuts, shown, words)
    shapes = [
        (area, label, _fill_of(v, fills, words), layout.mark_label(v, shown, words))
        for area, label, v in drawn
    ]
    axis = shown.axis(max((abs(n) for n in numbers), default=Fraction(1)))
    briefs = [_brief(v, axis, signed=diverging) for _, _, v in drawn]
    specs = [
        to_json(area_spec(size, shapes, briefs, clean_text(columns[1]), fills))
        for size in (WIDE, NARROW)
    ]
    return Picture(title, description, table, source, *specs)


def _fill_of(value: Value, fills: list[Fill], words: Words) -> Fill:
    if is_number(value):
        number = exact(value)
        return next(fill for fill in fills if fill.holds(number))
    wanted = words.missing if value is None else words.suppressed
    return next(fill for fill in fills if fill.label == wanted)


def _brief(value: Value, axis: Axis, *, signed: bool) -> str:
    """A value short enough to stand on its area."""
    if not is_number(value):
        return ""
    shown = axis.number(value)
    unit = f"{PROTECTED_SPACE}{axis.unit}" if axis.unit else ""
    decimals = 0 if axis.number(1) == 1 and shown.denominator == 1 else 1
    return ("+" if signed and shown > 0 else "") + german(shown, decimals) + unit


class MapPoint(NamedTuple):
    """A place on the map. Without coordinates it stands in the table only."""

    name: str
    category: str
    longitude: float | None
    latitude: float | None
    detail: str = ""


def point_map(
    boundary: Features,
    points: Sequence[MapPoint],
    *,
    categories: Mapping[str, str],
    title: str,
    description: str,
    columns: tuple[str, str] | tuple[str, str, str],
    inner: Features = (),
    key: str = "key",
    name: str = "name",
    source: str = "",
) -> Picture:
    """The places of an area, as shapes by category.

    `boundary` is the area (GeoJSON), `inner` are the parts drawn inside with thin lines and
    names. `categories` maps codes to words, in the order of the legend, eight at most. `columns`
    head the table: name, category and, if there are three, detail.
    """
    title, description = layout.required(title, description)
    if not 1 <= len(categories) <= len(SHAPES):
        raise ChartError(f"between 1 and {len(SHAPES)} categories, not {len(categories)}")
    words = {code: clean_text(word) for code, word in categories.items()}
    if len(set(words.values())) != len(words):
        raise ChartError("two categories have the same name")
    for point in points:
        if point.category not in words:
            raise ChartError(f"unknown category {point.category!r} at {clean_text(point.name)}")
    table = Table(
        columns=columns,
        rows=tuple(
            (clean_text(p.name), words[p.category], clean_text(p.detail))[: len(columns)]
            for p in points
        ),
    )
    outer, parts = areas(boundary, key, name), areas(inner, key, name)
    if not any(area.polygons for area in outer):
        return Picture(title, description, table, source)
    placed = [
        Place(clean_text(p.name), p.category, float(p.longitude), float(p.latitude))
        for p in points
        if p.longitude is not None and p.latitude is not None
    ]
    for place in placed:
        if not on_earth((place.longitude, place.latitude)):
            raise ChartError(f"the position of {place.name} is not valid")
    specs = [to_json(place_spec(size, outer, parts, placed, words)) for size in (WIDE, NARROW)]
    return Picture(title, description, table, source, *specs)
