"""Section of a case's page: resource_maps."""

from __future__ import annotations

from django.http import HttpRequest

from cases.models import Case
from cases.sections import Section


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section, None where there is nothing to show."""
    return None
