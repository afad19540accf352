"""Days on which somebody is away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Absence
from sro.audit.keeping import created, deleted, updated


def add_absence(*, actor: Any, valid_from: date, valid_until: date, now: datetime) -> Absence:
    """Note one's own absence; `valid_until` is the first day back.

    Raises ValidationError when it overlaps another one or ends before it begins.
    """
    with transaction.atomic():
        _apart(actor, valid_from, valid_until)
        row = Absence(user=actor, valid_from=valid_from, valid_until=valid_until)
        return created(actor, row, now)


def change_absence(
    *, actor: Any, absence: Absence, changes: Mapping[str, Any], version: int, now: datetime
) -> Absence:
    """Change one's own absence, for example when one is back earlier."""
    with transaction.atomic():
        wanted = {"valid_from": absence.valid_from, "valid_until": absence.valid_until, **changes}
        _apart(actor, wanted["valid_from"], wanted["valid_until"], besides=absence.pk)
        return updated(actor, absence, changes, version, now)


def delete_absence(*, actor: Any, absence: Absence, version: int, now: datetime) -> None:
    """Take an absence back that does not take place."""
    deleted(actor, absence, version, now)


def _apart(user: Any, start: date, end: date, besides: int | None = None) -> None:
    others = Absence.objects.filter(user=user, valid_from__lt=end, valid_until__gt=start)
    if besides is not None:
        others = others.exclude(pk=besides)
    if others.exists():
        raise ValidationError(
            {"valid_from": _("You have already noted an absence for some of these days.")}
        )
