"""What pages of districts and social spaces share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models import Boundary, District, Institution, SocialSpace
from sro import access
from sro.ui.tables import Column

PERIOD_COLUMNS = (
    Column("ab", _("Valid from"), "valid_from", ("valid_from", "key"), kind="date"),
    Column("bis", _("Valid until"), "valid_until", ("valid_until", "key"), kind="date"),
)


def square_kilometres(area: District | SocialSpace) -> Decimal | None:
    """Return the area in km²; None when it is not known."""
    return None if area.area_m2 is None else Decimal(area.area_m2) / 1_000_000


def area_context(
    request: HttpRequest, area: District | SocialSpace, today: date, institutions: dict[str, int]
) -> dict[str, Any]:
    """Return what the page of an area says; `institutions` filters the list of institutions."""
    name = "district" if isinstance(area, District) else "social_space"
    path = "social_space__district" if isinstance(area, District) else "social_space"
    numbers = (
        Institution.objects.visible_to(request.user)
        .active_on(today)
        .filter(**{path: area})
        .order_by("category__sort_key", "category")
        .values_list("category", "category__name")
        .annotate(number=Count("pk"))
    )
    listed = reverse("networks:institution_list")
    categories = [
        (category, number, f"{listed}?{urlencode({'art': pk, **institutions})}")
        for pk, category, number in numbers
    ]
    return {
        "area": area,
        "is_valid": area.is_valid_on(today),
        "is_coming": today < area.valid_from,
        "square_kilometres": square_kilometres(area),
        "predecessors": area.predecessors.visible_to(request.user).only("name", "key"),
        "successors": area.successors.visible_to(request.user).only("name", "key"),
        "boundaries": area.boundaries.visible_to(request.user)
        .defer("geometry")
        .order_by("-valid_from"),
        "may_delete_boundary": access.can(request.user, "delete", Boundary),
        "categories": categories,
        "institution_count": sum(number for _name, number, _url in categories),
        "institution_url": f"{listed}?{urlencode(institutions)}",
        "history_also": f"networks.Boundary:{name}",
    }
