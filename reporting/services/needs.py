"""What families miss: offers that agreed plans name as missing, counted by families.

A family counts once in a span, however many plans or answers it has, where it lives today. All
areas and kinds of a quarter are protected together, and years with their quarters, whoever asks: so
nobody can set what two people see against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractQuarter

from cases.models import SpaceAnswer, SpaceQuestion
from cases.rules.states import FROZEN_PLAN
from networks.models import District, InstitutionCategory, Offer, SocialSpace
from reporting.rules.needs import Span
from reporting.services import settings
from reporting.services.counting import CITY, Area
from reporting.suppression import HIDDEN, Equation, Shown, change, is_small, protect
from sro import access

#: All kinds together, and answers in words without a kind.
ANY, NO_KIND = 0, -1
#: By how much the kinds are more than all of them together; for protecting alone, never shown.
SEVERAL = -2

_KEPT_SECONDS = 24 * 60 * 60
#: Rises when something else is chosen to be hidden.
_WAY = 1

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


@dataclass(frozen=True)
class _Counted:
    """Families by kind and area, and which areas each number is the sum of. Not to be shown."""

    cells: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    parts: dict[Cell, set[Cell]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: int, district: int, space: int | None, number: int) -> None:
        """Count families of a social space, or of no known one, also for the areas above."""
        lowest = Area("elsewhere", district) if space is None else Area("space", space)
        chain = [(kind, area) for area in (lowest, Area("district", district), CITY)]
        for cell in chain:
            self.cells[cell] += number
        for part, total in pairwise(chain):
            self.parts[total].add(part)


def families(span: Span) -> Mapping[Cell, Shown]:
    """Return the families by kind and area, as they may be shown; what is not there is zero.

    A year has a dash wherever one of its quarters has one: the year less the other quarters would
    be what that quarter hides. And that is enough: whatever other numbers the dashes of a quarter
    may stand for, the dashes of the year may be higher or lower by as much at the same places.
    """
    limit = settings.current().limit
    counted = _counted(span)
    hidden = {
        cell
        for quarter in span.quarters
        if quarter in counted
        for cell in _hidden(counted[quarter], limit)
    }
    cells = counted[span].cells if span in counted else {}
    return {cell: HIDDEN if cell in hidden else number for cell, number in cells.items()}


def _counted(span: Span) -> Mapping[Span, _Counted]:
    """Return the families of a span and of its quarters; those without any are left out."""
    rows = missing_answers(span).order_by()
    found: dict[Span, _Counted] = defaultdict(_Counted)
    for row in _grouped(rows):
        found[span].add(*row)
    if span.quarter is None:
        by_quarter = rows.annotate(part=ExtractQuarter("plan__agreed_at"))
        for row in _grouped(by_quarter, "part"):
            found[Span(span.year, row[0])].add(*row[1:])
    return found


def _grouped(rows: QuerySet[SpaceAnswer], *by: str) -> Iterator[tuple[Any, ...]]:
    """Yield kind, district, social space and number of families, by kind and for all kinds."""
    places = ("plan__case__district", "plan__case__social_space")
    families = Count("plan__case", distinct=True)
    kind = Coalesce("category", "offer__institution__category", NO_KIND)
    for each in (kind, Value(ANY)):
        yield from (
            rows.annotate(kind=each).values_list(*by, "kind", *places).annotate(number=families)
        )


def _hidden(counted: _Counted, limit: int) -> frozenset[Cell]:
    """Return what must not be shown of a quarter; the same counts are not worked on twice."""
    sums = sorted((total, tuple(sorted(below))) for total, below in counted.parts.items())
    told = repr((sorted(counted.cells.items()), sums, limit))
    # The key says nothing about the counts, and what is kept are names of cells alone.
    key = f"reporting.needs.{_WAY}.{sha256(told.encode()).hexdigest()}"
    kept: frozenset[Cell] | None = cache.get(key)
    if kept is None:
        equations = [Equation(total, below) for total, below in sums]
        kinds, overlaps = _sums_of_kinds(counted.cells, limit)
        found = protect(
            {**counted.cells, **overlaps}, [*equations, *kinds], limit=limit, known=overlaps
        )
        kept = found.hidden & counted.cells.keys()
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _sums_of_kinds(
    cells: Mapping[Cell, int], limit: int
) -> tuple[list[Equation[Cell]], dict[Cell, int]]:
    """Return what all kinds less the others tell of one, and how many families miss several kinds.

    Families that miss several are in all kinds once. Where there are as many of those as of all
    small numbers together, nothing is left of all kinds for a small one, and nobody learns of it.
    """
    kinds: dict[Area, list[Cell]] = defaultdict(list)
    for code, area in cells:
        if code != ANY:
            kinds[area].append((code, area))
    equations = []
    overlaps: dict[Cell, int] = {}
    for area, here in kinds.items():
        several = (SEVERAL, area)
        overlap = sum(cells[cell] for cell in here) - cells[ANY, area]
        if overlap and overlap >= sum(cells[cell] for cell in here if is_small(cells[cell], limit)):
            continue
        if overlap:
            overlaps[several] = overlap
        less = (several,) if overlap else ()
        equations.append(Equation((ANY, area), tuple(sorted(here)), less))
    return equations, overlaps


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
