"""The rows of a file as typed columns, and everything found wrong with them."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from .columns import NUMBERS, Column, Kind
from .numbers import (
    BadCell,
    Evidence,
    NumberFormat,
    evidence,
    grouping_only,
    without_brackets,
)
from .problems import Problem, Problems, Severity, shortened
from .reading import Table
from .values import reader


@dataclass(slots=True)
class Batch:
    """Typed columns of equal length, one entry per row of the table.

    A cell that could not be read holds None and its row is marked bad. Importers add columns of
    their own (`add`), look up keys (`lookup`) and report what they find wrong (`error`,
    `warning`). Nothing of a batch with errors is ever written.
    """

    table: Table
    columns: dict[str, list[Any]] = field(default_factory=dict)
    bad: bytearray = field(default_factory=bytearray)
    formats: dict[str, NumberFormat] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    origins: dict[str, tuple[str, Mapping[Any, Any]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> list[Any]:
        return self.columns[name]

    @property
    def problems(self) -> Problems:
        """Errors and warnings so far, those of reading the table included."""
        return self.table.problems

    def add(
        self,
        name: str,
        values: Iterable[Any],
        *,
        origin: str = "",
        known: Mapping[Any, Any] | None = None,
    ) -> None:
        """Add a column of the importer's own (or replace one). Raises ValueError on its length.

        `origin` is the column of the file it was made from and `known` the mapping used: the
        preview then shows a value to be replaced under that heading and by its key.
        """
        values = list(values)
        if len(values) != len(self):
            raise ValueError(f"{name}: {len(values)} values for {len(self)} rows")
        self.columns[name] = values
        if origin:
            self.origins[name] = (origin, known or {})

    def shown(self, name: str, value: Any) -> tuple[str, str] | None:
        """Heading and text under which the preview shows a value of this column; None: not."""
        origin, known = self.origins.get(name, (name, {}))
        if origin not in self.table.cells:
            return None
        if isinstance(value, set | frozenset | list | tuple):
            texts = sorted(self._key_of(each, known) for each in value)
            return self.table.headers[origin], ", ".join(texts)
        return self.table.headers[origin], self._key_of(value, known)

    @staticmethod
    def _key_of(value: Any, known: Mapping[Any, Any]) -> str:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return _canonical(value)
        return next((str(key) for key, each in known.items() if each == value), str(value))

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of these columns, bad rows included (see `bad`)."""
        return zip(*(self.columns[name] for name in names), strict=True)

    def error(self, row: int, message: str, column: str | None = None, **params: Any) -> None:
        """An error in this row (index from 0); `message` is an English msgid."""
        self.bad[row] = 1
        self._report(row, message, column, params, Severity.ERROR)

    def warning(self, row: int, message: str, column: str | None = None, **params: Any) -> None:
        """A warning for this row; the row can be imported all the same."""
        self._report(row, message, column, params, Severity.WARNING)

    def _report(
        self, row: int, message: str, column: str | None, params: Mapping, severity: Severity
    ) -> None:
        cells = self.table.cells.get(column or "")
        self.problems.add(
            Problem(
                message,
                params,
                severity,
                line=self.table.lines[row],
                column=self.table.headers.get(column, column) if column else None,
                value=shortened(cells[row]) if cells else None,
            )
        )

    def lookup(
        self,
        column: str,
        known: Mapping[Any, Any],
        *,
        into: str,
        message: str = gettext_noop("This key is not known here."),
        restore_zeros: bool = False,
        empty: Any = None,
    ) -> None:
        """Put `known[value]` of each row into the new column `into`; unknown values are errors.

        Empty cells of a `blank` column give `empty`. With `restore_zeros` a key of digits whose
        leading zero a spreadsheet has eaten ("10111" for "010111") is found all the same, with a
        warning.
        """
        values = self.columns[column]
        found: dict[Hashable, Any] = {}
        unknown: set[Hashable] = set()
        restored: dict[Hashable, str] = {}
        for value in set(values):
            if value is None or value == "":
                found[value] = empty
            elif value in known:
                found[value] = known[value]
            elif restore_zeros and isinstance(value, str) and f"0{value}" in known:
                found[value] = known[f"0{value}"]
                restored[value] = f"0{value}"
            else:
                found[value] = None
                unknown.add(value)
        self.add(into, [found[value] for value in values], origin=column, known=known)
        if not unknown and not restored:
            return
        for row, value in enumerate(values):
            if value in unknown:
                self.error(row, message, column)
            elif value in restored:
                self.warning(
                    row,
                    gettext_noop("Read as %(key)s: a leading zero was missing."),
                    column,
                    key=restored[value],
                )

    def report_duplicates(self, columns: Sequence[str]) -> None:
        """An error for each row whose key stood in an earlier row already."""
        keys = list(self.rows(*columns))
        if len(set(keys)) == len(keys):
            return
        first: dict[tuple, int] = {}
        headers = ", ".join(self.table.headers.get(name, name) for name in columns)
        for row, key in enumerate(keys):
            if self.bad[row]:
                continue
            earlier = first.setdefault(key, row)
            if earlier != row:
                self.error(
                    row,
                    gettext_noop("The same entry (%(columns)s) stands in line %(line)s already."),
                    columns=headers,
                    line=self.table.lines[earlier],
                )

    def digest(self) -> str:
        """SHA-256 of the values read: equal for files that say the same in the same order."""
        digest = hashlib.sha256()
        for name, cells in sorted(self.table.cells.items()):
            digest.update(f"\x1d{name}\x1e".encode())
            values = dict(zip(cells, self.columns[name], strict=True))
            texts = {cell: _canonical(value) for cell, value in values.items()}
            digest.update("\x1f".join([texts[cell] for cell in cells]).encode())
        return digest.hexdigest()


def _canonical(value: Any) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse(
    table: Table, columns: Sequence[Column], *, number_format: NumberFormat | None = None
) -> Batch:
    """Read all cells of the table. Numbers follow `number_format`, or else what the file shows."""
    batch = Batch(table, bad=bytearray(len(table)))
    present = [column for column in columns if column.name in table.cells]
    distinct = {column.name: set(table.cells[column.name]) for column in present}
    forms = _number_formats(batch, present, distinct, number_format)
    for column in present:
        read = reader(column, forms.get(column.name))
        _parse_column(batch, column, distinct.pop(column.name), read)
    return batch


def _parse_column(
    batch: Batch, column: Column, texts: set[str], read: Callable[[str], Any]
) -> None:
    values: dict[str, Any] = {}
    failed: dict[str, BadCell] = {}
    for text in texts:
        try:
            values[text] = read(text)
        except BadCell as error:
            values[text] = None
            failed[text] = error
    cells = batch.table.cells[column.name]
    batch.columns[column.name] = [values[cell] for cell in cells]
    if failed:
        for row, cell in enumerate(cells):
            if cell in failed:
                batch.error(row, failed[cell].message, column.name, **failed[cell].params)


def _number_formats(
    batch: Batch,
    columns: Sequence[Column],
    distinct: Mapping[str, set[str]],
    chosen: NumberFormat | None,
) -> dict[str, NumberFormat]:
    """Decide the form of each number column, never by a silent guess.

    In this order: what the person chose; what the column itself shows; what the other number
    columns of the file show (with a warning); the only possible reading where the column holds
    no three decimals (with a warning). Otherwise the ambiguous cells become errors and the
    column is listed as unclear, so that the page can ask.
    """
    numeric = [column for column in columns if column.kind in NUMBERS]
    if chosen is not None:
        batch.formats = {column.name: chosen for column in numeric}
        return batch.formats
    shown: dict[str, Evidence] = {
        each.name: evidence(
            [without_brackets(cell) for cell in distinct[each.name]]
            if each.brackets
            else distinct[each.name]
        )
        for each in numeric
    }
    whole_file = Evidence(
        sum(each.german for each in shown.values()), sum(each.plain for each in shown.values())
    )
    for column in numeric:
        own = shown[column.name]
        form = own.form
        if form is None and own.ambiguous:
            form = _decide_ambiguous(batch, column, own, whole_file.form)
        if form is not None:
            batch.formats[column.name] = form
    return batch.formats


def _decide_ambiguous(
    batch: Batch, column: Column, own: Evidence, elsewhere: NumberFormat | None
) -> NumberFormat | None:
    holds_thousandths = column.kind is not Kind.INTEGER and (
        column.places is None or column.places >= 3
    )
    if elsewhere is not None:
        form: NumberFormat | None = elsewhere
    elif holds_thousandths:
        form = None
    else:
        form = grouping_only(own.ambiguous)
    if form is None:
        batch.unclear.append(column.name)
        return None
    message = (
        gettext_noop("Numbers such as “%(example)s” were read with a decimal comma.")
        if form is NumberFormat.GERMAN
        else gettext_noop("Numbers such as “%(example)s” were read with a decimal point.")
    )
    batch.problems.add(
        Problem(
            message,
            {"example": shortened(own.ambiguous[0])},
            Severity.WARNING,
            column=column.header,
        )
    )
    return form
