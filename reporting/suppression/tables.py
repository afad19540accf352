"""Published tables as one system of equations, and other tables that a reader cannot rule out.

A *move* changes hidden cells so that every equation still holds. Tables plus move are tables that
look exactly like ours to a reader who sees a dash in every cell moved. Protecting a cell means
having such a move for it; each is kept, so what counts as protected was seen to be, in whole
numbers, and is not inferred from bounds or from ranks.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from math import inf

Move = dict[int, int]
"""By how many persons which cell changes; no zeros."""

Term = tuple[int, int]
"""A cell and its sign."""

Gaps = dict[int, int]
"""By how many persons which equation is out of balance; no zeros."""

_Trace = tuple[int, int, "_Trace | None"]


class Tables:
    """Cells are numbers from 0. The terms of an equation add up to zero, its total comes first.

    ``lowest`` is what a reader knows a cell to hold at least when it is hidden. ``prices`` say what
    moving it costs: nothing if it is hidden anyway, ``inf`` if it must stay as it is.
    """

    def __init__(
        self,
        values: Sequence[int],
        lowest: Sequence[int],
        prices: Sequence[float],
        equations: Sequence[Sequence[Term]],
    ) -> None:
        self.values = values
        self.lowest = lowest
        self.prices = list(prices)
        self._upwards = upwards(equations)
        self._places: list[list[int]] = [[] for _ in values]
        for place, terms in enumerate(self._upwards):
            for cell, _ in terms:
                self._places[cell].append(place)
        self._rules = independent(equations)
        self._of: list[list[Term]] = [[] for _ in values]
        for number, terms in enumerate(self._rules):
            for cell, sign in terms:
                self._of[cell].append((number, sign))
        self._least: dict[int, float] = {}

    def price(self, cells: Collection[int], price: float) -> None:
        """Set what moving these cells costs from now on."""
        for cell in cells:
            self.prices[cell] = price
            for equation, _ in self._of[cell]:
                self._least.pop(equation, None)

    def holds(self, move: Mapping[int, int]) -> bool:
        """Whether no cell falls below what a reader knows it to hold."""
        return all(self.values[cell] + by >= self.lowest[cell] for cell, by in move.items())

    def raised(self, cell: int, by: int, patience: int) -> Move:
        """A cheap move that changes ``cell`` by ``by``, or by as much of it as was found.

        Step by step, a person at a time, each step on the tables as the ones before have left them,
        as flows are augmented: later steps may take back what earlier ones did.
        """
        sign = 1 if by > 0 else -1
        total: Move = {}
        before: dict[int, float] = {}
        step: Move | None = None
        for _ in range(abs(by)):
            if step is None or not self.holds(_sum(total, step)):
                step = self._circuit(cell, sign, total, patience)
                step = step or self._with_all_above(cell, sign, total)
            if step is None:
                break
            total = _sum(total, step)
            for moved in step:
                before.setdefault(moved, self.prices[moved])
            self.price(step, 0)
        for moved, price in before.items():
            self.price([moved], price)
        return total

    def _circuit(
        self, start: int, sign: int, moved: Mapping[int, int], patience: int
    ) -> Move | None:
        """The cheapest step from ``start`` that leaves all equations in balance, or None.

        Best first: a state is what the equations are out of balance by. One of them is taken and
        brought one person nearer by each of its cells in turn. ``patience`` bounds the states.
        """
        gaps = {equation: sign * factor for equation, factor in self._of[start]}
        if self.values[start] + moved.get(start, 0) + sign < self.lowest[start]:
            return None
        # The way goes on from one end and closes at the other; from both, states would be pairs.
        home = max(gaps, key=lambda gap: (len(self._rules[gap]), -gap), default=None)
        queue: list[tuple[float, int, int, float, Gaps, _Trace]] = []
        heappush(queue, (0, len(gaps), 0, 0, gaps, (start, sign, None)))
        count, looked_at = 0, 0
        reached: dict[frozenset[Term], float] = {}
        while queue and looked_at < patience:
            _, _, _, spent, gaps, trace = heappop(queue)
            if not gaps:
                return _steps(trace)
            if reached.get(frozenset(gaps.items()), inf) < spent:
                continue
            looked_at += 1
            steps = _steps(trace)
            for cell, by in self._choices(gaps, home, start, steps, moved):
                after = self._after(gaps, cell, by)
                total = spent if cell in steps else spent + self.prices[cell]
                state = frozenset(after.items())
                if reached.get(state, inf) <= total:
                    continue
                reached[state] = total
                least = max((self._cheapest(gap) for gap in after), default=0)
                if least < inf:
                    count += 1
                    entry = (total + least, len(after), count, total, after, (cell, by, trace))
                    heappush(queue, entry)
        return None

    def _choices(
        self, gaps: Gaps, home: int | None, start: int, steps: Move, moved: Mapping[int, int]
    ) -> list[Term]:
        """Cells that bring an equation nearer to its balance, and by what."""
        gap = max(gaps, key=lambda gap: (gap != home, self._cheapest(gap), -gap))
        direction = -1 if gaps[gap] > 0 else 1
        choices = []
        for cell, factor in self._rules[gap]:
            if self.prices[cell] == inf or cell == start:
                continue
            by, already = direction * factor, steps.get(cell, 0)
            level = self.values[cell] + moved.get(cell, 0) + already + by
            if already * by >= 0 and level >= self.lowest[cell]:
                choices.append((cell, by))
        return choices

    def _cheapest(self, equation: int) -> float:
        """What balancing an equation costs at least."""
        least = self._least.get(equation)
        if least is None:
            least = min(self.prices[cell] for cell, _ in self._rules[equation])
            self._least[equation] = least
        return least

    def _after(self, gaps: Gaps, cell: int, by: int) -> Gaps:
        after = gaps.copy()
        for equation, factor in self._of[cell]:
            gap = after.get(equation, 0) + factor * by
            if gap:
                after[equation] = gap
            else:
                after.pop(equation, None)
        return after

    def _with_all_above(self, start: int, sign: int, moved: Mapping[int, int]) -> Move | None:
        """A step that changes one cell and every sum it is part of.

        That always works in tables that nobody has seen before, at the price of their totals.
        """
        bottom = self._bottom(start)
        step = {bottom: sign}
        waiting = list(self._places[bottom])
        touched = set(waiting)
        while waiting:
            terms = self._upwards[heappop(waiting)]
            total, factor = terms[0]
            if total not in step and (gap := _gap(terms, step)):
                if self.prices[total] == inf:
                    return None
                step[total] = -factor * gap
                for place in self._places[total]:
                    if place not in touched:
                        touched.add(place)
                        heappush(waiting, place)
        if self.prices[bottom] == inf or start not in step:
            return None
        # Balances over time, and sums that are not of this kind, may not have come out right.
        if any(_gap(self._upwards[place], step) for place in touched):
            return None
        return step if self.holds(_sum(moved, step)) else None

    def _bottom(self, cell: int) -> int:
        """A cell that is no sum, and part of this one; the largest, as zeros cannot be moved."""
        passed = set()
        while self.values[cell] and cell not in passed:
            passed.add(cell)
            made_of = [self._upwards[place] for place in self._places[cell]]
            parts = [
                part
                for terms in made_of
                for part, factor in terms[1:]
                if terms[0][0] == cell and factor > 0
            ]
            cell = max(parts, key=lambda part: (self.values[part], part), default=cell)
        return cell


def upwards(equations: Sequence[Sequence[Term]]) -> list[Sequence[Term]]:
    """Equations in an order in which sums come after what they are made of, as far as there is
    one."""
    by_total: dict[int, list[Sequence[Term]]] = {}
    for terms in equations:
        by_total.setdefault(terms[0][0], []).append(terms)
    graph = {t: {c for terms in rules for c, _ in terms[1:]} for t, rules in by_total.items()}
    order: list[int] = []
    visited: set[int] = set()

    def visit(cell: int) -> None:
        if cell in graph and cell not in visited:
            visited.add(cell)
            for part in sorted(graph[cell]):
                visit(part)
            order.append(cell)

    for total in sorted(graph):
        visit(total)
    return [terms for total in order for terms in by_total[total]]


def independent(equations: Sequence[Sequence[Term]]) -> list[Sequence[Term]]:
    """Equations from which the others follow, by exact elimination.

    Sums of sums say the same in two ways. Without the doubles most cells are in two equations, and
    a circuit is a way from one to the other instead of a growing number of loose ends. So those go
    first whose cells are in many.
    """
    often: dict[int, int] = {}
    for terms in equations:
        for cell, _ in terms:
            often[cell] = often.get(cell, 0) + 1

    def crowded(terms: Sequence[Term]) -> Fraction:
        return Fraction(sum(often[cell] for cell, _ in terms), len(terms))

    kept: list[Sequence[Term]] = []
    pivots: dict[int, dict[int, Fraction | int]] = {}
    for terms in sorted(equations, key=lambda terms: (crowded(terms), terms)):
        row = _reduced(dict(terms), pivots)
        if row:
            pivot = min(row, key=lambda cell: (often[cell], cell))
            factor = row[pivot] if abs(row[pivot]) == 1 else 1 / Fraction(row[pivot])
            pivots[pivot] = {cell: value * factor for cell, value in row.items()}
            kept.append(terms)
    return kept


def _reduced(
    row: dict[int, Fraction | int], pivots: Mapping[int, Mapping[int, Fraction | int]]
) -> dict[int, Fraction | int]:
    """What is left of an equation after those before it; empty if it follows from them."""
    waiting = [cell for cell in row if cell in pivots]
    while waiting:
        cell = waiting.pop()
        factor = row.get(cell, 0)
        if factor:
            for other, value in pivots[cell].items():
                rest = row.get(other, 0) - factor * value
                if rest:
                    row[other] = rest
                    if other in pivots:
                        waiting.append(other)
                else:
                    row.pop(other, None)
    return row


def _steps(trace: _Trace | None) -> Move:
    steps: Move = {}
    while trace:
        cell, by, trace = trace
        steps[cell] = steps.get(cell, 0) + by
    return steps


def _gap(terms: Sequence[Term], move: Mapping[int, int]) -> int:
    return sum(factor * move.get(cell, 0) for cell, factor in terms)


def _sum(move: Mapping[int, int], step: Mapping[int, int]) -> Move:
    total = {cell: move.get(cell, 0) + step.get(cell, 0) for cell in {**move, **step}}
    return {cell: by for cell, by in total.items() if by}
