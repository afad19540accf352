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
from reporting.suppression import Equation, is_sparse, protect

Place = tuple[str, int]
"""The level of an area and its number; ("city", 0) is the whole."""
Cell = tuple[Place, str]

CITY: Place = ("city", 0)

ATTEMPTS = 4
"""How often what is still exposed is hidden with all around it, before the count goes entirely."""

FEW = 5
"""So many small counts are worth protecting, however many others there are."""


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
            "conferences_with_plan",
            "conferences_in_time",
        ),
        (
            Whole("conferences", ("conferences_with_dissent",)),
            Whole("conferences", ("conferences_part_noted",)),
            Whole("conferences_part_noted", ("conferences_with_child",)),
            Whole("conferences", ("conferences_with_plan",)),
            Whole("conferences_with_plan", ("conferences_in_time",)),
        ),
    ),
    Family(("goals_reviewed", "goals_reached"), (Whole("goals_reviewed", ("goals_reached",)),)),
    Family(("goals_agreed", "goals_smart"), (Whole("goals_agreed", ("goals_smart",)),)),
    Family(("plans_agreed",)),
    Family(("offers_missing",)),
    Family(("cases_with_support",)),
    Family(("councils_held",)),
    Family(("volunteers",)),
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

    A count that is small in most social spaces is left out of all of them, zeros too, and so are
    its parts; one that is small in most districts is told of the city alone. There would be hardly
    a number to be shown, and looking for a protection would take seconds.
    """
    spaces = {number: list(inside) for number, inside in districts.items()}
    left_out = _left_out(family, count, spaces, limit)
    cells: dict[Cell, int] = {}
    equations: list[Equation[Cell]] = []
    computed: set[Cell] = set()

    def add_sum(total: Cell, parts: list[Cell], rest: Cell, *, of_places: bool = False) -> None:
        if not parts:
            return
        left = cells[total] - sum(cells[part] for part in parts)
        if left < 0:
            # Parts that are more than their whole (a support of two kinds) tell nothing exactly.
            return
        if of_places and not left:
            # Readers will take it for granted that nothing lies outside, and be right.
            equations.append(Equation(total, tuple(parts)))
            return
        cells[rest] = left
        computed.add(rest)
        equations.append(Equation(total, (*parts, rest)))

    cells.update(
        {
            (place, name): count(place, name)
            for place in _places(spaces)
            for name in family.counts
            if (place, name) not in left_out
        }
    )
    for place in _places(spaces):
        for number, whole in enumerate(family.wholes):
            # What is left is known to readers as soon as one part is.
            parts = [(place, part) for part in whole.parts if (place, part) in cells]
            add_sum((place, whole.name), parts, (place, f"{whole.name} less {number}"))
    for name in family.counts:
        tops = [cell for each in spaces if (cell := (("district", each), name)) in cells]
        add_sum((CITY, name), tops, (("elsewhere", 0), name), of_places=True)
        for each, inside in spaces.items():
            lower = [cell for space in inside if (cell := (("space", space), name)) in cells]
            add_sum((("district", each), name), lower, (("elsewhere", each), name), of_places=True)
    withheld, known = set(computed), set[Cell]()
    if family.leading:
        first = hidden_cells(Family((family.leading,)), count, districts, limit)
        known = {cell for cell in cells if cell[1] == family.leading} - first - computed
        withheld |= first & cells.keys()
    found = _protected(family, cells, equations, limit, withheld, known, spaces)
    return (found - computed) | left_out


def _left_out(
    family: Family,
    count: Callable[[Place, str], int],
    districts: Mapping[int, Iterable[int]],
    limit: int,
) -> frozenset[Cell]:
    """Return the counts that are small in most areas of a level, there and below."""
    upper: list[Place] = [("district", each) for each in districts]
    lower: list[Place] = [("space", each) for inside in districts.values() for each in inside]
    names: set[str] = set()
    cells: set[Cell] = set()
    for places in (upper, lower):
        names |= {
            name
            for name in family.counts
            if is_sparse((count(place, name) for place in places), limit, few=FEW)
        }
        for whole in family.wholes:
            if whole.name in names:
                names.update(whole.parts)
        cells |= {(place, name) for place in places for name in names}
    return frozenset(cells)


def _protected(
    family: Family,
    cells: Mapping[Cell, int],
    equations: Collection[Equation[Cell]],
    limit: int,
    withheld: set[Cell],
    known: set[Cell],
    spaces: Mapping[int, Iterable[int]],
) -> frozenset[Cell]:
    """Return what must be hidden, and what is withheld; around what is still exposed all is."""
    cost = _costs(cells, spaces, family.counts[0])
    for attempt in range(ATTEMPTS):
        found = protect(cells, equations, limit=limit, unprinted=withheld, known=known, cost=cost)
        if not found.exposed:
            return found.hidden | withheld
        # The leading count stays as it is; it is its parts that would give it away.
        leading = {place for place, name in found.exposed if _plain(name) == family.leading}
        withheld |= _around(found.exposed, cells, spaces) - known
        withheld |= {
            cell
            for cell in cells.keys() - known
            if (attempt and leading) or (cell[0] in leading and cell[1] != family.leading)
        }
    names = {_plain(name) for _place, name in found.exposed}
    return (found.hidden | withheld | {c for c in cells if _plain(c[1]) in names}) - known


def _costs(
    cells: Iterable[Cell], districts: Mapping[int, Iterable[int]], main: str
) -> dict[Cell, int]:
    """Return what it costs to hide a count: whatever it is, so that each quarter hides the same.

    Lines over time are made of areas that are shown in all quarters. Were always the smallest
    hidden beside a small one, that would be another area each time, and no line would be left.
    """
    places: dict[Place, int] = {CITY: 1_000_000}
    for number, (district, inside) in enumerate(sorted(districts.items())):
        places["district", district] = 1_000 + number
        places |= {("space", each): 2 + rank for rank, each in enumerate(sorted(inside))}
    return {
        (place, name): places[place] * (8 if name == main else 1)
        for place, name in cells
        if place in places
    }


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
