"""What every editable row shares: a version against lost updates, a scoped queryset, a trail.

The version is raised by a database trigger, so that bulk updates, imports and raw SQL respect it
as forms do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar, cast

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from sro import access


class RecordQuerySet(models.QuerySet):
    """A queryset that knows whom it may show its rows to."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows this user may see (sro.access is the only judge)."""
        return cast("Self", access.rows(user, self))

    def allowing(self, user: Any, action: str) -> Self:
        """Return the rows with which this user may do `action`."""
        return cast("Self", access.rows(user, self, action))


def user_key(text: Any, **options: Any) -> models.ForeignKey:
    """Return a foreign key to an account; who did something stays readable."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=text,
        on_delete=models.PROTECT,
        **{"related_name": "+", **options},
    )


class StaleRecord(Exception):
    """Somebody else saved the row in the meantime; nothing was written.

    `current` is the row as it stands in the database now.
    """

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current._meta.label} {current.pk} was changed meanwhile")
        self.current = current


class Record(models.Model):
    """An editable row. `version` starts at 1 and rises with every UPDATE."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="raise_version",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            )
        ]

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each field; a related row that is at hand is not looked up once more."""
        super().clean_fields(exclude={*(exclude or ()), *_at_hand(self)})


def _at_hand(record: models.Model) -> Iterator[str]:
    """Name the links whose row was read from the database, or written to it, with the record."""
    for field in record._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.get_limit_choices_to():
            continue
        row = field.get_cached_value(record, default=None)
        # `adding` is over as soon as the row is in the database.
        if row is not None and row.pk is not None and not row._state.adding:
            yield field.name


R = TypeVar("R", bound=Record)


def acting(actor: Any) -> AbstractContextManager[Any]:
    """Name the actor in the change history, whichever way the change comes (page, API, job)."""
    return pghistory.context(user=getattr(actor, "pk", None))


def locked(record: R) -> R:
    """Return the row as it is now, locked until the transaction ends."""
    # Not type(record): the user of a request is a wrapper that loads the row when asked.
    model = record._meta.model
    row = model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    return cast("R", row)


_constraints_later: ContextVar[bool] = ContextVar("constraints_later", default=False)


@contextmanager
def constraints_left_to_database() -> Iterator[None]:
    """Check constraints once, in the database, and not before; for made-up data in large numbers.

    Never for what people enter: the server writes the row that it refuses into its log.
    """
    token = _constraints_later.set(True)
    try:
        yield
    finally:
        _constraints_later.reset(token)


def _validate(record: models.Model) -> None:
    if _constraints_later.get():
        record.clean_fields()
        record.clean()
    else:
        record.full_clean()


def create_record(actor: Any, record: R) -> R:
    """Validate and insert a new row; the writer must be able to see it afterwards.

    Raises ValidationError for wrong values, PermissionDenied without the right to add it there.
    """
    with acting(actor), transaction.atomic():
        access.require(actor, "add", type(record))
        _validate(record)
        record.save(force_insert=True)
        if not access.can_all(actor, ("add", "view"), [record]):
            raise PermissionDenied(f"add {record._meta.label} outside the own rows")
    return record


def create_records(actor: Any, records: Sequence[R]) -> Sequence[R]:
    """Like :func:`create_record` for several rows of one kind: all of them or none."""
    if not records:
        return records
    model = type(records[0])
    with acting(actor), transaction.atomic():
        access.require(actor, "add", model)
        for record in records:
            _validate(record)
        model._default_manager.bulk_create(records)
        if not access.can_all(actor, ("add", "view"), records):
            raise PermissionDenied(f"add {model._meta.label} outside the own rows")
    return records


def update_record(
    actor: Any, record: R, changes: Mapping[str, Any], version: int, action: str = "change"
) -> R:
    """Write `changes` to the row if it still has `version`; returns the fresh row.

    Raises StaleRecord (nothing written) when somebody was faster, ValidationError for wrong
    values, PermissionDenied when the row is, or would come to lie, outside the actor's rows.
    Many-to-many values are set as well; without a difference nothing is written.
    """
    with acting(actor), transaction.atomic():
        current = locked(record)
        access.require(actor, action, current)
        if current.version != version:
            raise StaleRecord(current)
        many = {f.name for f in current._meta.many_to_many}
        plain = {k: v for k, v in changes.items() if k not in many}
        differs = {k: v for k, v in plain.items() if getattr(current, k) != v}
        for name, value in differs.items():
            setattr(current, name, value)
        if differs:
            _validate(current)
            current.save(update_fields=[*differs])
        touched = bool(differs)
        for name in many & changes.keys():
            field = getattr(current, name)
            before = set(field.values_list("pk", flat=True))
            after = {getattr(item, "pk", item) for item in changes[name]}
            if before != after:
                field.set(changes[name])
                touched = True
        if touched and not differs:
            current.save(update_fields=["version"])
        if not touched:
            return current
        current.refresh_from_db()
        if not access.can(actor, action, current):
            raise PermissionDenied(f"{action} {current._meta.label} out of the own rows")
    return current


def delete_record(actor: Any, record: Record, version: int) -> None:
    """Delete the row if it still has `version`; raises like :func:`update_record`."""
    with acting(actor), transaction.atomic():
        current = locked(record)
        access.require(actor, "delete", current)
        if current.version != version:
            raise StaleRecord(current)
        current.delete()
