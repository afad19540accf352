"""Figures of areas over quarters as a reader may see them: small counts are taken out here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from budgets.models import Indicator
from networks.models import District, SocialSpace
from reporting.evaluation.families import (
    CITY,
    Cell,
    Family,
    Place,
    families_of,
    hidden_cells,
    is_compared,
)
from reporting.evaluation.kinds import Kind, kind_of
from reporting.figures import Figure
from reporting.models import AreaGroup, AreaLevel
from reporting.rules.few import counts_of_few
from reporting.services.counting import Area, Counts, count
from reporting.services.figures import hidden_in_reports, stands
from reporting.services.settings import current
from reporting.suppression import HIDDEN, Hidden
from sro import access
from sro.periods import Quarter

#: At most so many quarters at once: six years.
MOST_QUARTERS = 24
_KEPT_SECONDS = 24 * 60 * 60
#: Rises when something else is chosen to be hidden.
_WAY = 2

Shown = Fraction | Hidden | None


@dataclass(frozen=True)
class Sheet:
    """A figure for all areas and the given quarters."""

    figure: Figure
    quarters: tuple[Quarter, ...]
    base: Indicator | None
    limit: int
    districts: Mapping[int, District]
    spaces: Mapping[int, SocialSpace]
    counts: Counts
    hidden: Mapping[Quarter, frozenset[Cell]]

    def areas(self, level: str) -> Sequence[District | SocialSpace]:
        """Return the areas of a level, by their keys."""
        return list((self.districts if level == AreaLevel.DISTRICT else self.spaces).values())

    def is_hidden(self, quarter: Quarter, place: Place) -> bool:
        """Whether a count of people behind it, or whose hours it tells, must not be known."""
        if not is_compared(self.figure):
            return True
        if any((place, name) in self.hidden[quarter] for name in self.figure.people):
            return True
        of_few = counts_of_few(self.counts.of(quarter, Area(*place)))
        return not of_few.isdisjoint(self.figure.counts)

    def value(self, quarter: Quarter, place: Place) -> Shown:
        """Return the figure, HIDDEN, or None where it is not known."""
        if self.is_hidden(quarter, place):
            return HIDDEN
        if not stands(self._area(place), quarter):
            return None
        return self.figure.value(self.counts.of(quarter, Area(*place)))

    def _area(self, place: Place) -> District | SocialSpace | None:
        level, number = place
        known: Mapping[str, Mapping[int, District | SocialSpace]] = {
            "district": self.districts,
            "space": self.spaces,
        }
        return known.get(level, {}).get(number)

    def shown_parts(self, quarter: Quarter, place: Place) -> tuple[int, Fraction] | Hidden | None:
        """Return count and base as a reader may see them."""
        return HIDDEN if self.is_hidden(quarter, place) else self.raw_parts(quarter, place)

    def raw_parts(self, quarter: Quarter, place: Place) -> tuple[int, Fraction] | None:
        """Return count and base for calculating; never to be shown."""
        kind = self.kind
        return kind.parts(self.counts.of(quarter, Area(*place))) if kind else None

    @property
    def kind(self) -> Kind | None:
        """How the figure varies by chance."""
        return kind_of(self.figure)

    @property
    def needs_base(self) -> bool:
        """Whether the figure cannot be told before somebody has chosen the base."""
        return self.base is None and "residents" in self.figure.counts


def place_of(area: District | SocialSpace) -> Place:
    """Return how an area is named among the counts."""
    return ("district" if isinstance(area, District) else "space", area.pk)


def sheet_of(*, actor: Any, figure: Figure, quarters: Sequence[Quarter]) -> Sheet:
    """Count a figure for all areas. Raises ValueError for more than MOST_QUARTERS."""
    access.require(actor, "view", AreaGroup)
    if not 0 < len(quarters) <= MOST_QUARTERS:
        raise ValueError("between 1 and 24 quarters")
    office = current()
    first, last = quarters[0], quarters[-1]
    known = {"valid_from__lt": last.end}
    districts = _standing(District.objects.visible_to(actor).filter(**known), first)
    spaces = _standing(SocialSpace.objects.visible_to(actor).filter(**known), first)
    counts = count(quarters, base=office.base_id, limit=office.limit)
    inside: dict[int, list[int]] = {number: [] for number in districts}
    for space in spaces.values():
        inside.setdefault(space.district_id, []).append(space.pk)
    families = families_of(figure)
    told = hidden_in_reports(quarters, {name for family in families for name in family.counts})
    hidden: dict[Quarter, frozenset[Cell]] = {
        quarter: told[quarter].union(
            *(_hidden(family, counts, quarter, inside, office.limit) for family in families)
        )
        for quarter in quarters
    }
    return Sheet(
        figure, tuple(quarters), office.base, office.limit, districts, spaces, counts, hidden
    )


def _standing(areas: Any, first: Quarter) -> dict[int, Any]:
    """Return areas that exist on a day of the quarters, by number, in the order of their keys."""
    found = areas.defer("search_vector").order_by("key", "valid_from")
    return {
        each.pk: each
        for each in found
        if each.valid_until is None or each.valid_until > first.start
    }


def _hidden(
    family: Family,
    counts: Counts,
    quarter: Quarter,
    districts: Mapping[int, Sequence[int]],
    limit: int,
) -> frozenset[Cell]:
    """Protect a family in a quarter; the same counts are not worked on twice."""
    places: list[Place] = [CITY, *(("district", number) for number in districts)]
    places += [("space", each) for inside in districts.values() for each in inside]
    numbers: dict[Cell, int] = {}
    for place in places:
        here = counts.of(quarter, Area(*place))
        numbers.update({(place, name): int(here[name] or 0) for name in family.counts})
    # The key says nothing about the counts, and what is kept are names of cells alone.
    told = repr((sorted(numbers.items()), sorted(districts.items()), limit))
    key = f"reporting.hidden.{_WAY}.{sha256(told.encode()).hexdigest()}"
    kept: frozenset[Cell] | None = cache.get(key)
    if kept is None:
        kept = hidden_cells(family, lambda place, name: numbers[place, name], districts, limit)
        cache.set(key, kept, _KEPT_SECONDS)
    return kept
