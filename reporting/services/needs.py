"""What families miss: offers that agreed plans name as missing, counted by families.

A family counts once in a span, however many plans or answers it has, where it lives today. All
areas and kinds are protected together, whoever asks: so nobody can set what two people see against
each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from cases.models import SpaceAnswer, SpaceQuestion
from cases.rules.states import FROZEN_PLAN
from networks.models import District, InstitutionCategory, Offer, SocialSpace
from reporting.rules.needs import Span
from reporting.services import settings
from reporting.services.counting import CITY, Area
from reporting.suppression import Equation, Shown, change, protect
from sro import access

#: All kinds together, and answers in words without a kind.
ANY, NO_KIND = 0, -1

Cell = tuple[int, Area]


@dataclass(frozen=True)
class Line:
    """How many families miss something, now and in the span before, and what there is."""

    key: str
    label: str
    now: Shown
    before: Shown
    offers: int | None

    @property
    def change(self) -> Shown:
        """How many more than before."""
        return change(self.now, self.before)


@dataclass(frozen=True)
class Needs:
    """The needs report of an area; `kind` is the one that was chosen, None for all.

    An empty label stands for what has no name: answers without a kind, families without a social
    space.
    """

    span: Span
    district: District | None
    kind: InstitutionCategory | None
    total: Line
    by_kind: tuple[Line, ...]
    by_area: tuple[Line, ...]
    areas: tuple[District | SocialSpace, ...]


def readable_districts(actor: Any) -> list[District]:
    """Return the districts whose needs the actor may read; PermissionDenied without any right."""
    access.require(actor, "read_needs", District)
    return list(
        District.objects.allowing(actor, "read_needs").defer("search_vector").order_by("key", "pk")
    )


def needs_of(
    *,
    actor: Any,
    span: Span,
    today: date,
    district: District | None = None,
    kind: InstitutionCategory | None = None,
) -> Needs:
    """Return what is missed in a district by social spaces, or in all districts.

    Raises PermissionDenied for areas whose needs the actor may not read.
    """
    districts = readable_districts(actor)
    if district is None and len(districts) < District.objects.count():
        raise PermissionDenied("read_needs networks.District")
    if district is not None and district not in districts:
        raise PermissionDenied("read_needs networks.District")
    now, before = families(span), families(span.before)
    offers = _offers(today)
    kinds = {each.pk: each for each in InstitutionCategory.objects.defer("search_vector")}
    here = CITY if district is None else Area("district", district.pk)
    chosen = ANY if kind is None else kind.pk

    def line(key: str, label: str, cell: Cell) -> Line:
        there = None if cell[0] == NO_KIND or cell[1].level == "elsewhere" else offers[cell]
        return Line(key, label, now.get(cell, 0), before.get(cell, 0), there)

    missed = {code for code, area in {**now, **before} if area == here} - {ANY}
    named = sorted((kinds[code] for code in missed if code in kinds), key=lambda k: k.sort_key)
    by_kind = [line(each.code, each.name, (each.pk, here)) for each in named]
    if NO_KIND in missed:
        by_kind.append(line("", "", (NO_KIND, here)))
    areas = _areas(districts, district, today, {area for _kind, area in {**now, **before}})
    by_area = [line(each.key, each.name, (chosen, _area_of(each))) for each in areas]
    nowhere = Area("elsewhere", district.pk if district else 0)
    if (chosen, nowhere) in {**now, **before}:
        by_area.append(line("", "", (chosen, nowhere)))
    return Needs(
        span,
        district,
        kind,
        line("", "", (chosen, here)),
        tuple(by_kind),
        tuple(by_area),
        tuple(areas),
    )


def missing_answers(span: Span) -> QuerySet[SpaceAnswer]:
    """Return what plans agreed in the span name as missing; the caller asks for rights."""
    return SpaceAnswer.objects.filter(
        question=SpaceQuestion.MISSING,
        plan__state__in=FROZEN_PLAN,
        plan__agreed_at__date__gte=span.start,
        plan__agreed_at__date__lt=span.end,
    )


def families(span: Span) -> Mapping[Cell, Shown]:
    """Return the families by kind and area, as they may be shown; what is not there is zero."""
    rows = missing_answers(span).order_by()
    places = ("plan__case__district", "plan__case__social_space")
    families = Count("plan__case", distinct=True)
    kind = Coalesce("category", "offer__institution__category")
    found: list[tuple[int | None, int, int | None, int]] = [
        *rows.values_list(kind, *places).annotate(number=families),
        *((ANY, *row) for row in rows.values_list(*places).annotate(number=families)),
    ]
    cells: dict[Cell, int] = defaultdict(int)
    parts: dict[Cell, set[Cell]] = defaultdict(set)
    for code, district, space, number in found:
        kind_code = NO_KIND if code is None else code
        lowest = Area("elsewhere", district) if space is None else Area("space", space)
        chain = [(kind_code, area) for area in (lowest, Area("district", district), CITY)]
        for cell in chain:
            cells[cell] += number
        for part, total in pairwise(chain):
            parts[total].add(part)
    equations = [Equation(total, tuple(sorted(below))) for total, below in parts.items()]
    equations += _same_for_one_kind(cells)
    hidden = protect(cells, equations, limit=settings.current().limit)
    return {cell: hidden.shown(cell, number) for cell, number in cells.items()}


def _same_for_one_kind(cells: Mapping[Cell, int]) -> list[Equation[Cell]]:
    """Where all other kinds are zero, which everybody sees, the families of one kind are all."""
    kinds: dict[Area, list[int]] = defaultdict(list)
    for code, area in cells:
        if code != ANY:
            kinds[area].append(code)
    return [
        Equation((ANY, area), ((codes[0], area),))
        for area, codes in kinds.items()
        if len(codes) == 1
    ]


def _offers(today: date) -> Mapping[Cell, int]:
    """Return the offers of today by kind and area."""
    found: dict[Cell, int] = defaultdict(int)
    rows = (
        Offer.objects.active_on(today)
        .order_by()
        .values_list(
            "institution__category",
            "institution__social_space",
            "institution__social_space__district",
        )
        .annotate(number=Count("pk"))
    )
    for kind, space, district, number in rows:
        for code in (kind, ANY):
            for area in (Area("space", space), Area("district", district), CITY):
                found[code, area] += number
    return found


def _areas(
    districts: Sequence[District], district: District | None, today: date, counted: set[Area]
) -> Sequence[District | SocialSpace]:
    """Return the areas below, those of today and those in which something was counted."""
    places: Sequence[District | SocialSpace] = districts
    if district is not None:
        spaces = SocialSpace.objects.filter(district=district).defer("search_vector")
        places = list(spaces.order_by("sort_key", "pk"))
    return [each for each in places if each.is_valid_on(today) or _area_of(each) in counted]


def _area_of(place: District | SocialSpace) -> Area:
    return Area("district" if isinstance(place, District) else "space", place.pk)
