"""Where the parts of a bar chart stand. The wide layout sets names to the left of the bars, the
narrow one above them. There is no axis: every bar carries its exact number.
"""

from fractions import Fraction

from sro.ui.charts import layout, palette
from sro.ui.charts.layout import Format, Spec, is_number
from sro.ui.charts.numbers import SUPPRESSED, NumberFormat, Value, exact
from sro.ui.charts.text import fit, text_width, wrap
from sro.ui.charts.words import Words

_BAR = 20  # height of a bar
_SERIES_BAR = 18  # height of one of several bars
_GAP = 14  # between rows
_NAME = 20  # height of the line above the bars in the narrow layout
_NAME_LIMIT = 26  # characters per line beside the bars

_ZERO = Fraction(0)


def bar_spec(
    size: Format,
    names: list[str],
    values: list[list[Value]],
    series: list[str],
    number: NumberFormat,
    words: Words,
) -> Spec:
    """Rows of one bar (no `series`) or of several, from zero to the right."""
    labels = [[layout.mark_label(v, number, words) for v in row] for row in values]
    legend = list(layout.legend_names(series, size).values())
    largest = max((exact(v) for row in values for v in row if is_number(v)), default=_ZERO)
    room = max(text_width(label, size.text) for row in labels for label in row) + 10
    above = size.narrow and not series  # the number stands at the end of the name's line
    left = 0.0 if size.narrow else _left(names, size)
    width = size.width - left - (0 if above else room)
    bar = _SERIES_BAR if series else _BAR
    head = _NAME if size.narrow else 0
    step = head + len(values[0]) * bar + _GAP
    data = [
        {
            **_name(names[row], size, width - room if above else size.width),
            **_place(row * step, head, bar, i, len(cells)),
            "first": i == 0,
            "value": float(exact(value)) if is_number(value) else 0,
            "label": labels[row][i],
            "gap": not is_number(value),
            "series": legend[i] if series else "",
            "tip": ": ".join([names[row], *series[i : i + 1], labels[row][i]]),
        }
        for row, cells in enumerate(values)
        for i, value in enumerate(cells)
    ]
    x = _length(_ZERO, largest or Fraction(1))
    if above:
        numbers = _text("above", "label", x={"value": width}, align="right")
    else:
        numbers = _text("center", "label", x=x, align="left", dx=6)
    fill = {"value": palette.BAR}
    if series:
        fill = _legend(
            "series", legend, list(palette.SERIES[: len(series)]), 1 if size.narrow else 0
        )
    return layout.spec(
        size,
        width=width,
        height=len(names) * step,
        data={"values": data},
        layer=[
            _bars(x, fill, outlined=bool(series)),
            _zero(x, narrow=size.narrow),
            _muted(numbers),
            _names(size),
        ],
    )


def difference_spec(
    size: Format, names: list[str], values: list[Value], number: NumberFormat, words: Words
) -> Spec:
    """Rows of one bar to the right (more) or, hatched, to the left (less) of zero."""
    numbers = [exact(v) for v in values if is_number(v)]
    labels = [layout.mark_label(v, number, words) for v in values]
    room = max(text_width(label, size.text) for label in labels) + 12
    left = 0.0 if size.narrow else _left(names, size)
    width = size.width - left
    first, last = min([*numbers, _ZERO]), max([*numbers, _ZERO])
    if not size.narrow:
        first, last = _with_room(first, last, room / width)
    head = _NAME if size.narrow else 0
    step = head + _BAR + _GAP
    data = [
        {
            **_name(names[row], size, width - room),
            **_place(row * step, head, _BAR, 0, 1),
            "first": True,
            "value": float(exact(v)) if is_number(v) else 0,
            "label": labels[row],
            "gap": not is_number(v),
            "left": is_number(v) and exact(v) < 0,
            "direction": words.less if is_number(v) and exact(v) < 0 else words.more,
            "tip": f"{names[row]}: {labels[row]} ({direction(v, words)})",
        }
        for row, v in enumerate(values)
    ]
    x = _length(first, last if last > first else first + 1)
    if size.narrow:
        texts = [_text("above", "label", x={"value": width}, align="right")]
    else:
        texts = [
            _text("center", "label", x=x, align="left", dx=6, only=("left", False)),
            _text("center", "label", x=x, align="right", dx=-6, only=("left", True)),
        ]
    fill = _legend("direction", [words.less, words.more], [palette.LESS_BAR, palette.MORE])
    return layout.spec(
        size,
        width=width,
        height=len(names) * step,
        data={"values": data},
        layer=[
            _bars(x, fill, outlined=True),
            _zero(x, narrow=size.narrow),
            *(_muted(t) for t in texts),
            _names(size),
        ],
    )


def direction(value: Value, words: Words) -> str:
    """Return the word for a difference: more, less, unchanged, or that it is not known."""
    if value is None:
        return words.missing
    if value is SUPPRESSED:
        return words.suppressed
    amount = exact(value)
    return words.unchanged if not amount else words.more if amount > 0 else words.less


def _left(names: list[str], size: Format) -> float:
    lines = [line for name in names for line in wrap(name, _NAME_LIMIT)]
    return max(text_width(line, size.text) for line in lines) + 12


def _name(name: str, size: Format, room: float) -> Spec:
    return {"name": fit(name, room, size.text) if size.narrow else wrap(name, _NAME_LIMIT)}


def _place(top: float, head: float, bar: float, number: int, count: int) -> Spec:
    """Heights of a bar and its texts, in units of the drawing from the top."""
    begin = top + head + (0 if head else _GAP / 2)
    return {
        "zero": 0,
        "above": top + _NAME / 2,
        "middle": begin + count * bar / 2,
        "y": begin + number * bar,
        "y2": begin + (number + 1) * bar - (1 if count > 1 else 0),
        "center": begin + (number + 0.5) * bar,
    }


def _bars(x: Spec, fill: Spec, *, outlined: bool) -> Spec:
    outline = {"stroke": palette.OUTLINE, "strokeWidth": 0.7} if outlined else {}
    return {
        "transform": [{"filter": {"field": "gap", "equal": False}}],
        "mark": {"type": "bar", **outline},
        "encoding": {
            "x": x,
            "x2": {"datum": 0},
            "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
            "y2": {"field": "y2"},
            "fill": fill,
            "description": {"field": "tip", "type": "nominal"},
        },
    }


def _legend(field: str, names: list[str], colours: list[str], columns: int = 0) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": names, "range": colours},
        "legend": {"orient": "top", "direction": "horizontal", "columns": columns},
    }


def _text(
    y: str, field: str, *, x: Spec, only: tuple[str, bool] | None = None, **mark: object
) -> Spec:
    filters = [{"filter": {"field": only[0], "equal": only[1]}}] if only else []
    return {
        "transform": filters,
        "mark": {"type": "text", "baseline": "middle", "aria": False, **mark},
        "encoding": {
            "x": x,
            "y": {"field": y, "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": field, "type": "nominal"},
        },
    }


def _muted(text: Spec) -> Spec:
    """Write "not known" in a lighter ink than numbers."""
    text["encoding"]["color"] = {
        "condition": {"test": {"field": "gap", "equal": True}, "value": palette.INK_MUTED},
        "value": palette.INK,
    }
    return text


def _names(size: Format) -> Spec:
    if size.narrow:
        return _text("above", "name", x={"value": 0}, align="left", only=("first", True))
    return _text("middle", "name", x={"value": -10}, align="right", only=("first", True))


def _with_room(low: Fraction, high: Fraction, share: float) -> tuple[Fraction, Fraction]:
    """Widen the domain so that labels of the share `share` of the width fit on both sides."""
    label = min(Fraction(share).limit_denominator(1000), Fraction(2, 5))
    span = (high - low) or Fraction(1)
    extra = span * label / (1 - (2 if low < 0 else 1) * label)
    return (low - extra if low < 0 else _ZERO), high + extra


def _length(first: Fraction, last: Fraction) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [float(first), float(last)], "nice": False},
        "axis": None,
    }


def _zero(x: Spec, *, narrow: bool = False) -> Spec:
    """The line bars begin at; in the narrow layout only beside bars, not through the texts."""
    rule = {"type": "rule", "color": palette.AXIS, "strokeWidth": 1.5, "aria": False}
    if not narrow:
        return {"data": {"values": [{"value": 0}]}, "mark": rule, "encoding": {"x": x}}
    heights = {
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
        "y2": {"field": "y2"},
    }
    return {"mark": rule, "encoding": {"x": {**x, "field": "zero"}, **heights}}
