"""A plan as lines of an outline, and what the SMART check says to each. Pure.

The editor, the services and the page that agrees a plan all see the plan in this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.rules import smart
from cases.rules.outline import LEVELS, Line, parents


@dataclass(frozen=True)
class PlanLine:
    """A goal or step. `key` is its origin, the same in all versions; `depth` 0, 1 or 2.

    `owner_id` names a person of the case, `owner_name` somebody else; `due_on` is a day that
    still counts. Steps have neither indicator, will, own contribution nor resources.
    """

    key: str
    depth: int
    text: str = ""
    owner_id: int | None = None
    owner_name: str = ""
    indicator: str = ""
    will_id: int | None = None
    own_contribution: str = ""
    due_on: date | None = None
    resource_ids: frozenset[int] = frozenset()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the line."""
        return self == PlanLine(self.key, self.depth)


@dataclass(frozen=True)
class Around:
    """What the check needs to know besides the lines.

    `names` are those of the persons by number, `will_of` names whose will a statement is; the
    period is half-open.
    """

    names: Mapping[int, str]
    will_of: Mapping[int, int]
    period_from: date | None = None
    period_until: date | None = None


def outline_of(lines: Sequence[PlanLine]) -> tuple[Line, ...]:
    """Return the bare outline."""
    return tuple(Line(line.key, line.depth) for line in lines)


def advise(lines: Sequence[PlanLine], around: Around) -> dict[str, list[smart.Advice]]:
    """Return the advice for each line by key; lines that are blank are asked nothing."""
    above = parents(outline_of(lines))
    by_key = {line.key: line for line in lines}
    return {
        line.key: [] if line.is_blank else smart.check(_facts(line, above, by_key, around))
        for line in lines
    }


def _facts(
    line: PlanLine,
    above: Mapping[str, str | None],
    by_key: Mapping[str, PlanLine],
    around: Around,
) -> smart.GoalFacts:
    owner = around.names.get(line.owner_id or 0, "") or line.owner_name
    return smart.GoalFacts(
        text=line.text,
        level=LEVELS[line.depth],
        owner=owner,
        indicator=line.indicator,
        own_will_linked=_own_will(line, above, by_key, around),
        own_contribution=line.own_contribution,
        due_on=line.due_on,
        period_start=around.period_from,
        period_end=around.period_until,
    )


def _own_will(
    line: PlanLine,
    above: Mapping[str, str | None],
    by_key: Mapping[str, PlanLine],
    around: Around,
) -> bool:
    """Say whether a will of the owner stands behind the line or a goal above it."""
    place: PlanLine | None = line
    while place is not None:
        whose = around.will_of.get(place.will_id or 0)
        # A goal of "the family" or of somebody who is no person of the case has no single will.
        if whose is not None and line.owner_id in {whose, None}:
            return True
        parent = above[place.key]
        place = by_key[parent] if parent is not None else None
    return False
