"""What an app writes to import one kind of file, and how such an import is run.

check_file(importer, source, context)  → Preview   (writes nothing)
apply_file(importer, source, context)  → Report    (all or nothing, one transaction)
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.timezone import localdate

from sro import access

from .batch import Batch, parse
from .columns import Column
from .numbers import NumberFormat
from .problems import FileRefused, Problem, Problems
from .reading import MAX_ROWS, Table, read_table
from .scanning import Source
from .target import Comparison, StaleImport, Target


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Who imports, when, and what they chose on the upload page.

    `options` are the cleaned values of the importer's `options_form`.
    """

    actor: Any
    now: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    number_format: NumberFormat | None = None

    @property
    def today(self) -> date:
        """The day of the import."""
        return localdate(self.now)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row for the preview: heading → cell as in the file, heading → value to be replaced."""

    line: int
    state: str
    cells: Mapping[str, str]
    old: Mapping[str, str]


@dataclass(slots=True)
class Preview:
    """What would happen, and what is wrong. Counts are 0 while there are errors."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: Problems = field(default_factory=Problems)
    sample: Sequence[SampleRow] = ()
    encoding: str = ""
    delimiter: str = ""
    number_formats: Mapping[str, str] = field(default_factory=dict)
    unclear: Sequence[str] = ()
    file_digest: str = ""
    content_digest: str = ""
    state: str = ""

    @property
    def can_apply(self) -> bool:
        """Whether the file is without errors and would change something."""
        return not self.problems.error_count and bool(self.new or self.changed)

    @property
    def nothing_to_do(self) -> bool:
        """Whether every row of the file is in the database already, exactly so."""
        return bool(self.unchanged) and not (self.new or self.changed or self.problems.error_count)

    def as_json(self) -> dict[str, Any]:
        """The preview for a stored report."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "errors": [each.as_json() for each in self.problems.errors],
            "warnings": [each.as_json() for each in self.problems.warnings],
            "error_count": self.problems.error_count,
            "warning_count": self.problems.warning_count,
            # The database keeps no order of names, so the headings keep it.
            "headings": list(self.sample[0].cells) if self.sample else [],
            "sample": [asdict(each) for each in self.sample],
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "number_formats": dict(self.number_formats),
            "unclear": list(self.unclear),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: rows inserted, updated, and left because they were the same."""

    new: int
    changed: int
    unchanged: int
    warnings: Sequence[Problem] = ()


class ImportRefused(Exception):
    """The file has errors; nothing was written. `preview` says which."""

    def __init__(self, preview: Preview) -> None:
        first = next(iter(preview.problems.errors), None)
        super().__init__(f"{preview.problems.error_count} errors; {first}")
        self.preview = preview


class Importer:
    """One kind of file. Subclass it, or `RowImporter`, in the `imports.py` of an app.

    `key` stands in addresses; the right to import is the action "import" on `model`; `unique`
    are the columns that name a row (a second row with the same values is an error).
    `options_form` asks for more on the upload page (its cleaned values must fit into JSON).
    """

    key: ClassVar[str]
    title: ClassVar[Any]
    description: ClassVar[Any] = ""
    model: ClassVar[type[models.Model]]
    columns: ClassVar[Sequence[Column]]
    unique: ClassVar[Sequence[str]] = ()
    max_rows: ClassVar[int] = MAX_ROWS
    options_form: ClassVar[type[forms.Form] | None] = None

    def columns_for(self, context: ImportContext) -> Sequence[Column]:
        """The columns of this file; others than usual where the person has chosen so.

        May raise FileRefused when what was chosen is no longer there.
        """
        return self.columns

    def number_format_for(self, context: ImportContext) -> NumberFormat | None:
        """How numbers are written in this file; None: find out from the file."""
        return context.number_format

    def links(self) -> Sequence[tuple[str, str]]:
        """Words and addresses of further pages that help with the upload."""
        return ()

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Resolve keys (`batch.lookup`), add columns, report errors. Reads the database only."""

    def target(self, batch: Batch, context: ImportContext) -> Target:
        """The table the rows go to. Called for a batch without errors."""
        raise TypeError(f"{type(self).__name__} names no table: override `compare` and `write`")

    def compare(self, batch: Batch, context: ImportContext) -> Comparison:
        """Match the rows with what is there. May still report errors to the batch."""
        return self.target(batch, context).compare(batch)

    def write(self, batch: Batch, context: ImportContext, comparison: Comparison) -> None:
        """Write what `compare` (just called, in the same transaction) found."""
        target = self.target(batch, context)
        target.write(batch, comparison, now=context.now)
        if not target.all_visible_to(context.actor):
            raise PermissionDenied(f"import {self.model._meta.label} outside the own rows")

    def finish(self, context: ImportContext, report: Report) -> None:
        """Something to do afterwards in the same transaction (recount, record)."""


def check_file(importer: Importer, source: Source, context: ImportContext) -> Preview:
    """Read and check a file. Never raises for its content; writes nothing.

    Raises PermissionDenied without the right to import.
    """
    access.require(context.actor, "import", importer.model)
    with transaction.atomic():
        preview, batch, _comparison = _checked(importer, source, context)
    if batch is not None and not preview.problems.error_count:
        preview.content_digest = batch.digest()
    return preview


def apply_file(
    importer: Importer, source: Source, context: ImportContext, *, expected: str | None = None
) -> Report:
    """Check a file and write all of it, or nothing.

    `expected` is the `state` of the preview the person has confirmed; when the rows concerned
    have changed since, StaleImport is raised. Raises ImportRefused when the file has errors,
    PermissionDenied without the right to import or when rows would come to lie out of reach.
    """
    access.require(context.actor, "import", importer.model)
    with transaction.atomic():
        preview, batch, comparison = _checked(importer, source, context)
        if batch is None or comparison is None or preview.problems.error_count:
            raise ImportRefused(preview)
        if expected is not None and expected != comparison.state:
            raise StaleImport
        if comparison.new or comparison.changed:
            importer.write(batch, context, comparison)
        if batch.problems.error_count:
            raise ImportRefused(preview)
        report = Report(
            comparison.new,
            comparison.changed,
            comparison.unchanged,
            tuple(preview.problems.warnings),
        )
        importer.finish(context, report)
    return report


def _checked(
    importer: Importer, source: Source, context: ImportContext
) -> tuple[Preview, Batch | None, Comparison | None]:
    preview = Preview()
    try:
        columns = importer.columns_for(context)
        table = read_table(
            source,
            columns,
            max_bytes=settings.IMPORT_MAX_BYTES,
            max_rows=importer.max_rows,
        )
    except FileRefused as refused:
        preview.problems.add(refused.problem)
        return preview, None, None
    batch = parse(table, columns, number_format=importer.number_format_for(context))
    if importer.unique:
        batch.report_duplicates([name for name in importer.unique if name in batch])
    importer.prepare(batch, context)
    comparison = None
    if not batch.problems.error_count:
        comparison = importer.compare(batch, context)
    _describe(preview, batch, comparison)
    return preview, batch, comparison


def _describe(preview: Preview, batch: Batch, comparison: Comparison | None) -> None:
    table = batch.table
    preview.rows = len(table)
    preview.problems = batch.problems.in_order()
    preview.encoding = table.encoding
    preview.delimiter = table.delimiter
    preview.number_formats = {name: form.value for name, form in batch.formats.items()}
    preview.unclear = [table.headers[name] for name in batch.unclear]
    preview.file_digest = table.scan.digest
    if comparison is None or batch.problems.error_count:
        return
    preview.new, preview.changed = comparison.new, comparison.changed
    preview.unchanged, preview.state = comparison.unchanged, comparison.state
    preview.sample = sorted(
        (
            SampleRow(
                line=table.lines[change.row],
                state="new" if change.old is None else "changed",
                cells=_cells(table, change.row),
                old=_replaced(batch, change.row, change.old or {}),
            )
            for change in comparison.sample
        ),
        key=lambda each: each.line,
    )


def _cells(table: Table, row: int) -> dict[str, str]:
    return {table.headers[name]: cells[row] for name, cells in table.cells.items()}


def _replaced(batch: Batch, row: int, old: Mapping[str, Any]) -> dict[str, str]:
    """The values that differ and would be replaced, under the headings of the file."""
    shown = (batch.shown(name, was) for name, was in old.items() if batch[name][row] != was)
    return dict(each for each in shown if each is not None)
