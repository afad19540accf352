"""What the office prints on its papers and how it numbers its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import OfficeSettings
from cases.models.documents import PATTERN_FAULTS
from cases.rules.references import BadPattern, format_reference
from cases.services.paperwork.office import office_settings
from sro import access
from sro.audit.keeping import created, updated

__all__ = ["example_of", "office_settings", "update_office"]


def example_of(pattern: str, year: int) -> str:
    """Return a reference that the pattern makes. Raises ValidationError in words."""
    try:
        return format_reference(pattern, year=year, number=42, district="03")
    except BadPattern as error:
        raise ValidationError({"reference_pattern": PATTERN_FAULTS[error.fault]}) from error


def update_office(
    *, actor: Any, changes: Mapping[str, Any], version: int, now: datetime
) -> OfficeSettings:
    """Write the settings; the first time the one row is made.

    Papers and references given before stay as they are. Raises StaleRecord when somebody else was
    faster, ValidationError for wrong values.
    """
    with transaction.atomic():
        row = OfficeSettings.objects.first()
        if row is None:
            access.require(actor, "add", OfficeSettings)
            return created(actor, OfficeSettings(**changes), now)
        return updated(actor, row, changes, version, now)
