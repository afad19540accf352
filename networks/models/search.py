"""Rows that are found by their name: sorted as in a German list, found however it is typed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Lookup

from networks.querysets.search import SearchableQuerySet
from networks.search import words
from sro.names import search_key, sort_key
from sro.records import Record

#: Columns kept by :class:`Searchable`; leave them out of the change history
#: (`@pghistory.track(exclude=SEARCH_COLUMNS)`), they only repeat the name in another form.
SEARCH_COLUMNS = ["sort_key", "search_key", "search_vector"]


def search_fields(name: str, *more: str) -> dict[str, str]:
    """Return the values of the search columns, for rows that are written in bulk."""
    return {
        "sort_key": sort_key(name),
        "search_key": search_key(name),
        "search_vector": words.lexemes(name, *more),
    }


class LexemesField(SearchVectorField):
    """A `tsvector` written as the literal that :func:`networks.search.words.lexemes` returns."""


@LexemesField.register_lookup
class Matches(Lookup):
    """`search_vector__matches=…` with a `tsquery` literal; no dictionary changes the words."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        vector, vector_params = self.process_lhs(compiler, connection)
        query, query_params = self.process_rhs(compiler, connection)
        return f"{vector} @@ {query}::tsquery", [*vector_params, *query_params]


class Searchable(Record):
    """A record with a name people look for.

    The three columns are filled when the row is saved; rows written in bulk take them from
    :func:`search_fields`. Their letters are plain, hence the collation "C": the order is that of
    DIN 5007-1 on every server, and an index serves both the order and "begins with".
    """

    sort_key = models.TextField(db_collation="C", default="", blank=True, editable=False)
    search_key = models.TextField(db_collation="C", default="", blank=True, editable=False)
    search_vector = LexemesField(default="", blank=True, editable=False)

    objects = SearchableQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            models.Index("sort_key", "id", name="%(class)s_sort"),
            models.Index("search_key", "id", name="%(class)s_begin"),
            GinIndex("search_vector", name="%(class)s_words", fastupdate=False),
        ]

    def search_texts(self) -> tuple[str, ...]:
        """Return the name and further texts (place, short name …) under which the row is found."""
        return (self.name,)

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = search_fields(*self.search_texts())
        for column, value in fields.items():
            setattr(self, column, value)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *fields}
        super().save(*args, **kwargs)
