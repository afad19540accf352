"""Rows that are found by their name: sorted as in a German list, found however it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import F, FloatField, Func, Lookup, Value
from django.db.models.functions import Cast, Concat

from networks.search import words
from sro.names import search_key, sort_key
from sro.records import Record, RecordQuerySet

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


class SearchableQuerySet(RecordQuerySet):
    """Finds rows by what somebody typed."""

    def matching(self, text: str) -> Self:
        """Return the rows in which each word typed begins a word; all rows for an empty text.

        For list filters: "mull kita" finds "Kita Müllerstraße"; the order is left alone.
        """
        if not text.strip():
            return self.all()
        typed = words.typed_words(text)
        if not typed:
            return self.none()
        return self.filter(search_vector__matches=words.matching_query(typed))

    def found(self, text: str, limit: int) -> list[Any]:
        """Return at most `limit` rows for what was typed: names that begin so, then the others."""
        begin = list(self.beginning_with(text)[:limit])
        if len(begin) == limit:
            return begin
        # An expression keeps the planner from walking the whole alphabet in the hope of hits.
        alphabetical = Concat("sort_key", Value(""))
        rest = self.matching(text).exclude(pk__in=[row.pk for row in begin])
        return [*begin, *rest.order_by(alphabetical, "pk")[: limit - len(begin)]]

    def beginning_with(self, text: str) -> Self:
        """Return the rows whose name begins with what was typed, in alphabetical order."""
        key = " ".join(words.typed_words(text))
        if not key:
            return self.none()
        return self.filter(search_key__startswith=key).order_by("search_key", "pk")

    def resembling(self, text: str, limit: int, without: Iterable[int] = ()) -> list[Any]:
        """Return at most `limit` rows that sound or look like what was typed, the likest first.

        `without` are the ids of rows found already.
        """
        typed = words.typed_words(text)
        if not typed:
            return []
        query = words.resembling_query(typed)
        shared = Func(
            F("search_vector"),
            Cast(Value(query), SearchQueryField()),
            function="ts_rank",
            output_field=FloatField(),
        )
        candidates = (
            self.filter(search_vector__matches=query)
            .exclude(pk__in=list(without))
            .order_by(shared.desc(), "sort_key", "pk")[: max(CANDIDATES, limit)]
        )
        likeness = [(words.resemblance(typed, row.search_key), row) for row in candidates]
        alike = [pair for pair in likeness if pair[0] >= words.ALIKE]
        alike.sort(key=lambda pair: (-pair[0], pair[1].sort_key, pair[1].pk))
        return [row for _, row in alike[:limit]]


#: So many rows that share a sound with the words typed are compared letter by letter.
CANDIDATES = 60


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
