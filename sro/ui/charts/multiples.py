"""Small multiples: one small picture for each area, all with the same scale, to be compared.

Where many lines in one picture would lie on each other, each gets a field of its own. There is no
axis: the first and the last value stand below their field.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from sro.ui.charts import layout, palette
from sro.ui.charts.layout import NARROW, WIDE, Format, Spec, is_number
from sro.ui.charts.numbers import COUNT, ChartError, NumberFormat, Value, exact
from sro.ui.charts.picture import Picture, Table, to_json
from sro.ui.charts.scales import near_zero, ticks
from sro.ui.charts.text import clean_text, fit
from sro.ui.charts.words import GERMAN, SUPPRESSED_MARK, Words

#: More fields than this are no picture any more.
MOST_FIELDS = 24

_NAME = 24  # height of the line with the name
_PLOT = 64
_VALUES = 20  # height of the line with the first and the last value
_STEPS = 16  # height of the line with the first and the last step
_ROW_GAP = 22
_COLUMN_GAP = 24
_EDGE = 5  # between a field's side and its first point

_Series = tuple[str, list[Value]]


class _Field(NamedTuple):
    """Where a field lies and what it shows."""

    name: str
    values: list[Value]
    left: float
    top: float
    width: float


def small_multiples(
    steps: Sequence[str],
    series: Sequence[tuple[str, Sequence[Value]]],
    *,
    title: str,
    description: str,
    column: str,
    number: NumberFormat = COUNT,
    total: tuple[str, Sequence[Value]] | None = None,
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """One field per series with its line over the steps; a missing value breaks the line.

    All fields have the same scale, which begins at zero only where zero is near the values.
    `column` heads the column of names in the table; `total` is its last row, name and values, and
    gets no field: it would press all others flat.
    """
    title, description = layout.required(title, description)
    labels = [clean_text(step) for step in steps]
    named: list[_Series] = [(clean_text(name), list(values)) for name, values in series]
    whole = None if total is None else (clean_text(total[0]), list(total[1]))
    _check(labels, named, whole)
    table = Table(
        columns=(column, *labels),
        rows=tuple(_row(each, number, words) for each in named),
        numeric=frozenset(range(1, len(labels) + 1)),
        totals=() if whole is None else _row(whole, number, words),
    )
    if not any(is_number(value) for _, values in named for value in values):
        return Picture(title, description, table, source)
    specs = [to_json(_spec(size, labels, named, number)) for size in (WIDE, NARROW)]
    return Picture(title, description, table, source, *specs)


def _row(series: _Series, number: NumberFormat, words: Words) -> tuple[str, ...]:
    name, values = series
    return (name, *(layout.shown(value, number, words) for value in values))


def _check(labels: list[str], named: list[_Series], whole: _Series | None) -> None:
    if len(labels) < 2:
        raise ChartError("a course needs two steps at least")
    if len(set(labels)) != len(labels):
        raise ChartError("two steps have the same name")
    if len({name for name, _ in named}) != len(named):
        raise ChartError("two series have the same name")
    if len(named) > MOST_FIELDS:
        raise ChartError(f"more than {MOST_FIELDS} fields: use a table")
    for name, values in [*named, *([whole] if whole else [])]:
        if len(values) != len(labels):
            raise ChartError(f"{len(values)} values in {name}, expected {len(labels)}")
        layout.numbers_of(values, [f"{name}, {label}" for label in labels])


def _spec(size: Format, labels: list[str], named: list[_Series], number: NumberFormat) -> Spec:
    numbers = [exact(v) for _, values in named for v in values if is_number(v)]
    marks = ticks(*near_zero(min(numbers), max(numbers)))
    fields = _fields(size, named)
    rows = -(-len(fields) // _across(size))
    points = [point for field in fields for point in _points(field, labels, marks, number)]
    return layout.spec(
        size,
        width=size.width,
        height=rows * _height() - _ROW_GAP,
        layer=[
            _grounds(fields),
            {
                "data": {"values": points},
                "mark": {"type": "line", "color": palette.BAR, "strokeWidth": 2.2, "aria": False},
                "encoding": {
                    **_place(),
                    "detail": {"field": "part", "type": "nominal"},
                    "order": {"field": "x", "type": "quantitative"},
                },
            },
            {
                "data": {"values": points},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 30,
                    "opacity": 1,
                    "color": palette.BAR,
                },
                "encoding": {**_place(), "description": {"field": "tip", "type": "nominal"}},
            },
            *_texts(size, fields, labels, number),
        ],
    )


def _across(size: Format) -> int:
    return 2 if size.narrow else 4


def _height() -> int:
    return _NAME + _PLOT + _VALUES + _STEPS + _ROW_GAP


def _fields(size: Format, named: list[_Series]) -> list[_Field]:
    across = _across(size)
    width = (size.width - _COLUMN_GAP * (across - 1)) / across
    return [
        _Field(
            name,
            values,
            left=index % across * (width + _COLUMN_GAP),
            top=index // across * _height(),
            width=width,
        )
        for index, (name, values) in enumerate(named)
    ]


def _points(
    field: _Field, labels: list[str], marks: list[Fraction], number: NumberFormat
) -> list[Spec]:
    """The known values of a field; where one is missing, a new part of the line begins."""
    low, high = marks[0], marks[-1]
    room = field.width - 2 * _EDGE
    found, part = [], 0
    for index, (label, value) in enumerate(zip(labels, field.values, strict=True)):
        if not is_number(value):
            part += 1
            continue
        share = (exact(value) - low) / (high - low)
        found.append(
            {
                "part": f"{field.left}/{field.top}/{part}",
                "x": field.left + _EDGE + room * index / (len(labels) - 1),
                "y": field.top + _NAME + float((1 - share) * _PLOT),
                "tip": f"{field.name}, {label}: {number.text(value)}",
            }
        )
    return found


def _place() -> Spec:
    plain = {"type": "quantitative", "scale": None, "axis": None}
    return {"x": {"field": "x", **plain}, "y": {"field": "y", **plain}}


def _grounds(fields: list[_Field]) -> Spec:
    return {
        "data": {
            "values": [
                {"x": f.left, "right": f.left + f.width, "y": f.top + _NAME + _PLOT + 4}
                for f in fields
            ]
        },
        "mark": {"type": "rule", "color": palette.AXIS, "aria": False},
        "encoding": {**_place(), "x2": {"field": "right"}},
    }


def _texts(
    size: Format, fields: list[_Field], labels: list[str], number: NumberFormat
) -> list[Spec]:
    """Names above the fields, first and last value and step below them."""
    small = size.text - 2
    left, right = [], []
    for field in fields:
        values = field.top + _NAME + _PLOT + _VALUES - 2
        for rows, x, index in ((left, field.left, 0), (right, field.left + field.width, -1)):
            rows += [
                {"x": x, "y": values, "text": _brief(field.values[index], number)},
                {"x": x, "y": values + _STEPS, "text": fit(labels[index], field.width / 2, small)},
            ]
    names = [
        {"x": f.left, "y": f.top + size.text - 2, "text": fit(f.name, f.width, size.text)}
        for f in fields
    ]
    return [
        _text(names, align="left", fontWeight="bold"),
        _text(left, align="left", fontSize=small),
        _text(right, align="right", fontSize=small),
    ]


def _brief(value: Value, number: NumberFormat) -> str:
    return number.text(value) if is_number(value) else SUPPRESSED_MARK


def _text(rows: list[Spec], **mark: object) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "baseline": "alphabetic", "aria": False, **mark},
        "encoding": {**_place(), "text": {"field": "text", "type": "nominal"}},
    }
