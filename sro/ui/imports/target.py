"""Bringing a batch into one table with few statements, whatever the number of rows.

The rows are copied into a temporary table, matched with the target by its key, and then inserted
or updated in one statement each, so that the triggers of history and version see every row. Only
rows that really differ are updated: the same file again changes nothing.
"""

# ruff: noqa: S608, S611 - the statements are put together from quoted names of fields only

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from sro import access

from .batch import Batch
from .copying import copy_rows

STAGE, MATCH = "import_stage", "import_match"


class StaleImport(Exception):
    """Somebody changed the same rows since they were compared; nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would be written: its place in the batch, and what is replaced."""

    row: int
    old: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an import would do. `state` stands for the rows found: equal means unchanged since."""

    new: int
    changed: int
    unchanged: int
    state: str
    sample: Sequence[Change] = ()

    @property
    def total(self) -> int:
        """All rows compared."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, kw_only=True)
class Target:
    """One table to bring rows into.

    `key` are the fields that name a row, together unique in the database; of those that may be
    empty, only foreign keys and integers will do. `values` are the fields that are compared and
    updated. Both are names of batch columns and of model fields at once; for a foreign key use
    the name of its id ("area_id"). Columns of `values` that the batch does not have (optional
    ones, absent from the file) stay as they are.
    `also` are fields that each new row brings along, but that are neither compared nor updated.
    `constants` are set on rows inserted or changed, but not compared; `first` only on inserted
    ones. Other fields take their default; `auto_now` and `auto_now_add` are served.
    With `update=False` rows are never overwritten: a row that exists with other values is an
    error.
    """

    model: type[models.Model]
    key: Sequence[str]
    values: Sequence[str] = ()
    also: Sequence[str] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)
    update: bool = True

    def compare(self, batch: Batch, *, sample: int = 20) -> Comparison:
        """Stage the batch and match it with the table. Needs a transaction; writes nothing."""
        values = self._values(batch)
        self._stage(batch, values)
        self._match(values)
        new, changed, total, state = self._query(
            f"SELECT count(*) FILTER (WHERE pk IS NULL), count(*) FILTER (WHERE differs),"
            f" count(*), coalesce(sum(hashtextextended(concat_ws(':', row, pk, version), 0)), 0)"
            f" FROM {MATCH}"
        )[0]
        if total != len(batch):
            raise ValueError(f"{self.model.__name__}: {self.key} does not name one row")
        if changed and not self.update:
            self._refuse_changes(batch)
        return Comparison(
            new, changed, total - new - changed, str(state), self._sample(values, sample)
        )

    def write(self, batch: Batch, comparison: Comparison, *, now: datetime) -> None:
        """Insert and update what the latest `compare` in this transaction found.

        Raises StaleImport when a row to be updated was changed by somebody in between.
        """
        values = self._values(batch)
        if comparison.changed:
            self._lock(comparison.changed)
            self._update(values, now)
        if comparison.new:
            self._insert([*self.key, *values, *self._also(batch)], now)

    def all_visible_to(self, actor: Any) -> bool:
        """Whether the actor may see every row that was written."""
        visible = access.rows(actor, self.model._base_manager.all())
        if not visible.query.where:  # no condition at all: everything is visible
            return True
        written = RawSQL(
            f"SELECT {self._pk} FROM {self._table} t JOIN {MATCH} m ON {self._keys('m')}"
            " WHERE m.pk IS NULL OR m.differs",
            [],
        )
        rows = self.model._base_manager.filter(pk__in=written)
        return rows.count() == access.rows(actor, rows).count()

    # --- the statements ---------------------------------------------------------------------

    def _stage(self, batch: Batch, values: Sequence[str]) -> None:
        names = [*self.key, *values, *self._also(batch)]
        types = ", ".join(f"{_quoted(name)} {self._type(name)}" for name in names)
        columns = [self._staged(name, batch[name]) for name in names]
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{STAGE}, pg_temp.{MATCH}")
            cursor.execute(f"CREATE TEMPORARY TABLE {STAGE} (row integer, {types}) ON COMMIT DROP")
            rows = zip(range(len(batch)), *columns, strict=True)
            copy_rows(cursor, STAGE, ["row", *names], rows)
            for name in names:
                self._refuse_rounding(cursor, name)

    def _match(self, values: Sequence[str]) -> None:
        differs = (
            f"({', '.join(f't.{self._column(n)}' for n in values)}) IS DISTINCT FROM "
            f"({', '.join(f's.{_quoted(n)}' for n in values)})"
            if values
            else "false"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE {MATCH} ON COMMIT DROP AS SELECT s.*, {self._pk} AS pk,"
                f" {self._version} AS version, ({self._pk} IS NOT NULL AND {differs}) AS differs"
                f" FROM {STAGE} s LEFT JOIN {self._table} t ON {self._keys('s')}"
            )

    def _lock(self, expected: int) -> None:
        locked = self._query(
            f"SELECT count(*) FROM (SELECT 1 FROM {self._table} t"
            f" JOIN {MATCH} m ON {self._pk} = m.pk AND {self._version} = m.version"
            f" WHERE m.differs ORDER BY {self._pk} FOR UPDATE OF t) locked"
        )[0][0]
        if locked != expected:
            raise StaleImport

    def _update(self, values: Sequence[str], now: datetime) -> None:
        constants = {**self._stamps("auto_now", now), **self.constants}
        sets = [f"{self._column(name)} = m.{_quoted(name)}" for name in values]
        sets += [f"{self._column(name)} = %s" for name in constants]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} t SET {', '.join(sets)} FROM {MATCH} m"
                f" WHERE {self._pk} = m.pk AND m.differs",
                self._parameters(constants),
            )

    def _insert(self, names: Sequence[str], now: datetime) -> None:
        constants = {
            **self._defaults(names),
            **self._stamps("auto_now", now),
            **self._stamps("auto_now_add", now),
            **self.constants,
            **self.first,
        }
        random = [name for name in self._random() if name not in {*names, *constants}]
        into = ", ".join(self._column(name) for name in [*names, *random, *constants])
        taken = ", ".join(
            [f"m.{_quoted(name)}" for name in names]
            + ["gen_random_uuid()"] * len(random)
            + ["%s"] * len(constants)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} ({into}) SELECT {taken} FROM {MATCH} m"
                " WHERE m.pk IS NULL ORDER BY m.row",
                self._parameters(constants),
            )

    # --- what the statements are made of ----------------------------------------------------

    @property
    def _table(self) -> str:
        return _quoted(self.model._meta.db_table)

    @property
    def _pk(self) -> str:
        return f"t.{_quoted(str(self.model._meta.pk.column))}"

    def _field(self, name: str) -> models.Field:
        return cast(models.Field, self.model._meta.get_field(name))

    @property
    def _version(self) -> str:
        try:
            self.model._meta.get_field("version")
        except FieldDoesNotExist:
            return "t.xmin::text"
        return "t.version::text"

    def _values(self, batch: Batch) -> list[str]:
        return [name for name in self.values if name in batch]

    def _also(self, batch: Batch) -> list[str]:
        return [name for name in self.also if name in batch]

    def _column(self, name: str) -> str:
        return _quoted(str(self._field(name).column))

    def _keys(self, staged: str) -> str:
        """The condition under which a row of the table `t` is the staged one."""
        conditions = []
        for name in self.key:
            ours, theirs = f"t.{self._column(name)}", f"{staged}.{_quoted(name)}"
            model_field = self._field(name)
            if not model_field.null:
                conditions.append(f"{ours} = {theirs}")
            elif model_field.is_relation or isinstance(model_field, models.IntegerField):
                # IS NOT DISTINCT FROM would compare each row with each; no id is negative.
                conditions.append(f"coalesce({ours}, -1) = coalesce({theirs}, -1)")
            else:
                raise ValueError(f"{self.model.__name__}.{name} may be empty and is no key")
        return " AND ".join(conditions)

    def _type(self, name: str) -> str:
        model_field = self._field(name)
        # Without a scale, so that a figure with too many decimals is noticed, not rounded.
        if isinstance(model_field, models.DecimalField):
            return "numeric"
        kind = str(model_field.db_type(connection))
        # Texts of two collations cannot be compared.
        collation = getattr(model_field, "db_collation", None)
        return f"{kind} COLLATE {_quoted(collation)}" if collation else kind

    def _staged(self, name: str, column: list[Any]) -> list[Any]:
        if isinstance(self._field(name), models.JSONField):
            return [None if each is None else json.dumps(each) for each in column]
        return column

    def _refuse_rounding(self, cursor: Any, name: str) -> None:
        model_field = self._field(name)
        if not isinstance(model_field, models.DecimalField):
            return
        cursor.execute(
            f"SELECT 1 FROM {STAGE} WHERE scale(trim_scale({_quoted(name)})) > %s LIMIT 1",
            [model_field.decimal_places],
        )
        if cursor.fetchone():
            raise ValueError(f"{name} has more decimals than the table keeps: set Column.places")

    def _stamps(self, attribute: str, now: datetime) -> dict[str, Any]:
        return {
            each.attname: now if isinstance(each, models.DateTimeField) else localdate(now)
            for each in self.model._meta.concrete_fields
            if getattr(each, attribute, False)
        }

    def _random(self) -> list[str]:
        """Fields that take a new UUID for each row."""
        return [
            each.attname
            for each in self.model._meta.concrete_fields
            if isinstance(each, models.UUIDField) and callable(each.default)
        ]

    def _defaults(self, names: Sequence[str]) -> dict[str, Any]:
        given = {self._field(name).attname for name in names} | {*self._random()}
        return {
            each.attname: each.get_default()
            for each in self.model._meta.concrete_fields
            if each.attname not in given
            and not each.primary_key
            and not each.generated
            and each.db_default is models.NOT_PROVIDED
            and (each.has_default() or (each.empty_strings_allowed and not each.null))
        }

    def _parameters(self, constants: Mapping[str, Any]) -> list[Any]:
        fields = {name: self._field(name) for name in constants}
        return [
            fields[name].get_db_prep_save(getattr(value, "pk", value), connection)
            for name, value in constants.items()
        ]

    def _query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def _sample(self, values: Sequence[str], size: int) -> list[Change]:
        old = "".join(f", t.{self._column(name)}" for name in values)
        changed = self._query(
            f"SELECT m.row{old} FROM {MATCH} m JOIN {self._table} t ON {self._pk} = m.pk"
            " WHERE m.differs ORDER BY m.row LIMIT %s",
            [size],
        )
        new = self._query(f"SELECT row FROM {MATCH} WHERE pk IS NULL ORDER BY row LIMIT {size}")
        changes = [Change(row, dict(zip(values, was, strict=True))) for row, *was in changed]
        return [*changes, *(Change(row) for (row,) in new)][: size * 2]

    def _refuse_changes(self, batch: Batch) -> None:
        for (row,) in self._query(f"SELECT row FROM {MATCH} WHERE differs ORDER BY row"):
            batch.error(
                row,
                gettext_noop(
                    "This entry exists already with other values. "
                    "Entries of this kind are never overwritten."
                ),
            )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
