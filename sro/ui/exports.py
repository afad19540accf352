"""CSV as offices open it: in German form for spreadsheets, in plain form for programs.

Both forms can be imported again without a change (sro.ui.imports).
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.timezone import is_aware, localtime

from sro.ui.imports.guarding import guarded

Dialect = Literal["german", "plain"]
_ROWS_PER_PART = 500


#: What is asked for in addresses, and how it is written.
DIALECTS: dict[str, Dialect] = {"csv": "german", "csv-plain": "plain"}


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return bytes as a download."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_attachment(
    rows: Iterable[Sequence[Any]], columns: Sequence[Any], name: str, form: str
) -> StreamingHttpResponse:
    """Return rows as CSV, part by part; `form` is csv (German) or csv-plain."""
    response = StreamingHttpResponse(
        write_csv(rows, columns, dialect=DIALECTS[form]), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_cell(value: Any, dialect: Dialect = "german") -> str:
    """One value as the text of a CSV cell.

    German: decimal comma, 31.12.2017, ja/nein. Plain: decimal point, 2017-12-31, true/false.
    None is an empty cell. Text that a spreadsheet would run as a formula gets an apostrophe in
    front. Numbers have no thousands separator and keep all their decimals.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _WORDS[dialect][value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if dialect == "german" else text
    if isinstance(value, datetime):
        local = localtime(value) if is_aware(value) else value
        return f"{local:%d.%m.%Y %H:%M}" if dialect == "german" else f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}" if dialect == "german" else value.isoformat()
    return guarded(str(value))


def write_csv(
    rows: Iterable[Sequence[Any]], columns: Sequence[Any], dialect: Dialect = "german"
) -> Iterator[bytes]:
    """The rows as CSV in parts, for a streaming response; `columns` are the headings.

    German: semicolon and UTF-8 with mark, so that spreadsheets open it rightly. Plain: comma and
    UTF-8 without mark. Raises ValueError for a row of another length than the headings.
    """
    parts = _Parts()
    writer = csv.writer(parts, delimiter=";" if dialect == "german" else ",")
    if dialect == "german":
        parts.write("\ufeff")
    writer.writerow([csv_cell(str(column), dialect) for column in columns])
    width = len(columns)
    cell: Callable[[Any], str] = lambda value: csv_cell(value, dialect)  # noqa: E731
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(f"row {number} has {len(row)} cells for {width} headings")
        writer.writerow(list(map(cell, row)))
        if number % _ROWS_PER_PART == 0:
            yield parts.taken()
    yield parts.taken()


class _Parts:
    """Collects what the CSV writer writes until it is taken."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def write(self, text: str) -> int:
        self._texts.append(text)
        return len(text)

    def taken(self) -> bytes:
        part = "".join(self._texts).encode()
        self._texts.clear()
        return part


_WORDS: dict[Dialect, dict[bool, str]] = {
    "german": {True: "ja", False: "nein"},
    "plain": {True: "true", False: "false"},
}
