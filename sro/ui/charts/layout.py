"""Parts of Vega-Lite specs that all charts share. Pure dictionaries.

Rule for everything here and in the builders: text of people stands in `data.values` or in
scale domains, as plain strings. It never stands where Vega expects an expression.
"""

from fractions import Fraction
from typing import Any, NamedTuple, TypeGuard

from sro.ui.charts import palette
from sro.ui.charts.numbers import SUPPRESSED, ChartError, Number, NumberFormat, Value, exact
from sro.ui.charts.text import clean_text, fit
from sro.ui.charts.words import SUPPRESSED_MARK, Words

VEGA_LITE = "6.4"

Spec = dict[str, Any]

# Nothing is cut by the renderer (all limits are 0): it would cut a picture sign in half, and then
# refuses to draw at all. Names are cut here, by sro.ui.charts.text.fit.

# The face that the renderer brings along for measuring; the page and the PDF put their own in
# its place (sro.ui.charts.svg.FONTS).
_MEASURED = "Liberation Sans"


class Format(NamedTuple):
    """One of the two sizes every picture is laid out in; units are those of the drawing."""

    width: int
    text: int
    narrow: bool


WIDE = Format(width=720, text=14, narrow=False)
NARROW = Format(width=340, text=14, narrow=True)


def spec(size: Format, **parts: Any) -> Spec:
    """Return a spec with the shared look."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": palette.PAPER,
        "padding": 4,
        "config": _config(size),
        **parts,
    }


def _config(size: Format) -> Spec:
    return {
        "font": _MEASURED,
        "view": {"stroke": None},
        "axis": {
            "aria": False,
            "labelFontSize": size.text - 1,
            "titleFontSize": size.text - 1,
            "titleFontWeight": "normal",
            "labelColor": palette.INK,
            "titleColor": palette.INK,
            "gridColor": palette.GRID,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "labelOverlap": "greedy",
            "labelLimit": 0,
        },
        "legend": {
            "aria": False,
            "title": None,
            "labelFontSize": size.text,
            "labelColor": palette.INK,
            "labelLimit": 0,
            "symbolSize": 180,
            "symbolStrokeColor": palette.OUTLINE,
            "symbolStrokeWidth": 1,
            "symbolType": "square",
            "rowPadding": 6,
            "columnPadding": 20,
            "offset": 14,
        },
        "text": {
            "color": palette.INK,
            "fontSize": size.text,
            "lineHeight": size.text + 3,
        },
    }


def shown(value: Value, number: NumberFormat, words: Words) -> str:
    """Return the text of a value in a table: the number, or why there is none."""
    if value is None:
        return words.missing
    if value is SUPPRESSED:
        return f"{SUPPRESSED_MARK} ({words.suppressed})"
    return number.text(value)


def mark_label(value: Value, number: NumberFormat, words: Words) -> str:
    """Return the short text beside or in a mark."""
    return SUPPRESSED_MARK if value is SUPPRESSED else shown(value, number, words)


def is_number(value: Value) -> TypeGuard[Number]:
    """True unless the value is missing or suppressed."""
    return value is not None and value is not SUPPRESSED


def numbers_of(values: list[Value], where: list[str]) -> list[Fraction]:
    """Return the values that are numbers, as fractions; errors name the row."""
    return [
        exact(v, f"at {w}")
        for v, w in zip(values, where, strict=True)
        if v is not None and v is not SUPPRESSED
    ]


def legend_names(names: list[str], size: Format, room: float = 40) -> dict[str, str]:
    """Return what the legend of the layout says for each name: cut where it must be, but only
    if the names can still be told apart."""
    short = {name: fit(name, size.width - room, size.text) for name in names}
    return short if len(set(short.values())) == len(short) else {name: name for name in names}


def required(title: str, description: str) -> tuple[str, str]:
    """Return both texts, cleaned. Raises `ChartError` if one is empty."""
    title, description = clean_text(title), clean_text(description)
    if not title or not description:
        raise ChartError("a picture needs a title and a description")
    return title, description


def value_axis(
    unit: str, decimals: int, values: list[float], *, signed: bool = False, **more: Any
) -> Spec:
    """Return an axis with labels in German form at exactly these values."""
    sign = "+" if signed else ""
    return {
        "format": f"{sign},.{decimals}f",
        "values": values,
        "title": unit or None,
        "grid": True,
        **more,
    }
