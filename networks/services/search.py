"""Keeping the search columns true when a name changes that other rows are found by."""

from __future__ import annotations

from django.db import models, transaction

from networks.models.search import SEARCH_COLUMNS, search_fields

_BATCH = 1000


def refresh_search(rows: models.QuerySet) -> int:
    """Compute the search columns of `rows` again, writing only those that differ; returns how many.

    `rows` should select the related rows its texts are made of.
    """
    written = 0
    stale: list[models.Model] = []
    for row in rows.iterator(chunk_size=_BATCH):
        fields = search_fields(*row.search_texts())
        # The vector itself comes back in PostgreSQL's own spelling; as a set it is the same.
        if {*fields["search_vector"].split()} == {*row.search_vector.split()} and all(
            getattr(row, name) == fields[name] for name in ("sort_key", "search_key")
        ):
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        stale.append(row)
        if len(stale) == _BATCH:
            written += _write(rows.model, stale)
            stale = []
    return written + _write(rows.model, stale)


def refresh_later(field: str = "", pk: int | None = None) -> None:
    """Start :func:`networks.tasks.refresh_institutions` once the transaction is through.

    The new name is saved even if the queue cannot be reached; then the next change catches up.
    """
    # Imported late: the task calls this module.
    from networks.tasks import refresh_institutions

    transaction.on_commit(lambda: refresh_institutions.delay(field, pk), robust=True)


def _write(model: type[models.Model], rows: list[models.Model]) -> int:
    if rows:
        model._base_manager.bulk_update(rows, SEARCH_COLUMNS, batch_size=_BATCH)
    return len(rows)
