"""Somebody who wants to know what the dashes stand for; shares no code with what hides it.

Three ways: exact elimination over fractions, intervals that equations narrow for each other, and
for small tables every table there could be. All know that a dash is never a zero.
"""

from fractions import Fraction

from reporting.suppression import Equation


def signed(rule):
    return {rule.total: -1} | dict.fromkeys(rule.parts, 1) | dict.fromkeys(rule.less, -1)


class Attacker:
    def __init__(self, cells, equations, hidden, unprinted=()):
        self.dashes = sorted({*hidden, *unprinted}, key=repr)
        self.lowest = {cell: 0 if cell in unprinted else 1 for cell in self.dashes}
        self.rows = []
        for rule in equations:
            terms = signed(rule)
            seen = sum(
                sign * cells[cell] for cell, sign in terms.items() if cell not in self.lowest
            )
            unknown = {cell: sign for cell, sign in terms.items() if cell in self.lowest}
            if unknown:
                self.rows.append((unknown, -seen))
        self.ceiling = max(cells.values(), default=0) + 4

    def computed(self):
        """Cells that elimination gives away, with their values."""
        rows = [
            [Fraction(unknown.get(cell, 0)) for cell in self.dashes] + [Fraction(right)]
            for unknown, right in self.rows
        ]
        done = 0
        for column in range(len(self.dashes)):
            pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
            if pivot is None:
                continue
            rows[done], rows[pivot] = rows[pivot], rows[done]
            lead = rows[done][column]
            rows[done] = [value / lead for value in rows[done]]
            for r, row in enumerate(rows):
                if r != done and (factor := row[column]):
                    rows[r] = [a - factor * b for a, b in zip(row, rows[done], strict=True)]
            done += 1
        found = {}
        for row in rows[:done]:
            used = [i for i, value in enumerate(row[:-1]) if value]
            if len(used) == 1:
                found[self.dashes[used[0]]] = row[-1]
        return found

    def intervals(self):
        """Bounds of every dash; no upper bound is None."""
        low, high = dict(self.lowest), dict.fromkeys(self.dashes)
        changed = True
        while changed:
            changed = False
            for unknown, right in self.rows:
                for cell, sign in unknown.items():
                    others = [(o, -s * sign) for o, s in unknown.items() if o != cell]
                    base = sign * right
                    up = [high[o] if s > 0 else low[o] for o, s in others]
                    down = [low[o] if s > 0 else high[o] for o, s in others]
                    if None not in up:
                        most = base + sum(s * v for (_, s), v in zip(others, up, strict=True))
                        if high[cell] is None or most < high[cell]:
                            high[cell], changed = most, True
                    if None not in down:
                        least = base + sum(s * v for (_, s), v in zip(others, down, strict=True))
                        if least > low[cell]:
                            low[cell], changed = least, True
        return {cell: (low[cell], high[cell]) for cell in self.dashes}

    def could_be(self, cell, values):
        """Whether some table agrees with all that is shown and has one of ``values`` here."""
        return any(self._completed({cell: value}) for value in values)

    def above(self, limit):
        return range(limit + 1, self.ceiling + 1)

    def _completed(self, given):
        """Whether the given values can be completed; tries everything up to the ceiling."""
        given = dict(given)
        changed = True
        while changed:
            changed = False
            for unknown, right in self.rows:
                left = [cell for cell in unknown if cell not in given]
                rest = right - sum(s * given[c] for c, s in unknown.items() if c in given)
                if not left and rest:
                    return False
                if len(left) == 1:
                    given[left[0]] = rest * unknown[left[0]]
                    changed = True
        if any(value < self.lowest[cell] for cell, value in given.items()):
            return False
        free = next((cell for cell in self.dashes if cell not in given), None)
        return free is None or any(
            self._completed(given | {free: value})
            for value in range(self.lowest[free], self.ceiling + 1)
        )


def table(rows, name="t"):
    """Cells and equations of a table given by its inner rows, with all totals."""
    cells, equations = {}, []
    heads = [f"r{i}" for i in range(len(rows))]
    columns = [f"c{j}" for j in range(len(rows[0]))]
    for head, row in zip(heads, rows, strict=True):
        cells |= {(name, head, column): value for column, value in zip(columns, row, strict=True)}
        cells[name, head, "all"] = sum(row)
    for column in [*columns, "all"]:
        cells[name, "all", column] = sum(cells[name, head, column] for head in heads)
    equations += [
        Equation((name, head, "all"), tuple((name, head, column) for column in columns))
        for head in [*heads, "all"]
    ]
    equations += [
        Equation((name, "all", column), tuple((name, head, column) for head in heads))
        for column in [*columns, "all"]
    ]
    return cells, equations


def grouped(cells, equations, groups, name="t"):
    """The same table with sub-totals of its rows: ``groups`` maps a district to its rows."""
    columns = sorted({column for _, _, column in cells})
    cells, equations = dict(cells), [rule for rule in equations if rule.total[1] != "all"]
    for column in columns:
        for group, heads in groups.items():
            cells[name, group, column] = sum(cells[name, head, column] for head in heads)
            parts = tuple((name, head, column) for head in heads)
            equations.append(Equation((name, group, column), parts))
        parts = tuple((name, group, column) for group in groups)
        equations.append(Equation((name, "all", column), parts))
    inner = [column for column in columns if column != "all"]
    for head in [*groups, "all"]:
        parts = tuple((name, head, column) for column in inner)
        equations.append(Equation((name, head, "all"), parts))
    return cells, equations
