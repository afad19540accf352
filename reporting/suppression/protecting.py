"""Which cells of published tables are hidden so that small counts of persons stay unknown.

Two tables with 138 social spaces in twelve districts, twelve columns and all totals: 0.1 to 4 s of
one processor, the longest when nearly every count is 0, 1 or 2.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

from reporting.suppression.shown import HIDDEN, SMALL, Shown, is_small
from reporting.suppression.tables import Move, Tables, Term

Cell = TypeVar("Cell", bound=Hashable)

TOTAL_COSTS = 8
"""How many times its own count a total costs for each level it stands above other totals."""

PATIENCE = 400
"""States looked at in search of one circuit; a measure of work, so that results never vary."""

QUICK = 100
"""The same for the second look, which only gives cells back."""


@dataclass(frozen=True, slots=True)
class Equation(Generic[Cell]):
    """``total`` = sum of ``parts`` less the sum of ``less``.

    A row with its total, a column, the spaces of a district, the districts of the city; with
    ``less`` also running = running before + begun − ended. Raises ValueError for a cell that
    occurs twice.
    """

    total: Cell
    parts: tuple[Cell, ...]
    less: tuple[Cell, ...] = ()

    def __post_init__(self) -> None:
        cells = (self.total, *self.parts, *self.less)
        if len(set(cells)) < len(cells):
            raise ValueError(f"a cell occurs twice in the equation of {self.total!r}")


@dataclass(frozen=True, slots=True)
class Protected(Generic[Cell]):
    """What has to be hidden. It names cells and carries no count.

    ``primary``: the small counts. ``complementary``: hidden to protect them. ``exposed``: those
    primary cells for which no second value was found: a reader who knows the ``known`` cells may
    be able to compute them. ``narrow``: those that may have another value, but none above the limit
    was found: a reader may be able to tell that the count is small, and not which it is. Whoever
    publishes must look at these two. With nothing ``known``, both are empty
    for a table with totals and hierarchies; for tables that share margins, mostly. The search is
    bounded, so a cell may be reported that a longer one could protect.
    """

    primary: frozenset[Cell]
    complementary: frozenset[Cell]
    exposed: frozenset[Cell]
    narrow: frozenset[Cell]

    @property
    def hidden(self) -> frozenset[Cell]:
        return self.primary | self.complementary

    def shown(self, cell: Cell, count: int) -> Shown:
        """The count, or HIDDEN."""
        return HIDDEN if cell in self.hidden else count


def protect(
    cells: Mapping[Cell, int],
    equations: Iterable[Equation[Cell]],
    *,
    limit: int = SMALL,
    known: Collection[Cell] = (),
    unprinted: Collection[Cell] = (),
    cost: Mapping[Cell, int] | None = None,
) -> Protected[Cell]:
    """Choose the cells to hide so that no count of 1 to ``limit`` persons can be found out.

    ``cells`` are all counts of persons of all tables that are published together, totals included;
    the same count in two tables is one cell. ``equations`` are all relations between them that a
    reader can know. ``known`` cells were published before: they cannot be hidden from anybody any
    more (a small one is hidden all the same and reported as exposed). ``unprinted`` cells stand in
    no table but could be computed, such as base less part of a share: they are protected like
    others, and help at no cost. ``cost`` says what hiding a cell loses; by default its count and
    one, for totals times TOTAL_COSTS for each level.

    Guaranteed for every primary cell neither exposed nor narrow: there are whole numbers for all
    hidden cells, at least 1 (unprinted ones at least 0), that agree with all shown cells and all
    equations, and in which the cell is above the limit. So it has at least two possible values, it
    cannot be computed, and nobody can tell that it is small. The 1 is there because readers know
    that zeros are shown: three dashes that add up to three would be three single persons. A narrow
    cell has at least two possible values.

    Not guaranteed: that as little as possible is hidden (that is a hard problem; a cheap circuit is
    taken for each cell, and what turns out to be superfluous is given back); that a person counted
    here cannot subtract herself; relations that no equation tells; that somebody who runs this
    algorithm backwards learns nothing about which dash is a small count.

    Depends on what is given, not on its order; cells must differ in their ``repr``. Raises
    ValueError for negative counts, costs or limit, unknown cells, and equations that do not add up.
    """
    problem = _Problem(cells, equations, limit, known, unprinted, cost)
    problem.protect_all()
    problem.give_back()
    return problem.outcome()


class _Problem(Generic[Cell]):
    """One call of protect: cells by number in an order of their own, and what was found so far."""

    def __init__(
        self,
        cells: Mapping[Cell, int],
        equations: Iterable[Equation[Cell]],
        limit: int,
        known: Collection[Cell],
        unprinted: Collection[Cell],
        cost: Mapping[Cell, int] | None,
    ) -> None:
        rules = sorted(equations, key=repr)
        _check(cells, rules, limit, [*known, *unprinted, *(cost or ())], cost)
        self.limit = limit
        self.keys = sorted(cells, key=lambda cell: (cells[cell], repr(cell)))
        number = {cell: position for position, cell in enumerate(self.keys)}
        values = [cells[cell] for cell in self.keys]
        chosen = {**_costs(cells, rules), **(cost or {})}
        self.costs = [chosen[cell] for cell in self.keys]
        self.unprinted = {number[cell] for cell in unprinted}
        self.known = {number[cell] for cell in known}
        self.primary = [n for n, value in enumerate(values) if is_small(value, limit)]
        self.hidden = {*self.primary, *self.unprinted}
        self.moves: dict[int, Move] = {}
        """How each protected cell could be another one."""
        # A zero is shown, so it never moves; nor does what readers have seen before.
        never = {n for n, value in enumerate(values) if value == 0} - self.unprinted | self.known
        self.tables = Tables(
            values=values,
            lowest=[0 if n in self.unprinted else 1 for n in range(len(values))],
            prices=[inf if n in never else chosen[cell] for n, cell in enumerate(self.keys)],
            equations=[_terms(rule, number) for rule in rules],
        )
        self.tables.price(self.hidden - never, 0)

    def protect_all(self) -> None:
        """Find a move for every small count, and hide what it changes."""
        for cell in self.primary:
            if cell in self.moves or cell in self.known:
                continue
            up = self.limit + 1 - self.tables.values[cell]
            move = self.tables.raised(cell, up, PATIENCE) or self.tables.raised(cell, -1, PATIENCE)
            if move:
                self.hidden |= move.keys()
                self.tables.price(move, 0)
                self._use(move)
                self.moves.setdefault(cell, move)

    def give_back(self) -> None:
        """Show what others have made superfluous, the costliest first."""
        self.tables.price(set(range(len(self.keys))) - self.hidden, inf)
        values = self.tables.values
        for extra in sorted(self._extra(), key=lambda n: (-self.costs[n], -values[n], n)):
            relying = [cell for cell, move in self.moves.items() if extra in move]
            before = dict(self.moves)
            self.tables.price([extra], inf)
            for cell in relying:
                del self.moves[cell]
            if all(self._rerouted(cell, before[cell]) for cell in relying):
                self.hidden.remove(extra)
            else:
                self.tables.price([extra], 0)
                self.moves = before

    def _extra(self) -> set[int]:
        return self.hidden - {*self.primary, *self.unprinted}

    def _rerouted(self, cell: int, before: Move) -> bool:
        """Whether a cell is protected as well by what is hidden now."""
        if cell not in self.moves and self._lifts(cell, before):
            up = self.limit + 1 - self.tables.values[cell]
            self._use(self.tables.raised(cell, up, QUICK))
        return cell in self.moves

    def _use(self, move: Move) -> None:
        """Take a move, there and back, for all small counts that it lifts above the limit."""
        for way in (move, {cell: -by for cell, by in move.items()}):
            if self.tables.holds(way):
                for cell in way:
                    small = is_small(self.tables.values[cell], self.limit)
                    if small and self._lifts(cell, way):
                        self.moves.setdefault(cell, way)

    def _lifts(self, cell: int, move: Move) -> bool:
        return self.tables.values[cell] + move.get(cell, 0) > self.limit

    def outcome(self) -> Protected[Cell]:
        narrow = {cell for cell, move in self.moves.items() if not self._lifts(cell, move)}
        exposed = [cell for cell in self.primary if cell not in self.moves]
        return Protected(
            primary=self._named(self.primary),
            complementary=self._named(self._extra()),
            exposed=self._named(exposed),
            narrow=self._named(narrow),
        )

    def _named(self, numbers: Iterable[int]) -> frozenset[Cell]:
        return frozenset(self.keys[number] for number in numbers)


def _terms(rule: Equation[Cell], number: Mapping[Cell, int]) -> list[Term]:
    parts = [(number[cell], 1) for cell in rule.parts]
    less = [(number[cell], -1) for cell in rule.less]
    return [(number[rule.total], -1), *sorted(parts + less)]


def _check(
    cells: Mapping[Cell, int],
    rules: Iterable[Equation[Cell]],
    limit: int,
    named: Iterable[Cell],
    cost: Mapping[Cell, int] | None,
) -> None:
    # Cells, never counts: the message may end up in a log.
    if limit < 0 or any(amount < 0 for amount in (cost or {}).values()):
        raise ValueError("limit and costs must not be negative")
    if negative := [cell for cell, count in cells.items() if count < 0]:
        raise ValueError(f"counts must not be negative: {negative[0]!r}")
    if len({repr(cell) for cell in cells}) < len(cells):
        raise ValueError("cells must differ in their repr")
    for cell in named:
        if cell not in cells:
            raise ValueError(f"not among the cells: {cell!r}")
    for rule in rules:
        for cell in (rule.total, *rule.parts, *rule.less):
            if cell not in cells:
                raise ValueError(f"not among the cells: {cell!r}")
        parts = sum(cells[cell] for cell in rule.parts)
        if cells[rule.total] != parts - sum(cells[cell] for cell in rule.less):
            raise ValueError(f"does not add up: {rule.total!r}")


def _costs(cells: Mapping[Cell, int], rules: Iterable[Equation[Cell]]) -> dict[Cell, int]:
    """The smallest first, totals last: they say most, and what is below them hangs on them."""
    made_of: dict[Cell, set[Cell]] = {}
    for rule in rules:
        # A balance over time is no total, and one of a single part is that part.
        if not rule.less and len(rule.parts) > 1:
            made_of.setdefault(rule.total, set()).update(rule.parts)
    level = dict.fromkeys(cells, 0)
    # Equations may run in a circle; no hierarchy has more levels than totals.
    for _ in made_of:
        above = {total: 1 + max(level[part] for part in parts) for total, parts in made_of.items()}
        if all(level[total] == height for total, height in above.items()):
            break
        level.update(above)
    return {cell: (1 + count) * TOTAL_COSTS ** min(level[cell], 4) for cell, count in cells.items()}
