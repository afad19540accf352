"""Findings are never stored: they are read from the facts, each time somebody asks.

So a finding is gone as soon as its reason is. `FindingQuery` puts the statements of all rules in
front of an ordinary query, which then filters, counts, joins and pages as over any other table;
the database looks only at the rules that are asked for.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from reporting.querysets.finding_rows import rows
from sro.periods import Quarter
from sro.records import RecordQuerySet

TABLE = "reporting_finding"


@cache
def statement(zone: str) -> str:
    """Return the common part of all questions: every finding of every rule, with its note."""
    found = " UNION ALL ".join(
        f"SELECT '{rule}'::text AS rule, * FROM ({sql}) AS each_{number}"
        for number, (rule, sql) in enumerate(rows(zone).items())
    )
    return f"""
        {TABLE} AS NOT MATERIALIZED (
            SELECT found.rule || '-' || found.key AS id, found.*, md5(found.facts) AS fingerprint,
                   file.district_id, note.id AS note_id
            FROM ({found}) AS found
            JOIN cases_case AS file ON file.id = found.case_id
            LEFT JOIN reporting_plausibilitynote AS note
                ON note.rule = found.rule AND note.key = found.key
                AND note.fingerprint = md5(found.facts) AND note.withdrawn_at IS NULL
        )
    """


class _Compiler(SQLCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        sql, values = super().as_sql(*args, **kwargs)
        return f"WITH {statement(settings.TIME_ZONE)} {sql}", values


class FindingQuery(Query):
    """A query over the findings as if they were a table."""

    def get_compiler(
        self, using: Any = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        """Return the compiler that says first what the findings are."""
        return _Compiler(self, connection or connections[using], using, elide_empty)


class FindingQuerySet(RecordQuerySet):
    """Findings; start with `on(today)`: one that begins tomorrow is none yet."""

    def __init__(self, model: Any = None, query: Any = None, **options: Any) -> None:
        super().__init__(model, query or FindingQuery(model), **options)

    def on(self, day: date) -> Self:
        """Return what is wrong on this day."""
        return self.filter(since__lte=day)

    def still_open(self) -> Self:
        """Return what nobody has called right."""
        return self.filter(note=None)

    def concerning(self, quarter: Quarter) -> Self:
        """Return what touches the counts of a quarter."""
        return self.filter(Q(until=None) | Q(until__gt=quarter.start), first__lt=quarter.end)
