"""Handing out tables: CSV in German and in plain form, XLSX with formats."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from sro.ui.tables import Column

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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

    Text is always written as text, so that a cell beginning with `=` is no formula.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"}
    )
    page = book.add_worksheet(sheet[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    forms = [formats.get(kind) for kind in kinds]
    page.write_row(0, 0, labels, head)
    page.freeze_panes(1, 0)
    for index, label in enumerate(labels):
        page.set_column(index, index, min(48, max(14, len(label) + 4)))
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, (form, value) in enumerate(zip(forms, row, strict=True)):
            # An empty cell takes as long as a full one and says nothing.
            if value is not None and value != "":
                write_cell(page, last, index, value, form)
    page.autofilter(0, 0, last, max(len(labels) - 1, 0))
    book.close()


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
