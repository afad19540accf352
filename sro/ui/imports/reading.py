"""From the bytes of a CSV file to columns of text, with the line each row stands in."""

import csv
import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop

from .columns import Column, find_columns, folded, known_headings
from .problems import FileRefused, Problem, Problems, Severity, shortened
from .scanning import MAX_BYTES, Scan, Source, opened, scan

#: Rows a file may have unless the importer says otherwise.
MAX_ROWS = 500_000
DELIMITERS = (";", ",", "\t", "|")
_BLOCK = 4096
#: Repeated cells share one string while a column has at most so many different ones.
_SHARED = 20_000


@dataclass(slots=True)
class Table:
    """A file as read: for each known column the cells of all rows, still text.

    `lines[i]` is the line on which row i begins. Rows with a wrong number of cells are not among
    them; they are in `problems`.
    """

    cells: dict[str, list[str]]
    headers: dict[str, str]
    lines: array
    scan: Scan
    delimiter: str
    ignored: tuple[str, ...] = ()
    problems: Problems = field(default_factory=Problems)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def encoding(self) -> str:
        """The encoding by the name people know."""
        return {"cp1252": "Windows-1252", "utf-16": "UTF-16"}.get(self.scan.encoding, "UTF-8")


def read_table(
    source: Source,
    columns: Sequence[Column] | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Table:
    """Read a CSV file given as path, bytes or seekable binary stream.

    The encoding (UTF-8 with or without mark, UTF-16 with mark, Windows-1252), the delimiter and
    the place of the columns are found by themselves. Without `columns` every heading is its own
    column. Raises `FileRefused` when the file as a whole cannot be used.
    """
    with opened(source) as stream:
        found = scan(stream, max_bytes=max_bytes)
        stream.seek(0)
        text = io.TextIOWrapper(stream, encoding=found.encoding, newline="")
        try:
            return _read(text, found, columns, max_rows)
        finally:
            text.detach()


def _read(
    text: io.TextIOWrapper, found: Scan, columns: Sequence[Column] | None, max_rows: int
) -> Table:
    delimiter, skipped = _delimiter(text, columns)
    text.seek(0)
    for _number in range(skipped):
        text.readline()
    rows = _rows(csv.reader(text, delimiter=delimiter, strict=True), skipped)
    line, headings = next(rows, (0, []))
    headings = [" ".join(label.split()) for label in headings]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise FileRefused(gettext_noop("The file is empty."))
    if columns is None:
        labels = {folded(label): label for label in reversed(headings) if folded(label)}
        columns = [Column(name=label, header=label) for label in labels.values()]
    heading = find_columns(headings, columns, line=line)
    table = Table(
        cells={name: [] for name in heading.positions},
        headers={each.name: each.header for each in columns},
        lines=array("L"),
        scan=found,
        delimiter=delimiter,
        ignored=heading.ignored,
    )
    _warn(table)
    whole = _whole_rows(table, rows, len(headings), max_rows)
    _fill(table, whole, list(heading.positions.values()))
    if not table.lines and not table.problems.error_count:
        raise FileRefused(gettext_noop("The file has a header but no rows."))
    return table


def _delimiter(text: io.TextIOWrapper, columns: Sequence[Column] | None) -> tuple[str, int]:
    """The delimiter under which most headings are known (else: most cells), and lines to skip."""
    sample = text.read(65_536)
    first = sample.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4], 1
    known = known_headings(columns or ())

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            header = next((row for row in rows if any(cell.strip() for cell in row)), [])
        except csv.Error:
            return 0, 0
        return sum(folded(label) in known for label in header), len(header)

    return max(DELIMITERS, key=score), 0


def _rows(reader: Any, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it begins on."""
    line = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield line + skipped, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            gettext_noop(
                "From line %(line)s on the file cannot be read: "
                "a quotation mark is opened there and not closed properly."
            ),
            line=line + skipped,
        ) from error


def _whole_rows(
    table: Table, rows: Iterator[tuple[int, list[str]]], width: int, max_rows: int
) -> Iterator[list[str]]:
    """The rows with as many cells as the header; the others become problems of the table."""
    for line, row in rows:
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) != width:
            _report_width(table, line, row, width)
            continue
        if len(table.lines) >= max_rows:
            raise FileRefused(
                gettext_noop(
                    "The file has more than %(limit)s rows. Please divide it into several files."
                ),
                limit=max_rows,
            )
        table.lines.append(line)
        yield row


def _fill(table: Table, rows: Iterator[list[str]], positions: list[int]) -> None:
    """Append the rows to the columns in blocks; equal cells of a column share one string."""
    known: list[dict[str, str]] = [{} for _position in positions]
    columns = list(zip(table.cells.values(), positions, known, strict=True))
    while block := list(islice(rows, _BLOCK)):
        turned = list(zip(*block, strict=True))
        for column, position, shared in columns:
            cells = turned[position]
            if len(shared) < _SHARED:
                column.extend([shared.setdefault(cell, cell) for cell in cells])
            else:
                column.extend([shared.get(cell, cell) for cell in cells])


def _report_width(table: Table, line: int, row: list[str], width: int) -> None:
    message = (
        gettext_noop(
            "The number of cells is %(found)s here but %(expected)s in the header. "
            "A cell that contains the delimiter must stand in quotation marks."
        )
        if len(row) > width
        else gettext_noop("The number of cells is %(found)s here but %(expected)s in the header.")
    )
    table.problems.add(
        Problem(
            message,
            {"found": len(row), "expected": width},
            line=line,
            value=shortened(table.delimiter.join(row)),
        )
    )


def _warn(table: Table) -> None:
    if table.ignored:
        table.problems.add(
            Problem(
                gettext_noop("These columns are not known here and are left out: %(columns)s."),
                {"columns": ", ".join(table.ignored[:12])},
                Severity.WARNING,
            )
        )
    if table.scan.encoding == "cp1252":
        table.problems.add(
            Problem(
                gettext_noop(
                    "The file was read as Windows-1252. "
                    "Please check in the preview that umlauts look right."
                ),
                severity=Severity.WARNING,
            )
        )
