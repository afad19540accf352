"""Areas over quarters, as the evaluation takes them, and whether there is enough to calculate.

Pure: standard library only. Quarters are numbered in order, one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reporting.evaluation.funnel import Chance

LEAST_AREAS = 4
"""How many areas each of the two groups needs."""
LEAST_QUARTERS = 4
"""How many quarters before its beginning, and how many after it, an area of the group needs."""
LEAST_COUNT = 20
"""How many events each group needs in all its quarters together."""


class Lack(StrEnum):
    """Why nothing is calculated."""

    FEW_AREAS = "few_areas"
    FEW_COMPARED = "few_compared"
    FEW_BEFORE = "few_before"
    FEW_AFTER = "few_after"
    FEW_EVENTS = "few_events"
    NO_SPREAD = "no_spread"
    UNSTABLE = "unstable"


@dataclass(frozen=True, slots=True)
class Observation:
    """An area in a quarter: `count` of `base`.

    `since` is the first full quarter of networked work, None for the comparison.
    """

    area: int
    quarter: int
    count: int
    base: float
    since: int | None = None

    @property
    def treated(self) -> bool:
        """Whether the area belongs to the group."""
        return self.since is not None

    @property
    def after(self) -> bool:
        """Whether networked work had begun."""
        return self.since is not None and self.quarter >= self.since

    @property
    def quarters_since(self) -> int:
        """How long networked work has been there; 0 in the first full quarter and before."""
        return self.quarter - (self.since or 0) if self.after else 0


@dataclass(frozen=True, slots=True)
class Panel:
    """What is calculated with, after everything was left out that says nothing."""

    rows: tuple[Observation, ...]
    silent: int
    """How many areas were left out because they say nothing: never an event, or (of shares) never
    anything else."""
    short: int
    """How many areas of the group were left out because they have too few quarters before or after
    their beginning."""
    lack: Lack | None

    def areas(self, *, treated: bool) -> int:
        """Return how many areas a group has."""
        return len({row.area for row in self.rows if row.treated is treated})

    @property
    def quarters(self) -> int:
        """How many quarters there are."""
        return len({row.quarter for row in self.rows})


def prepare(rows: Iterable[Observation], chance: Chance) -> Panel:
    """Return what can be calculated with, and what is lacking for it.

    Raises ValueError for a negative count, a base that is not positive, a part larger than its
    whole, or an area that occurs twice in a quarter.
    """
    given = sorted(rows, key=lambda row: (row.area, row.quarter))
    for row in given:
        if row.count < 0 or row.base <= 0:
            raise ValueError(f"no count and base: {row}")
        if chance is Chance.BINOMIAL and row.count > row.base:
            raise ValueError(f"a part larger than its whole: {row}")
    if len({(row.area, row.quarter) for row in given}) < len(given):
        raise ValueError("an area occurs twice in a quarter")
    events = Counter[int]()
    others = Counter[int]()
    for row in given:
        events[row.area] += row.count
        others[row.area] += round(row.base - row.count) if chance is Chance.BINOMIAL else 1
    telling = {row.area for row in given if events[row.area] and others[row.area]}
    group = {row.area for row in given if row.treated and row.area in telling}
    before, after = (_enough(given, group, after=each) for each in (False, True))
    short = group - (before & after)
    kept = tuple(row for row in given if row.area in telling and row.area not in short)
    silent = len({row.area for row in given} - telling)
    lack = _lack(kept, group, before, after)
    return Panel(kept, silent, len(short), lack)


def _lack(
    rows: Sequence[Observation], group: set[int], before: set[int], after: set[int]
) -> Lack | None:
    """Return what is lacking for a calculation; the first thing that somebody could change."""
    compared = [row for row in rows if not row.treated]
    treated = [row for row in rows if row.treated]
    if len(group) < LEAST_AREAS:
        return Lack.FEW_AREAS
    if len({row.area for row in compared}) < LEAST_AREAS:
        return Lack.FEW_COMPARED
    if len(before & after) < LEAST_AREAS:
        return Lack.FEW_BEFORE if len(before) < LEAST_AREAS else Lack.FEW_AFTER
    if min(sum(r.count for r in treated), sum(r.count for r in compared)) < LEAST_COUNT:
        return Lack.FEW_EVENTS
    return None


def _enough(rows: Iterable[Observation], group: set[int], *, after: bool) -> set[int]:
    """Return the areas that have enough quarters before, or after, their beginning."""
    numbers = Counter(r.area for r in rows if r.area in group and r.after is after)
    return {area for area, number in numbers.items() if number >= LEAST_QUARTERS}
