"""Which counts are published together and give each other away, so that small ones stay unknown.

All counts of a family are protected in one go, for the city, all its districts and all its social
spaces, quarter by quarter, whatever part of it somebody looks at. So what is hidden does not depend
on the question, and two answers together do not give away what each of them hides.

Pure: standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reporting.figures import Figure
from reporting.suppression import Equation, protect

Place = tuple[str, int]
"""The level of an area and its number; ("city", 0) is the whole."""
Cell = tuple[Place, str]

CITY: Place = ("city", 0)

ATTEMPTS = 4
"""How often what is still exposed is hidden with all around it, before the count goes entirely."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A count and those of its parts that are shown; what is left is computed, never shown."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Counts that are linked by addition."""

    counts: tuple[str, ...]
    wholes: tuple[Whole, ...] = ()
    leading: str = ""
    """The count that is protected on its own first, as it is shown on its own most often; what is
    shown of it then stays shown, and the others are hidden around it."""


FAMILIES: tuple[Family, ...] = (
    Family(("running",)),
    Family(
        (
            "running",
            "running:setting=ambulatory",
            "running:setting=residential",
            "running_33",
            "running_34",
        ),
        (
            Whole("running", ("running:setting=ambulatory", "running:setting=residential")),
            Whole("running", ("running_33", "running_34")),
            Whole("running:setting=residential", ("running_33", "running_34")),
        ),
        leading="running",
    ),
    Family(
        (
            "conferences",
            "conferences_with_dissent",
            "conferences_part_noted",
            "conferences_with_child",
        ),
        (
            Whole("conferences", ("conferences_with_dissent",)),
            Whole("conferences", ("conferences_part_noted",)),
            Whole("conferences_part_noted", ("conferences_with_child",)),
        ),
    ),
    Family(("goals_reviewed", "goals_reached"), (Whole("goals_reviewed", ("goals_reached",)),)),
    Family(("plans_agreed",)),
    Family(("offers_missing",)),
    Family(("cases_with_support",)),
)

_FAMILY_OF = {name: family for family in reversed(FAMILIES) for name in family.counts}

LEFT_OUT = frozenset(
    {
        "supports_begun",
        "supports_ended",
        "ended_as_planned",
        "duration_median",
        "duration_mean",
    }
)
"""Figures that are not shown for single areas. Who knows what ran before, what runs now and what
began or ended can compute the fourth of these numbers, a small one too. So what begins and ends is
told in the district's report alone, where all of them are protected together."""


def is_compared(figure: Figure) -> bool:
    """Whether a figure is shown for single areas and for groups of them."""
    return figure.code not in LEFT_OUT


def families_of(figure: Figure) -> tuple[Family, ...]:
    """Return the families that a figure's counts of people belong to; none if it is left out."""
    if not is_compared(figure):
        return ()
    return tuple(dict.fromkeys(_FAMILY_OF[name] for name in figure.people))


def hidden_cells(
    family: Family,
    count: Callable[[Place, str], int],
    districts: Mapping[int, Iterable[int]],
    limit: int,
) -> frozenset[Cell]:
    """Return what must not be shown of a family in one quarter.

    `districts` are all districts with the numbers of their social spaces. What lies in a district
    and in no known social space is computed; so is what lies in no known district.
    """
    cells: dict[Cell, int] = {}
    equations: list[Equation[Cell]] = []
    computed: set[Cell] = set()

    def add_sum(total: Cell, parts: list[Cell], rest: Cell, *, of_places: bool = False) -> None:
        left = cells[total] - sum(cells[part] for part in parts)
        if left < 0 or not parts:
            # Parts that are more than their whole (a support of two kinds) tell nothing exactly.
            return
        if of_places and not left:
            # Readers will take it for granted that nothing lies outside, and be right.
            equations.append(Equation(total, tuple(parts)))
            return
        cells[rest] = left
        computed.add(rest)
        equations.append(Equation(total, (*parts, rest)))

    spaces = {number: list(inside) for number, inside in districts.items()}
    cells.update({(p, name): count(p, name) for p in _places(spaces) for name in family.counts})
    for place in _places(spaces):
        for number, whole in enumerate(family.wholes):
            parts = [(place, part) for part in whole.parts]
            add_sum((place, whole.name), parts, (place, f"{whole.name} less {number}"))
    for name in family.counts:
        tops = [(("district", each), name) for each in spaces]
        add_sum((CITY, name), tops, (("elsewhere", 0), name), of_places=True)
        for each, inside in spaces.items():
            lower = [(("space", space), name) for space in inside]
            add_sum((("district", each), name), lower, (("elsewhere", each), name), of_places=True)
    withheld, known = set(computed), set[Cell]()
    if family.leading:
        first = hidden_cells(Family((family.leading,)), count, districts, limit)
        known = {cell for cell in cells if cell[1] == family.leading} - first
        withheld |= first
    return _protected(cells, equations, limit, withheld, known, spaces) - computed


def _protected(
    cells: Mapping[Cell, int],
    equations: Collection[Equation[Cell]],
    limit: int,
    withheld: set[Cell],
    known: set[Cell],
    spaces: Mapping[int, Iterable[int]],
) -> frozenset[Cell]:
    """Return what must be hidden, and what is withheld; around what is still exposed all is."""
    for _attempt in range(ATTEMPTS):
        found = protect(cells, equations, limit=limit, unprinted=withheld, known=known)
        if not found.exposed:
            return found.hidden | withheld
        withheld |= _around(found.exposed, cells, spaces) - known
    names = {_plain(name) for _place, name in found.exposed}
    return (found.hidden | withheld | {c for c in cells if _plain(c[1]) in names}) - known


def _around(
    exposed: Iterable[Cell], cells: Iterable[Cell], spaces: Mapping[int, Iterable[int]]
) -> set[Cell]:
    """Return all cells of the same count in the same district, or in all districts of the city.

    Where all of them are dashes, the zeros too, there is nothing to compute a cell from.
    """
    blocks: set[tuple[frozenset[Place], str]] = set()
    for place, name in exposed:
        level, number = place
        inside: set[Place] = {CITY, *(("district", each) for each in spaces)}
        for district, within in spaces.items():
            here: set[Place] = {("district", district), *(("space", each) for each in within)}
            if place in here or (level == "elsewhere" and number == district):
                inside = here
        blocks.add((frozenset(inside), _plain(name)))
    return {
        (place, name)
        for place, name in cells
        if any(place in inside and name == of for inside, of in blocks)
    }


def _plain(name: str) -> str:
    """Return the count that a computed rest belongs to."""
    return name.partition(" less ")[0]


def _places(spaces: Mapping[int, Iterable[int]]) -> Iterator[Place]:
    yield CITY
    for district, inside in spaces.items():
        yield ("district", district)
        yield from (("space", space) for space in inside)
