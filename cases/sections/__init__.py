"""The sections of a case's page: each part of help planning shows its own, in a module here.

A module has `section(request, case) -> Section | None`; None where there is nothing to show. It
reads through `visible_to`, needs a number of queries that does not grow with the entries, and
shows a few lines with the way to the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from cases.models import Case
from sro.ui.tables import Action

#: In the order of the page.
MODULES = (
    "family",
    "consultations",
    "statements",
    "resource_maps",
    "diagnosis",
    "plans",
    "conferences",
    "councils",
    "supports",
    "shared",
    "notes",
    "documents",
)


@dataclass(frozen=True)
class Section:
    """A part of the page with an anchor, its actions and a template for its lines."""

    key: str
    title: str | Promise
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    count: int | None = None


def sections_of(request: HttpRequest, case: Case) -> list[Section]:
    """Return what stands on the page of a case."""
    found = (import_module(f"cases.sections.{name}").section(request, case) for name in MODULES)
    return [section for section in found if section is not None]
