"""What all pages of a case share: loading it, the way to it, the line that somebody looked."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from sro import access
from sro.audit import trail
from sro.ui.crumbs import Crumb, crumb

M = TypeVar("M", bound=models.Model)


def open_case(request: HttpRequest, pk: int, action: str = "work") -> Case:
    """Return a case the user may see (404 otherwise) and do `action` with (403).

    Looking at the content of a case leaves a line in the trail; posting leaves one of its own.
    """
    cases = Case.objects.visible_to(request.user).defer("search_vector")
    case = get_object_or_404(
        cases.select_related("district", "social_space", "responsible", "deputy"), pk=pk
    )
    if action != "view":
        access.require(request.user, action, case)
    if request.method in ("GET", "HEAD"):
        match = request.resolver_match
        trail.record_read(
            request.user, case, now=timezone.now(), page=match.view_name if match else ""
        )
    return case


def part_of(
    request: HttpRequest, case: Case, rows: models.QuerySet[M], pk: int, action: str = "view"
) -> M:
    """Return a row of the case the user may see (404 otherwise) and do `action` with (403).

    `rows` are those of the case; they are narrowed to the user's own once more.
    """
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)
    if action != "view":
        access.require(request.user, action, row)
    return row


def to_cases() -> list[Crumb]:
    """Return the way to the list of cases."""
    return [crumb(_("Cases"), "cases:list")]


def to_case(case: Case, *steps: Crumb) -> list[Crumb]:
    """Return the way to a case and further into it."""
    return [*to_cases(), crumb(case.name, "cases:case", case.pk), *steps]


def address_of(case: Case, section: str = "") -> str:
    """Return the address of the case's page, at one of its sections."""
    base = reverse("cases:case", args=[case.pk])
    return f"{base}#{section}" if section else base


def works_on(user: Any, case: Case) -> bool:
    """Return whether the user sees more of a case than who is in charge."""
    return access.can(user, "work", case)
