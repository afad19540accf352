"""What the registry's pages share."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from networks.models import District, SocialSpace
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


def named_in(request: HttpRequest, name: str) -> int:
    """Return the number of a row that the address names; 0 where none can be meant."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def place_of(request: HttpRequest) -> dict[str, Any]:
    """Return the place one comes from, for a new row's form: `?sozialraum=` or `?bezirk=`."""
    user = request.user
    spaces = SocialSpace.objects.visible_to(user).filter(pk=named_in(request, "sozialraum"))
    space = spaces.only("district").first()
    if space is not None:
        return {"social_space": space.pk, "district": space.district_id}
    districts = District.objects.visible_to(user).filter(pk=named_in(request, "bezirk"))
    district = districts.only("pk").first()
    return {"district": district.pk} if district is not None else {}


def with_place(request: HttpRequest, url: str) -> str:
    """Take the place that a list is filtered by along into a form."""
    names = [name for name in ("bezirk", "sozialraum") if named_in(request, name)]
    query = urlencode({name: named_in(request, name) for name in names})
    return f"{url}?{query}" if query else url
