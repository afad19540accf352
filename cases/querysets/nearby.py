"""What there is near a family, in the registry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case as Choose
from django.db.models import IntegerField, Value, When

from cases.models import Case
from networks.models import Institution, Offer


def offers_near(user: Any, case: Case, text: str, today: date, limit: int) -> list[Offer]:
    """Return offers that match the words typed: those of the own quarter first, then the district.

    Within the same distance they follow by name; no words: what there is nearby.
    """
    rows = Offer.objects.visible_to(user).active_on(today).matching(text)
    rows = rows.select_related("institution__social_space").defer("search_vector")
    return list(_nearest_first(rows, case, "institution__social_space")[:limit])


def institutions_near(
    user: Any, case: Case, text: str, today: date, limit: int
) -> list[Institution]:
    """Return institutions in the same way."""
    rows = Institution.objects.visible_to(user).active_on(today).matching(text)
    rows = rows.select_related("social_space", "category").defer("search_vector")
    return list(_nearest_first(rows, case, "social_space")[:limit])


def _nearest_first(rows: Any, case: Case, space: str) -> Any:
    near = [When(**{f"{space}__district_id": case.district_id}, then=Value(1))]
    if case.social_space_id is not None:
        near.insert(0, When(**{f"{space}_id": case.social_space_id}, then=Value(0)))
    distance = Choose(*near, default=Value(2), output_field=IntegerField())
    return rows.annotate(distance=distance).order_by("distance", "sort_key", "pk")
