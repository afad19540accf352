"""Needs and what belongs to those that were merged into one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import connections
from django.db.models import Q

from networks.rules.states import OPEN_NEEDS, NeedState
from sro.records import RecordQuerySet

#: Every need below some heads, however deep: (head, need). A head is the first of its own.
_BELOW = """
WITH RECURSIVE below(head, need) AS (
    SELECT id, id FROM networks_need WHERE id = ANY(%s)
  UNION
    SELECT below.head, merged.id FROM networks_need merged
      JOIN below ON merged.merged_into_id = below.need
)
"""
_MEMBERS = f"{_BELOW} SELECT head, need FROM below ORDER BY head, need"  # noqa: S608
_VOICES = f"""{_BELOW} SELECT head, COUNT(*) FROM below
JOIN networks_needreport report ON report.need_id = below.need GROUP BY head"""  # noqa: S608


class NeedQuerySet(RecordQuerySet):
    """Needs by what is still to be done."""

    def open(self) -> Self:
        """Return the needs somebody still has to do something about."""
        return self.filter(state__in=[state.value for state in OPEN_NEEDS])

    def standing(self) -> Self:
        """Return the needs that speak for themselves: all but those merged into another."""
        return self.exclude(state=NeedState.MERGED.value)

    def in_words(self, text: str, *, inside: bool) -> Self:
        """Return the needs in which each word typed occurs somewhere.

        Only `inside` the office the assessment is searched: whoever may not read it could try out
        word by word what it says.
        """
        found = self
        for word in text.split():
            occurs = Q(title__icontains=word) | Q(description__icontains=word)
            if inside:
                occurs |= Q(assessment__icontains=word)
            found = found.filter(occurs)
        return found

    def members_of(self, heads: Collection[int]) -> dict[int, list[int]]:
        """Return for each head all needs that were merged into it, at any depth, and itself."""
        found: dict[int, list[int]] = {head: [] for head in heads}
        for head, need in self._ask(_MEMBERS, heads):
            found[head].append(need)
        return found

    def voices_of(self, heads: Collection[int]) -> dict[int, int]:
        """Return for each head how often it was reported, with all that was merged into it."""
        return dict.fromkeys(heads, 0) | dict(self._ask(_VOICES, heads))

    def _ask(self, statement: str, heads: Collection[int]) -> list[tuple[int, int]]:
        with connections[self.db].cursor() as cursor:
            cursor.execute(statement, [list(heads)])
            return cursor.fetchall()
