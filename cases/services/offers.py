"""Offers of the place for a family: those nearby first, never by provider or price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import cos, radians
from typing import Any

from django.db.models import Case as Choose
from django.db.models import ExpressionWrapper, F, FloatField, IntegerField, QuerySet, Value, When

from cases.models import Case
from cases.rules.distance import Place, kilometres, middle
from networks.models import Boundary, Offer
from networks.models.choices import TargetGroup

SPACE = "institution__social_space"


class Order(StrEnum):
    """How the offers follow one another."""

    NEAR = "naehe"
    NAME = "name"


class Near(StrEnum):
    """Where an offer lies, seen from the family."""

    SPACE = "space"
    DISTRICT = "district"
    ELSEWHERE = "elsewhere"


_NEAR = (Near.SPACE, Near.DISTRICT, Near.ELSEWHERE)


@dataclass(frozen=True)
class NearOffer:
    """An offer and how near it is; `km` is known when quarter and institution are on the map."""

    offer: Offer
    near: Near
    km: float | None = None


def offers_for(
    *,
    actor: Any,
    case: Case,
    home: Place | None,
    today: date,
    text: str = "",
    age: int | None = None,
    kind: str = "",
    language: str = "",
    group: str = "",
    order: Order = Order.NEAR,
    limit: int = 50,
) -> tuple[list[NearOffer], int]:
    """Return the offers that exist today and fit, at most `limit`, and how many there are.

    `home` is the place to measure from (:func:`home_of`). By nearness: those of the family's
    social space, then of the district, then the others; within each by distance where institution
    and home are on the map, then by name.
    """
    rows: Any = Offer.objects.visible_to(actor).active_on(today).matching(text)
    if age is not None:
        rows = rows.for_age(age)
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(languages__contains=[language])
    if group:
        rows = rows.filter(target_groups__overlap=[group, TargetGroup.EVERYONE])
    count = rows.count()
    rows = _placed(rows, case, home)
    by_name = ("sort_key", "pk")
    ordering = by_name if order == Order.NAME else ("near", *_by_distance(home), *by_name)
    return [_near(row, home) for row in rows.order_by(*ordering)[:limit]], count


def chosen_offers(
    *, actor: Any, case: Case, home: Place | None, ids: Sequence[int], today: date
) -> list[NearOffer]:
    """Return the offers with these ids, in the order in which they were chosen."""
    if not ids:
        return []
    rows = Offer.objects.visible_to(actor).active_on(today).filter(pk__in=ids)
    found = {row.pk: _near(row, home) for row in _placed(rows, case, home)}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def home_of(case: Case, today: date) -> Place | None:
    """Return the middle of the family's social space; None where it is not on the map."""
    if case.social_space_id is None:
        return None
    boundary = (
        Boundary.objects.valid_on(today)
        .filter(social_space_id=case.social_space_id)
        .order_by("-valid_from")
        .first()
    )
    return middle(boundary.geometry) if boundary else None


def _placed(rows: QuerySet[Offer], case: Case, home: Place | None) -> QuerySet[Offer]:
    places = [When(**{f"{SPACE}__district_id": case.district_id}, then=Value(1))]
    if case.social_space_id is not None:
        places.insert(0, When(**{f"{SPACE}_id": case.social_space_id}, then=Value(0)))
    near = Choose(*places, default=Value(2), output_field=IntegerField())
    rows = rows.annotate(near=near).select_related(f"{SPACE}__district").defer("search_vector")
    if home is None:
        return rows
    # A quarter is flat enough for Pythagoras; only the order depends on it.
    lat = F("institution__latitude") - Value(home[0], FloatField())
    lon = F("institution__longitude") - Value(home[1], FloatField())
    narrow = Value(cos(radians(home[0])) ** 2, FloatField())
    squared = ExpressionWrapper(lat * lat + lon * lon * narrow, FloatField())
    return rows.annotate(squared=squared)


def _by_distance(home: Place | None) -> tuple[Any, ...]:
    return () if home is None else (F("squared").asc(nulls_last=True),)


def _near(offer: Any, home: Place | None) -> NearOffer:
    place = offer.institution
    km = None
    if home is not None and place.latitude is not None:
        km = kilometres(home, (float(place.latitude), float(place.longitude)))
    return NearOffer(offer, _NEAR[offer.near], km)
