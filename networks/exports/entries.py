"""Institutions and offers with all their details, as CSV that can be imported again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.http import StreamingHttpResponse
from django.utils import timezone

from networks.imports import cells
from networks.imports.institutions import Institutions
from networks.imports.offers import Offers
from networks.models.choices import Language, OfferKind, TargetGroup, Wheelchair
from sro.audit.trail import record_export
from sro.ui.exports import write_csv
from sro.ui.imports import Column

Writer = Callable[[Any], Any]

_COMMON: dict[str, Writer] = {
    "target_groups": lambda row: cells.written(TargetGroup, row.target_groups),
    "languages": lambda row: cells.written(Language, row.languages),
}
_INSTITUTION: dict[str, Writer] = {
    **_COMMON,
    "category": lambda row: row.category.code,
    "space": lambda row: row.social_space.key,
    "provider_name": lambda row: row.provider.name if row.provider else "",
    "wheelchair": lambda row: cells.written(Wheelchair, [row.wheelchair] if row.wheelchair else []),
}
_OFFER: dict[str, Writer] = {
    **_COMMON,
    "institution": lambda row: row.institution.key,
    "kind": lambda row: cells.written(OfferKind, [row.kind]),
}


def institution_download(
    *, actor: Any, rows: models.QuerySet, filters: Sequence[str], now: datetime
) -> StreamingHttpResponse:
    """Hand out institutions in the columns of the import; noted in the trail."""
    rows = rows.select_related("category", "social_space", "provider")
    return _download(actor, rows, Institutions.columns, _INSTITUTION, "einrichtungen", filters, now)


def offer_download(
    *, actor: Any, rows: models.QuerySet, filters: Sequence[str], now: datetime
) -> StreamingHttpResponse:
    """Hand out offers in the columns of the import; noted in the trail."""
    rows = rows.select_related("institution")
    return _download(actor, rows, Offers.columns, _OFFER, "angebote", filters, now)


def _download(
    actor: Any,
    rows: models.QuerySet,
    columns: Sequence[Column],
    writers: dict[str, Writer],
    name: str,
    filters: Sequence[str],
    now: datetime,
) -> StreamingHttpResponse:
    record_export(
        actor,
        f"export.{name}-vollstaendig",
        now=now,
        format="csv",
        rows=rows.count(),
        filters=sorted(filters),
        model=rows.model._meta.label,
    )
    rows = rows.defer("search_vector", "search_key").order_by("sort_key", "pk")
    response = StreamingHttpResponse(
        write_csv(_lines(rows, columns, writers), [column.header for column in columns]),
        content_type="text/csv; charset=utf-8",
    )
    day = timezone.localdate(now)
    response["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y-%m-%d}.csv"'
    return response


def _lines(
    rows: models.QuerySet, columns: Sequence[Column], writers: dict[str, Writer]
) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        yield [
            writers[column.name](row) if column.name in writers else getattr(row, column.name)
            for column in columns
        ]
