"""The third reading of a social space: where families live their lives, as they drew it.

Counted are families with an open case whose latest maps name an institution or offer of the
registry, by the social space in which it lies. A family counts once for each social space. All
places are protected together, whoever asks; there is no sum over places, since a family may draw
several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models.functions import Coalesce

from cases.models import Resource
from cases.rules.states import OPEN_STATES
from networks.models import District, SocialSpace
from reporting.services import settings
from reporting.suppression import HIDDEN, Equation, Protected, Shown, is_sparse, protect
from sro import access

#: Drawn here by anybody, by families of the place, by others; and drawn elsewhere by families here.
What = Literal["all", "own", "others", "away"]
Cell = tuple[What, int]


@dataclass(frozen=True)
class Lived:
    """What families drew of a social space, as it may be shown."""

    space: SocialSpace
    drawn: Shown
    own: Shown
    others: Shown
    away: Shown


def lived_spaces(*, actor: Any, area: District | SocialSpace) -> list[Lived]:
    """Return what families drew of a social space, or of each of a district.

    Raises PermissionDenied without the right to read what families of the district need.
    """
    district = area if isinstance(area, District) else area.district
    access.require(actor, "read_needs", district)
    cells = _cells(_drawn())
    limit = settings.current().limit
    sparse = is_sparse(cells.values(), limit)
    protected: Protected[Cell] | None = None
    if not sparse:
        protected = protect(cells, _equations(cells), limit=limit)

    def shown(what: What, space: SocialSpace) -> Shown:
        if protected is None:
            return HIDDEN
        cell = (what, space.pk)
        return protected.shown(cell, cells[cell]) if cell in cells else 0

    spaces = [area] if isinstance(area, SocialSpace) else list(_spaces_of(area))
    return [
        Lived(
            each,
            shown("all", each),
            shown("own", each),
            shown("others", each),
            shown("away", each),
        )
        for each in spaces
    ]


def _spaces_of(district: District) -> Iterable[SocialSpace]:
    rows = SocialSpace.objects.filter(district=district, valid_until=None)
    return rows.defer("search_vector").order_by("sort_key", "pk")


def _drawn() -> Iterable[tuple[int, int | None, int]]:
    """Return family, the social space it lives in, and one it drew something of; each once."""
    rows = Resource.objects.filter(
        resource_map__next_map=None,
        resource_map__case__state__in=[state.value for state in OPEN_STATES],
    ).annotate(place=Coalesce("institution__social_space", "offer__institution__social_space"))
    found: Iterable[tuple[int, int | None, int]] = (
        rows.exclude(place=None)
        .order_by()
        .values_list("resource_map__case", "resource_map__case__social_space", "place")
        .distinct()
    )
    return found


def _cells(drawn: Iterable[tuple[int, int | None, int]]) -> dict[Cell, int]:
    families: dict[Cell, set[int]] = defaultdict(set)
    for family, home, place in drawn:
        families["all", place].add(family)
        families["own" if home == place else "others", place].add(family)
        if home is not None and home != place:
            families["away", home].add(family)
    cells = {cell: len(found) for cell, found in families.items()}
    for what, place in list(cells):
        if what == "all":
            for part in ("own", "others"):
                cells.setdefault((part, place), 0)  # type: ignore[arg-type]
    return cells


def _equations(cells: Iterable[Cell]) -> list[Equation[Cell]]:
    return [
        Equation((what, place), (("own", place), ("others", place)))
        for what, place in cells
        if what == "all"
    ]
