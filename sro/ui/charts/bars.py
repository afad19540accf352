"""Bar charts: one value per row, several values per row, and differences with a sign.

Rows keep the order they come in; the caller sorts. Bars begin at zero, always.
"""

from collections.abc import Sequence

from sro.ui.charts import layout
from sro.ui.charts.bar_layout import bar_spec, difference_spec, direction
from sro.ui.charts.layout import NARROW, WIDE, is_number
from sro.ui.charts.numbers import COUNT, MONEY_DIFFERENCE, ChartError, NumberFormat, Value, exact
from sro.ui.charts.picture import Picture, Table, to_json
from sro.ui.charts.text import clean_text
from sro.ui.charts.words import GERMAN, Words

Row = tuple[str, Value]

_SERIES_LIMIT = 4


def bar_chart(
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    number: NumberFormat = COUNT,
    total: Value = None,
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """One horizontal bar per row, with its exact value.

    `columns` head the table; `total` is written under it if given. Negative values raise
    `ChartError`: differences have a chart of their own.
    """
    title, description = layout.required(title, description)
    names = [clean_text(name) for name, _ in rows]
    values = [value for _, value in rows]
    numbers = layout.numbers_of(values, names)
    if any(n < 0 for n in numbers):
        raise ChartError(
            f"negative value at {names[_first_negative(values)]}: use difference_chart"
        )
    table = Table(
        columns=columns,
        rows=tuple((n, layout.shown(v, number, words)) for n, v in zip(names, values, strict=True)),
        numeric=frozenset({1}),
        totals=() if total is None else (words.total, layout.shown(total, number, words)),
    )
    if not rows:
        return Picture(title, description, table, source)
    specs = [
        to_json(bar_spec(size, names, [[v] for v in values], [], number, words))
        for size in (WIDE, NARROW)
    ]
    return Picture(title, description, table, source, *specs)


def grouped_bar_chart(
    rows: Sequence[tuple[str, Sequence[Value]]],
    *,
    series: Sequence[str],
    title: str,
    description: str,
    column: str,
    number: NumberFormat = COUNT,
    totals: Sequence[Value] = (),
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """Two to four bars per row, one per series, in the order of the legend.

    `column` heads the column of row names; `totals` are one value per series.
    """
    title, description = layout.required(title, description)
    if not 2 <= len(series) <= _SERIES_LIMIT:
        raise ChartError(f"between 2 and {_SERIES_LIMIT} series, not {len(series)}")
    labels = [clean_text(s) for s in series]
    if len(set(labels)) != len(labels):
        raise ChartError("two series have the same name")
    names = [clean_text(name) for name, _ in rows]
    values = [list(v) for _, v in rows]
    for name, row in zip(names, values, strict=True):
        if len(row) != len(labels):
            raise ChartError(f"{len(row)} values at {name}, expected {len(labels)}")
        if any(n < 0 for n in layout.numbers_of(row, [name] * len(row))):
            raise ChartError(f"negative value at {name}: use difference_chart")
    table = Table(
        columns=(column, *labels),
        rows=tuple(
            (n, *(layout.shown(v, number, words) for v in row))
            for n, row in zip(names, values, strict=True)
        ),
        numeric=frozenset(range(1, len(labels) + 1)),
        totals=(words.total, *(layout.shown(v, number, words) for v in totals)) if totals else (),
    )
    if not rows:
        return Picture(title, description, table, source)
    specs = [
        to_json(bar_spec(size, names, values, labels, number, words)) for size in (WIDE, NARROW)
    ]
    return Picture(title, description, table, source, *specs)


def difference_chart(
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    number: NumberFormat = MONEY_DIFFERENCE,
    total: Value = None,
    source: str = "",
    words: Words = GERMAN,
) -> Picture:
    """Differences: to the right what grew, to the left, hatched, what shrank.

    Sign, side, word, colour and hatch all say the same. The table has the word in a column of
    its own (`words.change`).
    """
    title, description = layout.required(title, description)
    names = [clean_text(name) for name, _ in rows]
    values = [value for _, value in rows]
    numbers = layout.numbers_of(values, names)
    signed = number.with_sign()
    table = Table(
        columns=(*columns, words.change),
        rows=tuple(
            (n, layout.shown(v, signed, words), direction(v, words))
            for n, v in zip(names, values, strict=True)
        ),
        numeric=frozenset({1}),
        totals=()
        if total is None
        else (words.total, layout.shown(total, signed, words), direction(total, words)),
    )
    if not numbers:
        return Picture(title, description, table, source)
    specs = [
        to_json(difference_spec(size, names, values, signed, words)) for size in (WIDE, NARROW)
    ]
    return Picture(title, description, table, source, *specs)


def _first_negative(values: list[Value]) -> int:
    return next(i for i, v in enumerate(values) if is_number(v) and exact(v) < 0)
