"""Rows found by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.contrib.postgres.search import SearchQueryField
from django.db.models import F, FloatField, Func, Value
from django.db.models.functions import Cast, Concat

from networks.search import words
from sro.records import RecordQuerySet

#: So many rows that share a sound with the words typed are compared letter by letter.
CANDIDATES = 60


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

    def resembling(
        self, text: str, limit: int, without: Iterable[int] = (), *, heard: bool = False
    ) -> list[Any]:
        """Return at most `limit` rows that sound or look like what was typed, the likest first.

        `without` are the ids of rows found already. Names of the same sound are asked for first,
        those with one sound wrong only where these are too few. `heard`: names of the same sound
        are all among those found already and are not asked for again.
        """
        typed = words.typed_words(text)
        known = set(without)
        alike = "" if heard else words.sounding_query(typed)
        # By id, since that finds enough of a frequent sound soonest, wherever its names begin.
        found = _near(self.exclude(pk__in=known), alike, typed)
        wider = words.resembling_query(typed)
        if len(found) < limit:
            known |= {row.pk for row in found}
            # Which variants a row shares tells how near it is; on frequent sounds that is slow.
            shared = Func(
                F("search_vector"),
                Cast(Value(wider), SearchQueryField()),
                function="ts_rank",
                output_field=FloatField(),
            )
            found += _near(self.exclude(pk__in=known), wider, typed, shared.desc(), "sort_key")
        found.sort(
            key=lambda row: (-words.resemblance(typed, row.search_key), row.sort_key, row.pk)
        )
        return found[:limit]


def _near(rows: SearchableQuerySet, query: str, typed: Sequence[str], *order: Any) -> list[Any]:
    """Return the first rows of a query whose words are near enough to those typed."""
    if not query:
        return []
    candidates = rows.filter(search_vector__matches=query).order_by(*order, "pk")[:CANDIDATES]
    return [row for row in candidates if words.resemblance(typed, row.search_key) >= words.ALIKE]
