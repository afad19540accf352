"""Blocks of an ordinary document, for `render_report`. Plain dictionaries of texts."""

from collections.abc import Sequence
from typing import Any

from sro.ui.charts import ChartError, Picture, Table
from sro.ui.charts.text import clean_text

Block = dict[str, Any]


def heading(text: str, level: int = 2) -> Block:
    """A heading under the title of the document; levels 2 to 4, none left out."""
    if not 2 <= level <= 4:
        raise ValueError(f"level {level}: headings in a document have the levels 2 to 4")
    return {"kind": "heading", "text": clean_text(text), "level": level}


def paragraph(text: str) -> Block:
    """A paragraph; line ends stay."""
    return {"kind": "paragraph", "text": clean_text(text, keep_lines=True)}


def note(text: str) -> Block:
    """A remark, set off by a line at its side."""
    return {"kind": "note", "text": clean_text(text, keep_lines=True)}


def bullets(items: Sequence[str]) -> Block:
    """A list of short texts."""
    return {"kind": "list", "items": [clean_text(item, keep_lines=True) for item in items]}


def key_values(pairs: Sequence[tuple[str, str]]) -> Block:
    """Pairs of a word and what it is, e.g. `[("Bezirk", "Mitte")]`."""
    return {"kind": "key_values", "pairs": _pairs(pairs)}


def table(content: Table, caption: str = "") -> Block:
    """A table; the head is repeated on each page, the totals stand once at the end."""
    return {
        "kind": "table",
        "columns": _cells(content.columns),
        "rows": [_cells(row) for row in content.rows],
        "numeric": sorted(content.numeric),
        "totals": _cells(content.totals),
        "caption": clean_text(caption),
    }


def picture(content: Picture) -> Block:
    """A chart or map with its title and source, and its description for those who cannot see.

    Raises `ChartError` if there is nothing to draw: show `content.table` then.
    """
    if not content.svg:
        raise ChartError(f"nothing to draw in {content.title!r}: show its table instead")
    return {
        "kind": "picture",
        "svg": content.svg,
        "alt": clean_text(content.description),
        "caption": clean_text(content.title),
        "source": clean_text(content.source),
    }


def picture_with_table(content: Picture) -> list[Block]:
    """The drawing, if there is one, and the table of its values below."""
    drawn = [picture(content)] if content.svg else []
    return [*drawn, table(content.table, "" if drawn else content.title)]


def page_break() -> Block:
    """What follows begins on a new page."""
    return {"kind": "page_break"}


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[clean_text(key), clean_text(value, keep_lines=True)] for key, value in pairs]


def _cells(row: Sequence[str]) -> list[str]:
    return [clean_text(cell, keep_lines=True) for cell in row]
