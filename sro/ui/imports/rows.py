"""For registers of some thousand rows with relations: rows are saved one by one as records.

Slower than `Importer` with a `Target`, but each row passes the model's validation, may have
many-to-many values and may be spread over several tables by overriding `create` and `update`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models

from sro import access
from sro.records import Record

from .batch import Batch
from .importer import ImportContext, Importer
from .target import Change, Comparison, StaleImport

Row = Mapping[str, Any]


class RowImporter(Importer):
    """An importer whose rows are matched and saved in Python.

    `match` are the batch columns that name a record, `fields` those compared and saved. Both are
    names of model fields at once (foreign keys by id: "space_id"; many-to-many as iterables of
    ids). `extra` are further batch columns handed to `create` and `update`, not compared.
    """

    model: ClassVar[type[Record]]
    match: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[str, ...]]
    extra: ClassVar[tuple[str, ...]] = ()
    max_rows: ClassVar[int] = 20_000

    def records(self, batch: Batch, context: ImportContext) -> models.QuerySet:
        """The records a row may be matched with; by default all the actor may see."""
        return access.rows(context.actor, self.model._default_manager.all())

    def create(self, context: ImportContext, row: Row) -> Record:
        """Save a new record and return it. Raises ValidationError."""
        plain, many = self._divided(row, (*self.match, *self.fields))
        record = self.model(**plain)
        record.full_clean()
        record.save(force_insert=True)
        for name, ids in many.items():
            getattr(record, name).set(ids or ())
        return record

    def update(self, context: ImportContext, record: Any, row: Row, changed: set[str]) -> None:
        """Save the `changed` fields of a record, which is locked. Raises ValidationError."""
        plain, many = self._divided(row, changed)
        for name, value in plain.items():
            setattr(record, name, value)
        record.full_clean()
        # A change of relations alone makes a new version of the record, too.
        record.save(update_fields=[*plain] or ["version"])
        for name, ids in many.items():
            getattr(record, name).set(ids or ())

    # --- the steps of the framework -----------------------------------------------------------

    def compare(self, batch: Batch, context: ImportContext) -> Comparison:
        """Match each row with a record, list what differs, validate what would be saved."""
        found = self._found(batch, context)
        state = hashlib.sha256()
        new: list[Change] = []
        changed: list[Change] = []
        for number, row in enumerate(self._rows(batch)):
            record = found.get(self._key(row))
            old = None if record is None else self._old(record, row)
            state.update(f"{number}:{record and (record.pk, record.version)};".encode())
            if record is None:
                new.append(Change(number))
            elif old:
                changed.append(Change(number, old))
            if record is None or old:
                self._validate(batch, number, row)
        unchanged = len(batch) - len(new) - len(changed)
        sample = [*changed[:20], *new[:20]]
        return Comparison(len(new), len(changed), unchanged, state.hexdigest(), sample)

    def write(self, batch: Batch, context: ImportContext, comparison: Comparison) -> None:
        """Save row by row; a record is locked before it is changed."""
        found = self._found(batch, context)
        written: list[Any] = []
        for number, row in enumerate(self._rows(batch)):
            record: Any = found.get(self._key(row))
            old = {} if record is None else self._old(record, row)
            if record is not None and not old:
                continue
            try:
                if record is None:
                    record = self.create(context, row)
                else:
                    self.update(context, self._locked(record), row, {*old})
            except ValidationError as error:
                self._report(batch, number, error)
            else:
                written.append(record.pk)
        self._require_visible(context, written)

    def _found(self, batch: Batch, context: ImportContext) -> dict[tuple, Any]:
        many = [name for name in self.fields if self._is_many(name)]
        records = self.records(batch, context).prefetch_related(*many)
        return {tuple(getattr(each, name) for name in self.match): each for each in records}

    def _rows(self, batch: Batch) -> Iterator[Row]:
        names = dict.fromkeys((*self.match, *self.fields, *self.extra))
        present = [name for name in names if name in batch]
        for values in batch.rows(*present):
            yield dict(zip(present, values, strict=True))

    def _key(self, row: Row) -> tuple:
        return tuple(row[name] for name in self.match)

    def _old(self, record: Any, row: Row) -> dict[str, Any]:
        """Field → present value, for the fields of the row that differ."""
        old: dict[str, Any] = {}
        for name in self.fields:
            if name not in row:
                continue
            if self._is_many(name):
                present: Any = {each.pk for each in getattr(record, name).all()}
                differs = present != set(row[name] or ())
            else:
                present = getattr(record, name)
                differs = present != row[name]
            if differs:
                old[name] = present
        return old

    def _validate(self, batch: Batch, number: int, row: Row) -> None:
        """The checks of the model that need no query, so that the preview shows their errors."""
        plain, _many = self._divided(row, (*self.match, *self.fields))
        record = self.model(**plain)
        checked = {self.model._meta.get_field(name).name for name in plain}
        others = {
            each.name
            for each in self.model._meta.concrete_fields
            if each.name not in checked or each.is_relation
        }
        try:
            record.clean_fields(exclude=others)
        except ValidationError as error:
            self._report(batch, number, error)

    def _report(self, batch: Batch, number: int, error: ValidationError) -> None:
        by_field = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {NON_FIELD_ERRORS: error.messages}
        )
        for name, messages in by_field.items():
            column = name if name in batch.table.headers else None
            for message in messages:
                batch.error(number, message, column)

    def _locked(self, record: Any) -> Any:
        current = self.model._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
        if current.version != record.version:
            raise StaleImport
        return current

    def _require_visible(self, context: ImportContext, written: list[Any]) -> None:
        rows = self.model._base_manager.filter(pk__in=written)
        if access.rows(context.actor, rows).count() != len(written):
            raise PermissionDenied(f"import {self.model._meta.label} outside the own rows")

    def _is_many(self, name: str) -> bool:
        return bool(self.model._meta.get_field(name).many_to_many)

    def _divided(self, row: Row, names: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        given = {name: row[name] for name in names if name in row}
        plain = {name: value for name, value in given.items() if not self._is_many(name)}
        return plain, {name: value for name, value in given.items() if name not in plain}
