"""PostgreSQL COPY from rows in Python, in blocks: fast, and sparing with memory."""

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

_ROWS_PER_BLOCK = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY `rows` into `columns` of `table` (names as in the database, unquoted).

    Takes None, str, bool, int, Decimal, date, datetime, time, UUID, lists of these (as arrays)
    and dicts (as JSON). Errors of the database arrive as Django's exceptions.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    stream = _Stream(_blocks(rows))
    try:
        with cursor.db.wrap_database_errors:
            cursor.cursor.copy_expert(statement, stream)
    except DatabaseError:
        if stream.error is not None:
            raise stream.error from None
        raise


class _Stream:
    """What psycopg2 reads from: parts of text, at most `size` characters at a time."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._rest = ""
        #: psycopg2 reports what goes wrong here as an error of the database; this is the real one.
        self.error: Exception | None = None

    def read(self, size: int) -> str:
        try:
            self._rest = self._rest or next(self._blocks, "")
        except Exception as error:
            self.error = error
            raise
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def _blocks(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    iterator = iter(rows)
    while block := list(islice(iterator, _ROWS_PER_BLOCK)):
        columns = [_texts(column) for column in zip(*block, strict=True)]
        lines = "\n".join(map("\t".join, zip(*columns, strict=True)))
        # A slice of a long string copies it, so hand out parts of the size psycopg2 asks for.
        for start in range(0, len(lines), 8192):
            yield lines[start : start + 8192]
        yield "\n"


def _texts(column: Sequence[Any]) -> list[str]:
    try:
        texts = {value: _text(value) for value in set(column)}
    except TypeError:  # lists and dicts cannot be looked up
        return [_text(value) for value in column]
    return [texts[value] for value in column]


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal | UUID):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, list | tuple):
        return _array(value).translate(_ESCAPES)
    # The database would take a float for money; we do not.
    raise ValueError(f"{type(value).__name__} is not copied into the database")


def _array(values: Iterable[Hashable]) -> str:
    def item(value: Any) -> str:
        if value is None:
            return "NULL"
        if not isinstance(value, str):
            return _text(value)
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return "{" + ",".join(item(value) for value in values) + "}"
