"""Where everybody stands in the picture of a family.

Rows are generations. A household is a block of its own, so that its frame holds exactly its
people; blocks that share no row may stand above each other. All lengths are in units of the
picture; the result depends on nothing but the input, whatever its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cases.rules.kinship import COUPLES, PARENTAL, Kind, Tie, clean, generations

WIDTH = 176
HEIGHT = 84
GAP = 40
PADDING = 16
BLOCK_GAP = 28
MARGIN = 8
# Orders are tried until nothing gets better, or this many were drawn.
TRIALS = 400

_WEIGHT = {
    **dict.fromkeys(PARENTAL, 3),
    **dict.fromkeys(COUPLES, 4),
    Kind.GRANDPARENT: 2,
    Kind.OTHER: 1,
}
# A couple that somebody stands between counts as this much farther apart.
_PARTED = 250


@dataclass(frozen=True, slots=True)
class Relative:
    """A person to draw. `home` is the number of the household, `order` goes from left to right."""

    number: int
    home: int | None = None
    young: bool | None = None
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """People who stand together: a household, or one person without any."""

    home: int | None
    rows: Mapping[int, tuple[int, ...]]
    inset: int = field(default=0)

    @property
    def width(self) -> int:
        """How wide the widest row is, with the frame."""
        longest = max(len(row) for row in self.rows.values())
        return longest * WIDTH + (longest - 1) * GAP + 2 * self.inset

    @property
    def span(self) -> range:
        """The rows it takes, also those between that it leaves empty."""
        return range(min(self.rows), max(self.rows) + 1)

    def offsets(self) -> dict[int, int]:
        """Return person → left edge inside the block; each row stands in the middle."""
        found = {}
        for row in self.rows.values():
            wide = len(row) * WIDTH + (len(row) - 1) * GAP
            start = (self.width - wide) // 2
            for place, person in enumerate(row):
                found[person] = start + place * (WIDTH + GAP)
        return found

    def mirrored(self) -> Block:
        """Return the block with left and right exchanged."""
        return Block(self.home, {r: tuple(reversed(p)) for r, p in self.rows.items()}, self.inset)


@dataclass(frozen=True, slots=True)
class Placing:
    """Rows and left edges of all people, and the blocks with theirs."""

    rows: Mapping[int, int]
    left: Mapping[int, int]
    blocks: tuple[tuple[Block, int], ...]

    def middle(self, person: int) -> int:
        """The middle of a person's box."""
        return self.left[person] + WIDTH // 2


def place(people: Iterable[Relative], ties: Iterable[Tie]) -> Placing:
    """Return where everybody stands: boxes never overlap, frames hold nobody else."""
    known = {each.number: each for each in people}
    ties = clean(ties, known)
    young = {each.number: each.young for each in known.values() if each.young is not None}
    rows = generations(known, ties, young)
    blocks = _blocks(known, rows, ties)
    order = _best_order(blocks, ties)
    lefts = _spread(order, ties)
    left = {
        p: x + o for block, x in zip(order, lefts, strict=True) for p, o in block.offsets().items()
    }
    start = min(lefts, default=MARGIN) - MARGIN
    return Placing(
        rows,
        {person: x - start for person, x in sorted(left.items())},
        tuple((block, x - start) for block, x in zip(order, lefts, strict=True)),
    )


def _blocks(
    known: Mapping[int, Relative], rows: Mapping[int, int], ties: Sequence[Tie]
) -> list[Block]:
    homes: dict[tuple[bool, int], list[int]] = {}
    for number in sorted(known):
        home = known[number].home
        homes.setdefault((home is None, number if home is None else home), []).append(number)
    blocks = []
    for (single, home), members in homes.items():
        inside: dict[int, tuple[int, ...]] = {}
        above: dict[int, int] = {}
        for row in sorted({rows[person] for person in members}):
            here = [person for person in members if rows[person] == row]
            inside[row] = _row_order(here, above, known, ties)
            above |= {person: place * 2 - len(here) for place, person in enumerate(inside[row])}
        blocks.append(Block(None if single else home, inside, 0 if single else PADDING))
    return blocks


def _row_order(
    here: list[int], above: Mapping[int, int], known: Mapping[int, Relative], ties: Sequence[Tie]
) -> tuple[int, ...]:
    """Order one row of a household: couples together, children beneath their parents, by age."""
    beside: dict[int, list[int]] = {person: [] for person in here}
    for one, other in _couples(ties):
        if one in beside and other in beside:
            beside[one].append(other)
            beside[other].append(one)

    def key(person: int) -> tuple:
        over = [above[t.one] for t in ties if t.other == person and t.one in above]
        middle = sum(over) / len(over) if over else 0
        return (middle, known[person].order, person)

    found: list[int] = []
    # Chains begin at an end: so whoever has two partners stands between them.
    for start in sorted(here, key=lambda person: (len(beside[person]) > 1, *key(person))):
        waiting = [start]
        while waiting:
            person = waiting.pop()
            if person not in found:
                found.append(person)
                waiting += sorted(beside[person], key=key, reverse=True)
    return tuple(found)


def _couples(ties: Sequence[Tie]) -> list[tuple[int, int]]:
    """Return who belongs side by side: partners, and parents of the same child."""
    pairs = {(tie.one, tie.other) for tie in ties if tie.kind in COUPLES}
    parents: dict[int, list[int]] = {}
    for tie in ties:
        if tie.kind in PARENTAL:
            parents.setdefault(tie.other, []).append(tie.one)
    for both in parents.values():
        pairs |= {(one, other) for one in both for other in both if one < other}
    return sorted(pairs)


def _best_order(blocks: list[Block], ties: Sequence[Tie]) -> list[Block]:
    """Try neighbours in exchange, moves and mirror images until the ties get no shorter."""
    best, cost = blocks, _cost(blocks, ties)
    trials = 0
    improved = True
    while improved and trials < TRIALS:
        improved = False
        for candidate in _variations(best):
            trials += 1
            price = _cost(candidate, ties)
            if price < cost:
                best, cost, improved = candidate, price, True
                break
            if trials >= TRIALS:
                break
    return best


def _variations(order: list[Block]) -> Iterable[list[Block]]:
    for place, block in enumerate(order):
        rest = [*order[:place], *order[place + 1 :]]
        if block.width > WIDTH + 2 * block.inset:
            yield [*order[:place], block.mirrored(), *order[place + 1 :]]
        for goal in range(len(order)):
            if goal != place:
                yield [*rest[:goal], block, *rest[goal:]]


def _cost(order: Sequence[Block], ties: Sequence[Tie]) -> int:
    middle = {}
    rows: dict[int, list[tuple[int, int]]] = {}
    for block, x in zip(order, _spread(order, ties), strict=True):
        for person, offset in block.offsets().items():
            middle[person] = x + offset
        for row, members in block.rows.items():
            rows.setdefault(row, []).extend((middle[person], person) for person in members)
    place = {p: n for row in rows.values() for n, (_x, p) in enumerate(sorted(row))}
    row_of = {p: row for row, members in rows.items() for _x, p in members}
    total = 0
    for tie in ties:
        total += _WEIGHT.get(tie.kind, 1) * abs(middle[tie.one] - middle[tie.other])
        apart = row_of[tie.one] != row_of[tie.other] or abs(place[tie.one] - place[tie.other]) > 1
        if tie.kind in COUPLES and apart:
            total += _PARTED
    # Nobody stands farther out than needed.
    return total * 10 + max(middle.values(), default=0) - min(middle.values(), default=0)


def _spread(order: Sequence[Block], ties: Sequence[Tie]) -> list[int]:
    """Return the left edge of each block: in this order in each row, near to whom it belongs."""
    lefts = _packed(order)
    offsets = [block.offsets() for block in order]
    owner = {person: number for number, inside in enumerate(offsets) for person in inside}
    pulls: list[list[tuple[int, int, int]]] = [[] for _block in order]
    for tie in ties:
        one, other = owner[tie.one], owner[tie.other]
        if one != other:
            shift = offsets[other][tie.other] - offsets[one][tie.one]
            pulls[one].append((_WEIGHT.get(tie.kind, 1), other, shift))
            pulls[other].append((_WEIGHT.get(tie.kind, 1), one, -shift))
    before, after = _neighbours(order)
    for step in range(6):
        turn = range(len(order)) if step % 2 else range(len(order) - 1, -1, -1)
        for number in turn:
            if not pulls[number]:
                continue
            weight = sum(w for w, _o, _s in pulls[number])
            wanted = sum(w * (lefts[o] + s) for w, o, s in pulls[number]) // weight
            low = max((lefts[b] + order[b].width + BLOCK_GAP for b in before[number]), default=None)
            high = min((lefts[a] - BLOCK_GAP for a in after[number]), default=None)
            if high is not None:
                wanted = min(wanted, high - order[number].width)
            lefts[number] = wanted if low is None else max(wanted, low)
    return lefts


def _packed(order: Sequence[Block]) -> list[int]:
    edge: dict[int, int] = {}
    lefts = []
    for block in order:
        x = max((edge.get(row, 0) for row in block.span), default=0)
        lefts.append(x)
        edge |= dict.fromkeys(block.span, x + block.width + BLOCK_GAP)
    return lefts


def _neighbours(order: Sequence[Block]) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each block the blocks before and after it that share a row with it."""
    before: list[list[int]] = []
    after: list[list[int]] = []
    for number, block in enumerate(order):
        shared = [o for o, other in enumerate(order) if set(other.span) & set(block.span)]
        before.append([o for o in shared if o < number])
        after.append([o for o in shared if o > number])
    return before, after
