"""Who is what to whom: generations of a family, siblings, contradictions.

A tie reads "`one` is `kind` of `other`": the parent comes first, then the child. The other kinds
hold both ways. People are known by a number; nothing here knows a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What one person is to another."""

    PARENT = "parent"
    ADOPTIVE_PARENT = "adoptive_parent"
    STEP_PARENT = "step_parent"
    FOSTER_PARENT = "foster_parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"
    STEP_SIBLING = "step_sibling"
    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    OTHER = "other"


PARENTAL = frozenset(
    {Kind.PARENT, Kind.ADOPTIVE_PARENT, Kind.STEP_PARENT, Kind.FOSTER_PARENT},
)
"""Ties that put `one` a generation above `other`."""
# Law knows two ways of being a parent; siblings follow from these alone.
LEGAL_PARENTS = frozenset({Kind.PARENT, Kind.ADOPTIVE_PARENT})
SIBLINGS = frozenset({Kind.SIBLING, Kind.HALF_SIBLING, Kind.STEP_SIBLING})
COUPLES = frozenset({Kind.PARTNER, Kind.FORMER_PARTNER})
DIRECTED = PARENTAL | {Kind.GRANDPARENT}

# How many rows `one` stands above `other`; kinds that are missing say nothing about rows.
_ABOVE = {
    **dict.fromkeys(PARENTAL, 1),
    Kind.GRANDPARENT: 2,
    **dict.fromkeys(SIBLINGS | COUPLES, 0),
}
# What is believed first where ties contradict each other.
_TRUST = (
    Kind.PARENT,
    Kind.ADOPTIVE_PARENT,
    Kind.SIBLING,
    Kind.HALF_SIBLING,
    Kind.GRANDPARENT,
    Kind.FOSTER_PARENT,
    Kind.STEP_PARENT,
    Kind.STEP_SIBLING,
    Kind.PARTNER,
    Kind.FORMER_PARTNER,
)


@dataclass(frozen=True, slots=True)
class Tie:
    """`one` is `kind` of `other`."""

    kind: Kind
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born: the day, only the (estimated) year, or unknown."""

    day: date | None = None
    year: int | None = None

    @property
    def known_year(self) -> int | None:
        """The year as far as anybody knows."""
        return self.day.year if self.day else self.year


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be: a code and the people it is about.

    `itself`: somebody is a relative of themselves. `circle`: somebody is among their own
    ancestors. `younger_parent`: a parent is born with or after the child. `too_many_parents`: more
    than two parents by birth.
    """

    code: str
    people: tuple[int, ...]


def clean(ties: Iterable[Tie], people: Iterable[int]) -> list[Tie]:
    """Return each tie once, in a fixed order, without those to oneself or to strangers.

    Ties that hold both ways are written with the smaller number first.
    """
    known = set(people)
    kept = set()
    for tie in ties:
        if tie.one == tie.other or not {tie.one, tie.other} <= known:
            continue
        turned = tie.kind not in DIRECTED and tie.one > tie.other
        kept.add(Tie(tie.kind, tie.other, tie.one) if turned else tie)
    return sorted(kept, key=lambda tie: (tie.kind, tie.one, tie.other))


def parents_of(ties: Iterable[Tie], kinds: frozenset[Kind] = LEGAL_PARENTS) -> dict[int, set[int]]:
    """Return child → parents, by the kinds asked for."""
    found: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        if tie.kind in kinds:
            found[tie.other].add(tie.one)
    return dict(found)


def derived_siblings(ties: Iterable[Tie]) -> list[Tie]:
    """Return the siblings that follow from shared parents and are not written down as such.

    With the same known parents, or where one side knows no second parent, they are siblings; with
    one shared and one differing parent each, half siblings.
    """
    ties = list(ties)
    parents = parents_of(ties)
    stated = {frozenset((t.one, t.other)) for t in ties if t.kind in SIBLINGS}
    children = sorted(parents)
    found = []
    for place, one in enumerate(children):
        for other in children[place + 1 :]:
            shared = parents[one] & parents[other]
            if not shared or frozenset((one, other)) in stated:
                continue
            half = parents[one] - shared and parents[other] - shared
            found.append(Tie(Kind.HALF_SIBLING if half else Kind.SIBLING, one, other))
    return found


def contradictions(ties: Iterable[Tie], births: Mapping[int, Birth]) -> list[Contradiction]:
    """Return what cannot be true at the same time; an empty list where all is well."""
    ties = sorted(set(ties), key=lambda tie: (tie.kind, tie.one, tie.other))
    found = [Contradiction("itself", (tie.one,)) for tie in ties if tie.one == tie.other]
    ties = [tie for tie in ties if tie.one != tie.other]
    found += [Contradiction("circle", circle) for circle in _circles(ties)]
    for tie in ties:
        if tie.kind in LEGAL_PARENTS | {Kind.GRANDPARENT} and _not_older(
            births.get(tie.one, Birth()), births.get(tie.other, Birth())
        ):
            found.append(Contradiction("younger_parent", (tie.one, tie.other)))
    by_birth = parents_of(ties, frozenset({Kind.PARENT}))
    for child in sorted(by_birth):
        if len(by_birth[child]) > 2:
            found.append(Contradiction("too_many_parents", (child, *sorted(by_birth[child]))))
    return list(dict.fromkeys(found))


def _not_older(parent: Birth, child: Birth) -> bool:
    if parent.day and child.day:
        return parent.day >= child.day
    if parent.known_year is None or child.known_year is None:
        return False
    return parent.known_year >= child.known_year


def _circles(ties: Sequence[Tie]) -> Iterator[tuple[int, ...]]:
    """Yield the people who are among their own ancestors, each circle once.

    People on one circle reach each other; so a circle is a set of people who do.
    """
    below: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        if tie.kind in DIRECTED:
            below[tie.one].add(tie.other)
    reach = {person: _reach(below, person) for person in sorted(below)}
    seen: set[int] = set()
    for person, reached in reach.items():
        if person in reached and person not in seen:
            circle = {other for other in reached if person in reach.get(other, ())}
            seen |= circle
            yield tuple(sorted(circle))


def _reach(below: Mapping[int, set[int]], start: int) -> set[int]:
    found: set[int] = set()
    waiting = list(below.get(start, ()))
    while waiting:
        person = waiting.pop()
        if person not in found:
            found.add(person)
            waiting += below.get(person, ())
    return found


def components(people: Iterable[int], ties: Iterable[Tie]) -> list[set[int]]:
    """Return the people who hang together by ties that say something about generations.

    The largest group comes first, among equals the one with the smallest number.
    """
    beside: dict[int, set[int]] = {person: set() for person in people}
    for tie in ties:
        if tie.kind in _ABOVE:
            beside[tie.one].add(tie.other)
            beside[tie.other].add(tie.one)
    found: list[set[int]] = []
    left = sorted(beside)
    while left:
        group = _reach(beside, left[0]) | {left[0]}
        found.append(group)
        left = [person for person in left if person not in group]
    return sorted(found, key=lambda group: (-len(group), min(group)))


def generations(
    people: Iterable[int], ties: Iterable[Tie], young: Mapping[int, bool] | None = None
) -> dict[int, int]:
    """Return person → row, 0 on top: parents stand one row above their children, partners and
    siblings side by side, grandparents two rows above grandchildren.

    Where ties contradict each other, closer ones win. Groups that no tie connects are put beside
    the largest one so that the young (`young[person]` is true) share a row and the others stand
    one above; of whom nobody knows stands in the row of the young.
    """
    people = sorted(set(people))
    young = young or {}
    kept = clean(ties, people)
    rows: dict[int, int] = {}
    for group in components(people, kept):
        placed = _rows_of(group, kept)
        if rows:
            shift = _wanted(_anchor(placed, young), rows, young) - placed[_anchor(placed, young)]
        else:
            shift = 0
        rows |= {person: row + shift for person, row in placed.items()}
    top = min(rows.values(), default=0)
    return {person: rows[person] - top for person in people}


def _rows_of(group: set[int], ties: Sequence[Tie]) -> dict[int, int]:
    """Return the rows inside one group; each tie joins two parts unless they are joined already."""
    row = dict.fromkeys(group, 0)
    part = {person: {person} for person in group}
    for kind in _TRUST:
        for tie in ties:
            if tie.kind != kind or tie.one not in group or part[tie.one] is part[tie.other]:
                continue
            moved = part[tie.other]
            shift = row[tie.one] + _ABOVE[kind] - row[tie.other]
            for person in moved:
                row[person] += shift
            part[tie.one] |= moved
            for person in moved:
                part[person] = part[tie.one]
    return row


def _anchor(placed: Mapping[int, int], young: Mapping[int, bool]) -> int:
    """Return the person by whom a group is put beside the others."""
    return min(placed, key=lambda person: (person not in young, not young.get(person), person))


def _wanted(person: int, rows: Mapping[int, int], young: Mapping[int, bool]) -> int:
    """Return the row in which a person without ties to the others should stand."""
    is_young = young.get(person, True)
    of_young = sorted(rows[other] for other in rows if young.get(other))
    if of_young:
        return of_young[len(of_young) // 2] - (not is_young)
    of_adults = sorted(rows[other] for other in rows if young.get(other) is False)
    if of_adults:
        return of_adults[len(of_adults) // 2] + is_young
    return max(rows.values())
