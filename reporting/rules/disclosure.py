"""All counts of people of a quarter's reports as one system, and what of them readers see.

Pure. Every district's report shows its own areas and the city's, and readers may lay all reports of
all quarters side by side; so the counts of all areas are protected together, with the quarters
they are compared with, and with what earlier reports have shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from reporting.figures import FIGURES
from reporting.figures.base import per_cent
from reporting.suppression import Equation, Protected, is_sparse, protect
from sro.periods import Quarter


class Place(NamedTuple):
    """An area: the city, a district, a social space, or what of a district has no known space.

    `parent` is the number of the district of a space or of an "elsewhere".
    """

    level: str
    pk: int
    parent: int = 0


class Cell(NamedTuple):
    """One count of people: in which quarter, where, of what."""

    year: int
    quarter: int
    level: str
    pk: int
    name: str


Found = Mapping[tuple[Quarter, str, int], Mapping[str, Fraction]]

#: Values that are no counts of people, but say as much: hidden together with the count.
RESTS_ON = {
    "ended_days_median": "ended",
    "ended_days_mean": "ended",
    "offers_used": "plans_agreed",
}

#: Parts of a whole that no figure divides by it, though a reader could subtract them.
_WITHIN = (
    ("conferences_part_noted", "conferences"),
    ("conferences_with_plan", "conferences"),
)

#: Splits that are shown for districts and the city alone; by setting for social spaces too.
_ALL_LEVELS = "running:setting="
_BASES = "running:legal_basis="

#: What runs follows from what ran before, began and ended.
_COURSE = ("running", "begun", "ended")


def people_counts() -> frozenset[str]:
    """Return the names of all counts of people that figures rest on, without parts of splits."""
    return frozenset(name for figure in FIGURES for name in figure.people)


def is_split(name: str) -> bool:
    """Whether a count is a part of a split."""
    return "=" in name


@dataclass(frozen=True)
class Disclosure:
    """What readers do not get to see.

    `exposed` are small counts that earlier reports give away, or nearly (`protect` tells how):
    nobody can hide them any more, and whoever freezes a report has to know.
    """

    hidden: frozenset[Cell]
    exposed: frozenset[Cell]


#: Counts that are no part of another one.
_MAIN = frozenset(
    ("running", "begun", "ended", "cases_with_support", "conferences", "goals_reviewed")
    + ("goals_agreed", "plans_agreed", "offers_missing", "councils_held", "volunteers")
)

_OUTER = ("city", "district")

#: What is printed of counts that belong together: everything, or ever less.
_EVER_LESS: tuple[Callable[[Cell], bool], ...] = (
    lambda cell: True,
    lambda cell: cell.level in _OUTER or cell.name in _MAIN,
    lambda cell: cell.level in _OUTER,
    lambda cell: cell.level == "city" or (cell.level == "district" and cell.name in _MAIN),
    lambda cell: cell.level == "city",
    lambda cell: cell.level == "city" and cell.name in _MAIN,
    lambda cell: False,
)


def _cells_of(equation: Equation[Cell]) -> tuple[Cell, ...]:
    return (equation.total, *equation.parts, *equation.less)


@dataclass
class System:
    """The counts of people of some quarters and all equations between them."""

    cells: dict[Cell, int] = field(default_factory=dict)
    equations: list[Equation[Cell]] = field(default_factory=list)
    unprinted: set[Cell] = field(default_factory=set)

    def disclosed(
        self,
        *,
        limit: int,
        seen: Mapping[Cell, int],
        hidden_before: Collection[Cell],
    ) -> Disclosure:
        """Choose what is hidden; `seen` and `hidden_before` are what earlier reports show.

        What was seen and has changed since is another count. What was hidden stays hidden: hiding
        more gives nothing away.
        """
        hidden: set[Cell] = set()
        exposed: set[Cell] = set()
        for cells, equations in self.parts():
            if any(0 < self.cells[cell] <= limit for cell in cells):
                found, left_out = self._protected(cells, equations, limit, seen)
                hidden |= found.hidden | left_out
                exposed |= found.exposed | found.narrow
        printed = self.cells.keys() - self.unprinted
        return Disclosure(
            frozenset((hidden | set(hidden_before)) & printed), frozenset(exposed - self.unprinted)
        )

    def _protected(
        self,
        cells: Collection[Cell],
        equations: Collection[Equation[Cell]],
        limit: int,
        seen: Mapping[Cell, int],
    ) -> tuple[Protected[Cell], set[Cell]]:
        """Protect what is printed, and print less where that is not possible.

        Where nearly all counts are small, shown zeros leave a dash no second value. Then the
        details of the smallest areas are left out as a whole, zeros too, and so on upwards.
        """

        def tried(printed: set[Cell], known: Collection[Cell]) -> Protected[Cell]:
            return protect(
                {cell: self.cells[cell] for cell in printed},
                [each for each in equations if printed.issuperset(_cells_of(each))],
                limit=limit,
                known=known,
                unprinted=printed & self.unprinted,
            )

        for prints in _EVER_LESS:
            printed = {cell for cell in cells if prints(cell)}
            if self._is_hopeless(printed, limit):
                continue
            found = tried(printed, ())
            if not found.exposed and not found.narrow:
                break
        known = [cell for cell in printed if seen.get(cell) == self.cells[cell]]
        return (tried(printed, known) if known else found), set(cells) - printed

    def _is_hopeless(self, printed: Collection[Cell], limit: int) -> bool:
        """Whether so many counts are small that looking for a protection is not worth the time."""
        finest = [cell for cell in printed if cell.level not in _OUTER] or printed
        return is_sparse((self.cells[cell] for cell in finest), limit)

    def parts(self) -> Iterator[tuple[list[Cell], list[Equation[Cell]]]]:
        """Yield the counts that belong together, and their equations: nothing joins two parts."""
        above: dict[Cell, Cell] = {cell: cell for cell in self.cells}

        def root(cell: Cell) -> Cell:
            while above[cell] != cell:
                above[cell] = above[above[cell]]
                cell = above[cell]
            return cell

        for equation in self.equations:
            for cell in _cells_of(equation):
                above[root(cell)] = root(equation.total)
        cells: dict[Cell, list[Cell]] = defaultdict(list)
        equations: dict[Cell, list[Equation[Cell]]] = defaultdict(list)
        for cell in self.cells:
            cells[root(cell)].append(cell)
        for equation in self.equations:
            equations[root(equation.total)].append(equation)
        for start, together in cells.items():
            yield together, equations[start]


def system_of(
    found: Found,
    quarters: Sequence[Quarter],
    places: Sequence[Place],
    *,
    beside: Sequence[Quarter] = (),
    law: Mapping[str, Collection[str]] | None = None,
) -> System:
    """Put the counts of people of `quarters` into one system.

    Of the quarters `beside` nothing is printed; what ran in them follows from what ran, began and
    ended next to them. `law` names the settings that each legal basis can have.

    Raises ValueError (from `protect`) where counts do not add up, such as those of a social space
    that was counted in two districts.
    """
    system = System()
    for quarter in sorted({*quarters, *beside}, key=lambda each: each.start):
        printed = quarter in quarters
        one = _Quarter(system, found, quarter, places, law or {}, printed=printed)
        one.add(with_course=quarter.previous in {*quarters, *beside})
    return system


def splits_of(found: Found) -> frozenset[str]:
    """Return the names of all parts of splits that occur; a setting occurs in all its events."""
    names = {name for here in found.values() for name in here if is_split(name)}
    settings = {name.partition(":setting=")[2] for name in names if ":setting=" in name}
    events = ("running", "begun", "ended")
    return frozenset(names | {f"{event}:setting={each}" for event in events for each in settings})


class _Quarter:
    """The counts of one quarter on their way into a system."""

    def __init__(
        self,
        system: System,
        found: Found,
        quarter: Quarter,
        places: Sequence[Place],
        law: Mapping[str, Collection[str]],
        *,
        printed: bool,
    ) -> None:
        self.system, self.found = system, found
        self.quarter, self.places = quarter, places
        self.law, self.printed = law, printed
        splits = splits_of(found)
        inner = people_counts() | {name for name in splits if name.startswith(_ALL_LEVELS)}
        self.inner = sorted(filter(self._counts_here, inner))
        self.outer = sorted(filter(self._counts_here, inner | splits))

    def _counts_here(self, name: str) -> bool:
        return self.printed or name in _COURSE or ":setting=" in name

    def cell(self, place: Place, name: str, quarter: Quarter | None = None) -> Cell:
        at = quarter or self.quarter
        return Cell(at.year, at.number, place.level, place.pk, name)

    def names(self, place: Place) -> list[str]:
        return self.inner if place.level in ("space", "elsewhere") else self.outer

    def add(self, *, with_course: bool) -> None:
        for place in self.places:
            here = self.found.get((self.quarter, place.level, place.pk), {})
            for name in self.names(place):
                self.system.cells[self.cell(place, name)] = int(here.get(name, 0))
            # Computed from what runs and what began by setting; it stands nowhere.
            self.system.unprinted |= {
                self.cell(place, name)
                for name in self.names(place)
                if name.startswith("ended:setting=")
            }
            self._add_splits(place)
            if self.printed:
                self._add_complements(place)
                self._add_law(place)
            else:
                self.system.unprinted |= {self.cell(place, name) for name in self.names(place)}
            if with_course:
                self._add_course(place)
        self._add_levels()

    def equation(self, total: Cell, parts: Iterable[Cell], less: Iterable[Cell] = ()) -> None:
        self.system.equations.append(Equation(total, tuple(parts), tuple(less)))

    def _add_splits(self, place: Place) -> None:
        """A count is the sum of its parts, by each split that is shown there."""
        parts: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for name in self.names(place):
            if is_split(name):
                total, _, rest = name.partition(":")
                parts[total, rest.partition("=")[0]].append(self.cell(place, name))
        for (total, split), cells in parts.items():
            # Only that running is split by setting is shown of social spaces; a share of those
            # who ended as planned is not all reasons.
            if self.names(place) is self.outer or (total, split) == ("running", "setting"):
                self.equation(self.cell(place, total), cells)
        for count in ("running_33", "running_34"):
            if twin := self._twin(place, count):
                self.equation(self.cell(place, count), [twin])

    def _add_law(self, place: Place) -> None:
        """A setting is the sum of the legal bases that have no other, and the rest of it."""
        settings = {name for name in self.names(place) if name.startswith(_ALL_LEVELS)}
        bases = {
            name: set(self.law.get(name.removeprefix(_BASES), ("", "any")))
            for name in self.names(place)
            if name.startswith(_BASES)
        }
        for name in settings:
            setting = name.removeprefix(_ALL_LEVELS)
            total = self.cell(place, name)
            own = [self.cell(place, each) for each, of in bases.items() if of == {setting}]
            others = any(len(of) > 1 and of & {setting, "any"} for of in bases.values())
            left = self.system.cells[total] - sum(self.system.cells[cell] for cell in own)
            if not own or left < 0 or (left and not others):
                continue  # somebody chose another setting: nobody can rely on the law
            if others:
                rest = self.cell(place, f"{name} of other bases")
                self.system.cells[rest] = left
                self.system.unprinted.add(rest)
                own.append(rest)
            self.equation(total, own)

    def _twin(self, place: Place, count: str) -> Cell | None:
        """The same supports counted by legal basis, where no other kind of support has it."""
        paragraph = re.compile(rf"running:legal_basis=§\s*{count[-2:]}\b")
        for name in self.names(place):
            if paragraph.match(name) and all(
                here.get(name) == here.get(count)
                for (quarter, _level, _pk), here in self.found.items()
                if quarter == self.quarter
            ):
                return self.cell(place, name)
        return None

    def _add_complements(self, place: Place) -> None:
        """Add what a reader gets by taking a part from its whole."""
        for *parts, whole in (*complements(), ("running_33", "running_34", "running")):
            rest = self.cell(place, f"{whole} less {' and '.join(parts)}")
            total, taken = self.cell(place, whole), [self.cell(place, part) for part in parts]
            cells = self.system.cells
            cells[rest] = cells[total] - sum(cells[part] for part in taken)
            self.system.unprinted.add(rest)
            self.equation(total, (*taken, rest))

    def _add_course(self, place: Place) -> None:
        """What ran before, and what began less what ended, is what runs now: also by setting."""
        for end in ("", *(n.removeprefix("running") for n in self.outer if _ALL_LEVELS in n)):
            before = self.cell(place, f"running{end}", self.quarter.previous)
            now, begun, ended = (
                self.cell(place, f"{event}{end}") for event in ("running", "begun", "ended")
            )
            if self.system.cells.keys() >= {before, now, begun, ended}:
                self.equation(now, (before, begun), (ended,))

    def _add_levels(self) -> None:
        """A district is the sum of its social spaces, the city that of its districts."""
        children: dict[Place, list[Place]] = defaultdict(list)
        by_number = {place.pk: place for place in self.places if place.level == "district"}
        city = next(place for place in self.places if place.level == "city")
        for place in self.places:
            if place.level == "district":
                children[city].append(place)
            elif place.level != "city":
                children[by_number[place.parent]].append(place)
        for above, below in children.items():
            for name in self.names(below[0]):
                cells = [self.cell(place, name) for place in below]
                self.equation(self.cell(above, name), cells)


def complements() -> list[tuple[str, str]]:
    """Return (part, whole) of all shares of people and of what lies within another count.

    What runs is left out: by setting it is split wholly.
    """
    shares = {
        (figure.people[0], figure.people[1])
        for figure in FIGURES
        if figure.derive is per_cent and len(figure.people) == 2 and figure.people[1] != "running"
    }
    return sorted(shares | set(_WITHIN))
