"""The rows of a report's files. Hidden is a dash, unknown an empty cell; neither is ever a zero."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from reporting.rules.document import Document, FigureIn, Values
from reporting.services.figures import compared
from reporting.wording import counted_at, discussion, plain, unit_name
from sro.periods import Quarter
from sro.ui.quarters import quarter_name, short_quarter
from sro.ui.spreadsheets import FORMATS, write_cell
from sro.ui.templatetags.ui import day


def headings(document: Document) -> list[str]:
    """Head the columns of the figures."""
    now, previous, year_before = (
        short_quarter(each) for each in compared(Quarter(document.year, document.quarter))
    )
    return [
        _("Section"),
        _("Code"),
        _("Figure"),
        _("Unit"),
        _("Level"),
        _("Key"),
        _("Area"),
        _("Part"),
        now,
        previous,
        year_before,
    ]


def rows(document: Document) -> Iterator[list[Any]]:
    """Yield each figure of each area, then the parts of its splits."""
    for section in document.sections:
        for figure in section.figures:
            head = [section.title, figure.code, figure.title, unit_name(figure.unit, figure.of)]
            for line in figure.lines:
                yield [
                    *head,
                    level_name(line.level),
                    line.key,
                    line.name,
                    "",
                    *_plain(line.values, figure),
                ]
            for split in figure.splits:
                for part in split.parts:
                    title = f"{split.title}: {part.title}"
                    for level, key, name, values in (
                        ("city", "", document.city, part.city),
                        ("district", document.district_key, document.district, part.district),
                    ):
                        yield [*head, level_name(level), key, name, title, *_plain(values, figure)]


def level_name(level: str) -> str:
    """Name a level of areas."""
    return {
        "city": _("City"),
        "district": _("District"),
        "space": _("Social space"),
        "elsewhere": _("without social space"),
    }[level]


def workbook(document: Document) -> bytes:
    """Return the report as XLSX: figures, tables, commentary, definitions, notes."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    formats["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    _write_figures(book, document, formats)
    for section in document.sections:
        for each in section.tables:
            page = _page(book, each.title, each.columns, [30, *[18] * 8], formats)
            for number, row in enumerate(each.rows, start=1):
                for column, (kind, text) in enumerate(zip(each.kinds, row, strict=True)):
                    value = text if kind == "text" else plain(text, _unit(kind))
                    form = formats["money"] if kind == "money" else formats["number"]
                    write_cell(page, number, column, value, None if kind == "text" else form)
    page = _page(book, _("Commentary"), [_("Section"), _("Commentary")], [24, 100], formats)
    for number, section in enumerate(document.sections, start=1):
        page.write_string(number, 0, section.title, formats["wrap"])
        page.write_string(number, 1, section.commentary, formats["wrap"])
    if document.group_view:
        page.write_string(len(document.sections) + 1, 0, _("Working group"), formats["wrap"])
        page.write_string(len(document.sections) + 1, 1, document.group_view, formats["wrap"])
    _write_definitions(book, document, formats)
    page = _page(book, _("Notes"), [_("Note"), _("Value")], [34, 90], formats)
    for number, (label, value) in enumerate(notes(document), start=1):
        page.write_string(number, 0, label, formats["wrap"])
        page.write_string(number, 1, value, formats["wrap"])
    book.close()
    return content.getvalue()


def notes(document: Document) -> list[tuple[str, str]]:
    """Return what one has to know to read the figures."""
    found = [
        (_("District"), f"{document.district_key} {document.district}"),
        (_("Quarter"), quarter_name(Quarter(document.year, document.quarter))),
        (_("Version"), _("published version") if document.public else _("version of the office")),
        (_("Counted"), day(counted_at(document))),
        (_("Young residents"), document.base or _("no indicator chosen")),
        (
            _("Hidden"),
            _(
                "“–” stands for counts of 1 to %(limit)s people and for what would give them away."
                " An empty cell is not known."
            )
            % {"limit": document.limit},
        ),
        (_("Definitions"), document.formula),
        *discussion(document),
    ]
    if document.reason:
        found.append((_("Reason of the correction"), document.reason))
    return found


def _write_figures(book: Workbook, document: Document, formats: dict[str, Any]) -> None:
    widths = [18, 20, 32, 20, 14, 12, 30, 30, 14, 14, 14]
    page = _page(book, _("Figures"), headings(document), widths, formats)
    units = {f.code: f.unit for s in document.sections for f in s.figures}
    last = 0
    for last, row in enumerate(rows(document), start=1):
        form = formats["money"] if units[row[1]] == "cents" else formats["number"]
        for column, value in enumerate(row):
            write_cell(page, last, column, value, form if column >= 8 else None)
    page.autofilter(0, 0, last, len(widths) - 1)


def _write_definitions(book: Workbook, document: Document, formats: dict[str, Any]) -> None:
    labels = [_("Code"), _("Figure"), _("Definition"), _("Source")]
    page = _page(book, _("Definitions"), labels, [20, 32, 90, 60], formats)
    number = 0
    for section in document.sections:
        for figure in section.figures:
            number += 1
            for column, text in enumerate(
                (figure.code, figure.title, figure.definition, figure.source)
            ):
                page.write_string(number, column, text, formats["wrap"])


def _page(
    book: Workbook,
    title: str,
    labels: Sequence[str],
    widths: Sequence[int],
    formats: dict[str, Any],
) -> Any:
    page = book.add_worksheet(title[:31])
    page.write_row(0, 0, labels, formats["head"])
    page.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    return page


def _plain(values: Values, figure: FigureIn) -> list[Any]:
    return [plain(text, figure.unit) for text in values]


def _unit(kind: str) -> str:
    return "cents" if kind == "money" else "minutes"
