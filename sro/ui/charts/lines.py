"""Line charts for a few series over ordered steps: years, quarters, stages of a transition."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from sro.ui.charts import layout, palette
from sro.ui.charts.layout import NARROW, WIDE, Format, Spec, is_number
from sro.ui.charts.numbers import COUNT, Axis, ChartError, NumberFormat, Value, decimals_of, exact
from sro.ui.charts.picture import Picture, Table, to_json
from sro.ui.charts.scales import near_zero, ticks
from sro.ui.charts.text import clean_text, fit, text_width
from sro.ui.charts.words import GERMAN, Words

_HEIGHT = 360
_LABEL_ROOM = 190  # the widest name at the end of a line
_LIMIT = len(palette.SERIES)

_Series = list[tuple[str, list[Value]]]


def line_chart(
    steps: Sequence[str],
    series: Sequence[tuple[str, Sequence[Value]]],
    *,
    title: str,
    description: str,
    column: str,
    number: NumberFormat = COUNT,
    muted: Collection[str] = (),
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """One line per series, one point per step; a missing value breaks its line.

    `column` heads the column of series names in the table. At most eight series speak; those
    named in `muted` (any number) stay in the background in grey. The value axis begins at zero
    only where zero is near the values: lines show change, not size.
    """
    title, description = layout.required(title, description)
    labels = [clean_text(step) for step in steps]
    named: _Series = [(clean_text(name), list(values)) for name, values in series]
    quiet = {clean_text(name) for name in muted}
    _check(labels, named, quiet)
    table = Table(
        columns=(column, *labels),
        rows=tuple((n, *(layout.shown(v, number, words) for v in vs)) for n, vs in named),
        numeric=frozenset(range(1, len(labels) + 1)),
    )
    if not any(is_number(v) for _, values in named for v in values):
        return Picture(title, description, table, source)
    specs = [to_json(_lines(size, labels, named, quiet, number, words)) for size in (WIDE, NARROW)]
    return Picture(title, description, table, source, *specs)


def _check(labels: list[str], named: _Series, quiet: set[str]) -> None:
    if len(set(labels)) != len(labels):
        raise ChartError("two steps have the same name")
    names = [name for name, _ in named]
    if len(set(names)) != len(names):
        raise ChartError("two series have the same name")
    if unknown := quiet - set(names):
        raise ChartError(f"muted names no series: {sorted(unknown)}")
    if len(names) - len(quiet) > _LIMIT:
        raise ChartError(f"more than {_LIMIT} series: mute some or use a table")
    for name, values in named:
        if len(values) != len(labels):
            raise ChartError(f"{len(values)} values in {name}, expected {len(labels)}")
        layout.numbers_of(values, [f"{name}, {label}" for label in labels])


def _lines(
    size: Format,
    labels: list[str],
    named: _Series,
    quiet: set[str],
    number: NumberFormat,
    words: Words,
) -> Spec:
    numbers = [exact(v) for _, values in named for v in values if is_number(v)]
    axis = number.axis(max(abs(n) for n in numbers))
    marks = _marks([axis.number(n) for n in numbers])
    labels = _step_labels(labels, size)
    loud = [name for name, _ in named if name not in quiet]
    colours = [*palette.SERIES[: len(loud)], palette.MUTED]
    if size.narrow:
        short = layout.legend_names([name for name, _ in named], size)
        named = [(short[name], values) for name, values in named]
        loud, quiet = [short[name] for name in loud], {short[name] for name in quiet}
    shown = loud if not quiet or words.others in loud else [*loud, words.others]
    room = 0.0 if size.narrow else _label_room([name for name, _ in named], size)
    digits = max(map(decimals_of, marks))
    left = max(text_width(axis.text(m), size.text) for m in marks) + 14
    channels = {
        "x": {
            "field": "step",
            "type": "ordinal",
            "scale": {"type": "point", "domain": labels, "padding": 0.2},
            "axis": {"title": None, "labelAngle": 0, "grid": False},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [float(marks[0]), float(marks[-1])], "nice": False},
            "axis": {
                **layout.value_axis(axis.unit, digits, [float(m) for m in marks]),
                "titleAngle": 0,
                "titleAlign": "left",
                "titleBaseline": "bottom",
                "titleAnchor": "end",
                "titleX": -left,
                "titleY": -12,
            },
        },
        "detail": {"field": "series", "type": "nominal"},
    }
    layers = [
        *_drawn(
            _rows(labels, [s for s in named if s[0] in quiet], axis, number, words),
            channels,
            {"color": {"value": palette.MUTED}},
            {},
        ),
        *_drawn(
            _rows(labels, [s for s in named if s[0] not in quiet], axis, number, words),
            channels,
            {
                "color": _by_series(shown, colours, legend=size.narrow),
                "strokeDash": _by_series(loud, palette.DASHES, legend=False),
            },
            {
                "color": _by_series(shown, colours, legend=size.narrow),
                "shape": _by_series(
                    shown, (*palette.SHAPES[: len(loud)], "circle"), legend=size.narrow
                ),
            },
        ),
    ]
    if not size.narrow:
        layers.append(_ends(size, labels, named, quiet, axis, marks, channels))
    return layout.spec(
        size,
        width=size.width - left - room,
        height=_HEIGHT if not size.narrow else _HEIGHT * 3 // 4,
        layer=layers,
    )


def _marks(shown: list[Fraction]) -> list[Fraction]:
    return ticks(*near_zero(min(shown), max(shown)), 5)


def _step_labels(labels: list[str], size: Format) -> list[str]:
    short = [fit(label, 120, size.text) for label in labels]
    return short if len(set(short)) == len(short) else labels


def _label_room(names: list[str], size: Format) -> float:
    return min(max(text_width(n, size.text) for n in names), _LABEL_ROOM) + 14


def _rows(
    labels: list[str], named: _Series, axis: Axis, number: NumberFormat, words: Words
) -> list[Spec]:
    return [
        {
            "series": name,
            "step": label,
            "value": float(axis.number(v)) if is_number(v) else None,
            "tip": f"{name}, {label}: {layout.mark_label(v, number, words)}",
        }
        for name, values in named
        for label, v in zip(labels, values, strict=True)
    ]


def _drawn(rows: list[Spec], channels: Spec, line: Spec, point: Spec) -> list[Spec]:
    """A layer of lines, and one of points if `point` says how they differ."""
    if not rows:
        return []
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2.5 if point else 1.2, "aria": False},
            "encoding": {**channels, **line},
        }
    ]
    if point:
        layers.append(
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {
                    **channels,
                    **point,
                    "description": {"field": "tip", "type": "nominal"},
                },
            }
        )
    return layers


def _by_series(names: list[str], choices: Sequence[object], *, legend: bool) -> Spec:
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": list(choices[: len(names)])},
        "legend": {"orient": "bottom", "columns": 1, "symbolStrokeWidth": 0} if legend else None,
    }


def _ends(
    size: Format,
    labels: list[str],
    named: _Series,
    quiet: set[str],
    axis: Axis,
    marks: list[Fraction],
    channels: Spec,
) -> Spec:
    """Names at the ends of their lines, moved apart where they would lie on each other."""
    ends = []
    for name, values in named:
        known = [(i, v) for i, v in enumerate(values) if is_number(v)]
        if known:
            last, value = known[-1]
            share = (axis.number(value) - marks[0]) / (marks[-1] - marks[0])
            ends.append((float((1 - share) * _HEIGHT), name, last))
    ends.sort()
    places = spread([place for place, _, _ in ends], size.text + 2, _HEIGHT)
    rows = [
        {
            "name": fit(name, _LABEL_ROOM, size.text),
            "step": labels[last],
            "place": place,
            "colour": palette.INK_MUTED if name in quiet else palette.INK,
        }
        for place, (_, name, last) in zip(places, ends, strict=True)
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 10, "aria": False},
        "encoding": {
            "x": channels["x"],
            "y": {"field": "place", "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": "name", "type": "nominal"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def spread(places: list[float], apart: float, height: float) -> list[float]:
    """Move rising places apart to at least `apart`, around where they were, within the height.

    If they do not all fit, they are spread evenly.
    """
    if len(places) * apart > height:
        return [height * (i + 0.5) / len(places) for i in range(len(places))]
    groups: list[list[float]] = []  # each: [sum of centres wanted, count]
    for place in places:
        groups.append([place, 1])
        while len(groups) > 1:
            (a, n), (b, m) = groups[-2], groups[-1]
            top = _clamped(a / n, n, apart, height)
            bottom = _clamped(b / m, m, apart, height)
            if bottom - (m - 1) * apart / 2 - (top + (n - 1) * apart / 2) >= apart:
                break
            groups[-2:] = [[a + b, n + m]]
    result: list[float] = []
    for total, count in groups:
        centre = _clamped(total / count, count, apart, height)
        result += [centre + (i - (count - 1) / 2) * apart for i in range(int(count))]
    return result


def _clamped(centre: float, count: float, apart: float, height: float) -> float:
    half = count * apart / 2
    return min(max(centre, half), height - half)
