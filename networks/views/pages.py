"""What the registry's pages share."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from sro import access
from sro.ui.crumbs import Crumb, crumb
from sro.ui.tables import Action

M = TypeVar("M", bound=models.Model)


def crumbs(*steps: Crumb) -> list[Crumb]:
    """Return the way from the registry's first page."""
    return [crumb(_("Social space"), "networks:home"), *steps]


def load(request: HttpRequest, rows: models.QuerySet[M], pk: int, action: str = "view") -> M:
    """Return one of the rows the user may see (404 otherwise) and do `action` with (403).

    `rows` are narrowed to the user's own once more, so that no caller can forget it.
    """
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)
    if action != "view":
        access.require(request.user, action, row)
    return row


def allowed(request: HttpRequest, action: str, target: object, button: Action) -> list[Action]:
    """Return the button for those who may do it, nothing for others."""
    return [button] if access.can(request.user, action, target) else []
