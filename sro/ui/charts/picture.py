"""What a chart is to the rest of the product: a picture that can also be read as a table."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sro.ui.charts.numbers import ChartError

Cache = Callable[[str, Callable[[], str]], str]
"""`get_or_set(key, make)`: Django's `cache.get_or_set` fits as it is."""

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True, slots=True)
class Table:
    """The values of a picture, or any plain table: texts, ready to be shown.

    The first column heads its row. `numeric` holds the numbers (from 0) of the columns that are
    set flush right; `totals` is one more row, set apart.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    totals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        width = len(self.columns)
        rows = [*self.rows, self.totals] if self.totals else self.rows
        for number, row in enumerate(rows, start=1):
            if len(row) != width:
                raise ChartError(f"row {number} has {len(row)} cells, expected {width}")
        if any(not 0 <= n < width for n in self.numeric):
            raise ChartError("numeric names a column that does not exist")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map. Immutable, can be pickled and compared; drawn when it is asked for.

    `title` states the message, `description` is read aloud instead of the picture, `source`
    says where the figures come from and of which date. `wide` and `narrow` are the Vega-Lite
    specs as JSON for large and small screens; both empty means there is nothing to draw, and
    only the table is shown.
    """

    title: str
    description: str
    table: Table
    source: str = ""
    wide: str = field(default="", repr=False)
    narrow: str = field(default="", repr=False)

    @property
    def svg(self) -> str:
        """The large drawing, with an id made from its content; "" if there is none."""
        return self.draw()

    @property
    def key(self) -> str:
        """A short name that changes with the content."""
        content = f"{self.wide}\0{self.narrow}\0{self.title}\0{self.description}"
        return f"chart-{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    def draw(self, prefix: str = "", *, narrow: bool = False, cache: Cache | None = None) -> str:
        """Return the drawing as an `<svg>` element that can stand in a page or in a file.

        `prefix` begins all ids inside, so that two drawings in one page do not collide.
        `cache` keeps drawings between requests; within one process the last ones are kept anyway.
        """
        from sro.ui.charts import render, svg

        spec = self.narrow if narrow else self.wide
        if not spec:
            return ""
        prefix = prefix or self.key + ("-narrow" if narrow else "")
        if not ID.match(prefix):
            raise ChartError(f"not usable as id: {prefix!r}")
        body = cache(render.cache_key(spec), lambda: _drawn(spec)) if cache else _drawn(spec)
        return svg.label(body, prefix, self.title, self.description)


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    from sro.ui.charts import render

    return render.draw(spec)


def to_json(spec: dict[str, Any]) -> str:
    """Write a spec so that equal specs give equal text."""
    return json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
