"""Handing out tables: CSV in German and in plain form, XLSX with formats."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from sro.ui.tables import Column

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a cell of a spreadsheet can hold.
LONGEST_TEXT = 32_767
_AS_THEY_ARE = frozenset({int, float, Decimal, date, type(None)})
FORMATS = {
    "money": "#,##0.00 €",
    "number": "#,##0.###",
    "percent": "0.00 %",
    "date": "dd.mm.yyyy",
    "datetime": "dd.mm.yyyy hh:mm",
}


def export_response(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], wanted: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Return the rows as a download; `wanted` is csv, csv-plain or xlsx."""
    stem = f"{name}-{timezone.localdate():%Y-%m-%d}"
    labels = [str(column.label) for column in columns]
    if wanted == "xlsx":
        kinds = [column.kind for column in columns]
        content = io.BytesIO()
        write_xlsx(content, labels, kinds, rows, sheet=name)
        content.seek(0)
        return FileResponse(
            content, as_attachment=True, filename=f"{stem}.xlsx", content_type=XLSX_TYPE
        )
    from sro.ui.exports import csv_attachment

    return csv_attachment(rows, labels, f"{stem}.csv", wanted)


def write_xlsx(
    target: Any,
    labels: Sequence[str],
    kinds: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    sheet: str,
) -> None:
    """Write a formatted sheet with a frozen header and an auto-filter, row by row.

    Text is always written as text, so that a cell beginning with `=` is no formula; what is longer
    than a cell may be (32,767 characters) ends there. A heading that occurs twice gets a number.
    """
    from rustpy_xlsxwriter import Format, write_worksheet

    names = _distinct(labels)
    formats = {kind: Format().set_num_format(text) for kind, text in FORMATS.items()}
    write_worksheet(
        _records(names, rows),
        target,
        sheet_name=sheet[:31],
        freeze_row=1,
        autofilter=True,
        header_format=Format().set_bold().set_border_bottom("thin").set_text_wrap(),
        column_widths=[min(48, max(14, len(label) + 4)) for label in labels],
        column_formats={
            name: formats[kind] for name, kind in zip(names, kinds, strict=True) if kind in formats
        },
        datetime_format=FORMATS["date"],
    )


def _records(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    row = None
    for row in rows:
        yield dict(zip(names, map(_cell_value, row), strict=True))
    if row is None:
        # The library takes the headings from the first record.
        yield dict.fromkeys(names)


def _distinct(labels: Sequence[str]) -> list[str]:
    """The headings as keys: one that occurs again gets a number, "Stunden (2)"."""
    names: list[str] = []
    for label in labels:
        same = sum(1 for earlier in labels[: len(names)] if earlier == label)
        names.append(f"{label} ({same + 1})" if same else label)
    return names


def _cell_value(value: Any) -> Any:
    """One value as the library writes it: empty cells as None, unknown types as text."""
    kind = type(value)
    if kind is str:
        return value[:LONGEST_TEXT] or None
    if kind in _AS_THEY_ARE:
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).replace(
            tzinfo=None
        )
    if isinstance(value, date):
        return value
    return str(value)[:LONGEST_TEXT] or None


def write_cell(page: Any, row: int, column: int, value: Any, form: Any = None) -> None:
    """Write one value by its type; unknown types become text, never formulas."""
    if value is None or value == "":
        page.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        page.write_string(row, column, _("yes") if value else _("no"))
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, value, form)
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        page.write_datetime(row, column, local.replace(tzinfo=None), form)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time.min), form)
    else:
        page.write_string(row, column, str(value))
