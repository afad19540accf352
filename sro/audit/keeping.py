"""Steps that every service of simple rows shares: write the row, log it, say refusals in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from sro.audit import trail
from sro.records import Record, create_record, delete_record, update_record

R = TypeVar("R", bound=Record)


def created(actor: Any, record: R, now: datetime, **details: Any) -> R:
    """Insert a row and log it; raises like :func:`sro.records.create_record`."""
    with in_words(type(record)):
        create_record(actor, record)
        trail.record(actor, f"{record._meta.model_name}.created", record, now=now, **details)
    return record


def updated(
    actor: Any,
    record: R,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
    *,
    action: str = "change",
    verb: str = "updated",
) -> R:
    """Change a row and log which fields; without a difference nothing is written or logged."""
    with in_words(record._meta.model):
        fresh = update_record(actor, record, changes, version, action)
        if fresh.version != version:
            trail.record(
                actor,
                f"{record._meta.model_name}.{verb}",
                fresh,
                now=now,
                fields=sorted(changes),
            )
    return fresh


def deleted(actor: Any, record: Record, version: int, now: datetime) -> None:
    """Delete a row and log it. Raises ValidationError where other rows still need it."""
    with transaction.atomic():
        pk = record.pk
        try:
            # A savepoint, so that a refusal of the database leaves the caller's work intact.
            with transaction.atomic():
                delete_record(actor, record, version)
        except (models.ProtectedError, models.RestrictedError) as error:
            raise ValidationError(in_use(error)) from error
        record.pk = pk
        trail.record(actor, f"{record._meta.model_name}.deleted", record, now=now)


@contextmanager
def in_words(model: type[models.Model]) -> Iterator[None]:
    """Say in words what the database refuses: two people at once can both pass the validation."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name = getattr(diagnostics, "constraint_name", None) or ""
        for constraint in model._meta.constraints:
            if constraint.name == name:
                raise ValidationError(constraint.get_violation_error_message()) from error
        for field in model._meta.concrete_fields:
            if field.unique and name.startswith(f"{model._meta.db_table}_{field.column}_"):
                raise ValidationError({field.name: field.error_messages["unique"]}) from error
        raise


def in_use(error: models.ProtectedError | models.RestrictedError) -> str:
    """Say in words what still needs the row."""
    if isinstance(error, models.ProtectedError):
        objects = error.protected_objects
    else:
        objects = error.restricted_objects
    kinds = sorted({str(each._meta.verbose_name_plural) for each in objects})
    return _("This cannot be deleted, because it is still in use by: %(kinds)s.") % {
        "kinds": ", ".join(kinds)
    }
