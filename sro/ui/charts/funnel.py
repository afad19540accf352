"""Funnel plots: the rate of each area over its size, between limits that chance alone explains."""

from collections.abc import Sequence
from dataclasses import dataclass

from sro.ui.charts import layout, palette
from sro.ui.charts.layout import NARROW, WIDE, Format, Spec
from sro.ui.charts.numbers import COUNT, ChartError, Number, NumberFormat, decimals_of, exact
from sro.ui.charts.picture import Picture, Table, to_json
from sro.ui.charts.scales import ticks
from sro.ui.charts.text import clean_text, text_width

_HEIGHT = 380
_LIMIT_ROOM = 62
_COLOURS = (palette.BLUE, palette.ORANGE, palette.VERMILLION)
_SHAPES = ("circle", "square", "triangle-up")
_DASHES = ([1, 0], [8, 4], [2, 3])


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """An area: `group` is the number of the word that says where it lies."""

    name: str
    base: Number
    rate: Number
    group: int


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """A curve: its rates over bases; `dash` 0 is the middle, 1 the inner, 2 the outer limit."""

    name: str
    points: tuple[tuple[Number, Number], ...]
    dash: int


def funnel_chart(
    points: Sequence[FunnelPoint],
    limits: Sequence[FunnelLimit],
    *,
    groups: Sequence[str],
    axes: tuple[str, str],
    title: str,
    description: str,
    table: Table,
    number: NumberFormat = COUNT,
    source: str = "",
) -> Picture:
    """One mark for each area; colour and shape both say where it lies.

    `groups` are at most three words for the legend, `axes` name base and rate. The order of the
    areas is the caller's, here and in the `table`.
    """
    title, description = layout.required(title, description)
    labels = [clean_text(name) for name in groups]
    if not 1 <= len(labels) <= len(_COLOURS) or len(set(labels)) != len(labels):
        raise ChartError("between one and three different words for the groups")
    for point in points:
        if not 0 <= point.group < len(labels):
            raise ChartError(f"no such group at {point.name}")
        if exact(point.base, f"at {point.name}") <= 0 or exact(point.rate, point.name) < 0:
            raise ChartError(f"base and rate must not be negative at {point.name}")
    if not points or not limits:
        return Picture(title, description, table, source)
    specs = [
        to_json(_funnel(size, points, limits, labels, axes, number)) for size in (WIDE, NARROW)
    ]
    return Picture(title, description, table, source, *specs)


def _funnel(
    size: Format,
    points: Sequence[FunnelPoint],
    limits: Sequence[FunnelLimit],
    groups: list[str],
    axes: tuple[str, str],
    number: NumberFormat,
) -> Spec:
    bases = [exact(x) for limit in limits for x, _ in limit.points]
    # The outer limits of the smallest areas may go anywhere; what is seen are the areas.
    near = max(exact(point.rate) for point in points) * 5 / 4
    inner = [exact(y) for limit in limits if limit.dash < 2 for _, y in limit.points]
    across = ticks(min(bases), max(bases), 3 if size.narrow else 5)
    up = ticks(exact(0), max(near, min(max(inner), 2 * near)), 5)
    digits = max(map(decimals_of, up))
    left = max(text_width(number.text(mark), size.text) for mark in up) + 14
    right = 0 if size.narrow else _LIMIT_ROOM
    x = {
        "field": "base",
        "type": "quantitative",
        "scale": {"domain": [float(across[0]), float(across[-1])], "nice": False},
        "axis": {
            **layout.value_axis(clean_text(axes[0]), 0, [float(mark) for mark in across]),
            "grid": False,
            "labelFlush": True,
        },
    }
    y = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"domain": [float(up[0]), float(up[-1])], "nice": False},
        "axis": {
            **layout.value_axis(clean_text(axes[1]), digits, [float(mark) for mark in up]),
            "titleAngle": 0,
            "titleAlign": "left",
            "titleBaseline": "bottom",
            "titleAnchor": "end",
            "titleX": -left,
            "titleY": -12,
        },
    }
    layers = [_curve(limit, x, y) for limit in limits]
    if not size.narrow:
        layers.append(_names(limits, x, y, float(up[-1])))
    layers.append(_marks(points, groups, x, y, number))
    return layout.spec(
        size,
        width=size.width - left - right,
        height=_HEIGHT if not size.narrow else _HEIGHT * 3 // 4,
        layer=layers,
    )


def _curve(limit: FunnelLimit, x: Spec, y: Spec) -> Spec:
    rows = [{"base": float(exact(b)), "rate": float(exact(r))} for b, r in limit.points]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "line",
            "clip": True,
            "aria": False,
            "color": palette.INK if limit.dash == 0 else palette.INK_MUTED,
            "strokeWidth": 1.5,
            "strokeDash": list(_DASHES[limit.dash]),
        },
        "encoding": {"x": x, "y": y},
    }


def _names(limits: Sequence[FunnelLimit], x: Spec, y: Spec, top: float) -> Spec:
    """The names of the curves at their right ends."""
    ends = [(limit, limit.points[-1]) for limit in limits]
    rows = [
        {"name": clean_text(limit.name), "base": float(exact(b)), "rate": float(exact(r))}
        for limit, (b, r) in ends
        if float(exact(r)) <= top
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "aria": False},
        "encoding": {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}},
    }


def _marks(
    points: Sequence[FunnelPoint], groups: list[str], x: Spec, y: Spec, number: NumberFormat
) -> Spec:
    count = len(groups)

    def by_group(choices: Sequence[str]) -> Spec:
        return {
            "field": "group",
            "type": "nominal",
            "scale": {"domain": groups, "range": list(choices[:count])},
            "legend": {"orient": "bottom", "columns": 1, "symbolStrokeWidth": 0},
        }

    rows = [
        {
            "base": float(exact(point.base)),
            "rate": float(exact(point.rate)),
            "group": groups[point.group],
            "tip": f"{clean_text(point.name)}: {number.text(point.rate)}, {groups[point.group]}",
        }
        for point in points
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": by_group(_COLOURS),
            "shape": by_group(_SHAPES),
            "description": {"field": "tip", "type": "nominal"},
        },
    }
