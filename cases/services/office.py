"""What the office prints on its papers and how it numbers its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import OfficeSettings
from cases.rules.references import BadPattern, Fault, format_reference
from cases.services.paperwork.office import office_settings
from sro import access
from sro.audit.keeping import created, updated

__all__ = ["example_of", "office_settings", "update_office"]

_FAULTS: dict[Fault, Promise] = {
    Fault.BRACES: _("Each field stands in a pair of braces: {jahr}."),
    Fault.UNKNOWN_FIELD: _("Only {jahr}, {nummer} and {bezirk} can stand in braces."),
    Fault.WIDTH: _("Please write {jahr:2}, {jahr:4}, or {nummer:1} up to {nummer:9}."),
    Fault.NO_YEAR: _("The year {jahr} is missing: numbers begin anew each year."),
    Fault.NO_NUMBER: _("The running number {nummer} is missing."),
    Fault.TWICE: _("Each field can stand there once."),
    Fault.AMBIGUOUS: _("Please put a sign such as - or / between figures and fields."),
    Fault.SIGNS: _("Please use letters, figures and ordinary signs."),
    Fault.TOO_LONG: _("The references would become too long; please shorten the pattern."),
}


def example_of(pattern: str, year: int) -> str:
    """Return a reference that the pattern makes. Raises ValidationError in words."""
    try:
        return format_reference(pattern, year=year, number=42, district="03")
    except BadPattern as error:
        raise ValidationError({"reference_pattern": _FAULTS[error.fault]}) from error


def update_office(
    *, actor: Any, changes: Mapping[str, Any], version: int, now: datetime
) -> OfficeSettings:
    """Write the settings; the first time the one row is made.

    Papers and references given before stay as they are. Raises StaleRecord when somebody else was
    faster, ValidationError for wrong values.
    """
    if "reference_pattern" in changes:
        example_of(str(changes["reference_pattern"]), now.year)
    with transaction.atomic():
        row = OfficeSettings.objects.first()
        if row is None:
            access.require(actor, "add", OfficeSettings)
            return created(actor, OfficeSettings(**changes), now)
        return updated(actor, row, changes, version, now)
